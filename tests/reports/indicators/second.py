"""The service-side indicators a second way: loops over raw rows, without the product's queries.

`Raw` reads whole tables by plain SQL; each function below says in a few lines what its indicator
means. Nothing here is shared with `reports.indicators`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

Row = dict[str, Any]
LENGTH = len("2026-11-20")
TABLES = (
    "accounts_centre", "calibration_job", "calibration_custody", "calibration_scope",
    "calibration_scopeline", "certificates_certificate", "instruments_instrument",
    "contracts_allocation", "contracts_contract", "contracts_contractitem",
    "contracts_contractline", "contracts_invoice", "contracts_invoicerate", "contracts_payment",
    "contracts_price", "contracts_servicenorm", "contracts_serviceitem", "instruments_standard",
    "instruments_standardcalibration", "instruments_calibrationdoubt", "planning_enteredfigure",
    "planning_target",
)  # fmt: skip


def _table(name: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name} ORDER BY id")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _day(value: Any) -> date | None:
    """The day of the centre: what the database keeps without a zone is UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > LENGTH else date.fromisoformat(value)
    if isinstance(value, datetime):
        return timezone.localtime(value if value.tzinfo else value.replace(tzinfo=UTC)).date()
    found: date | None = value
    return found


@dataclass
class Raw:
    """All rows, and what is asked: a unit's path, first day, last day that counts, cut-off."""

    tables: dict[str, list[Row]]
    path: str
    start: date
    until: date
    cut_off: date

    @classmethod
    def read(cls, path: str, start: date, until: date, cut_off: date) -> "Raw":
        """Every table, whole."""
        return cls({name: _table(name) for name in TABLES}, path, start, until, cut_off)

    def inside(self, row: Row) -> bool:
        """Whether a row is of the unit or below it."""
        paths = {one["id"]: one["path"] for one in self.tables["accounts_centre"]}
        return bool(paths[row["centre_id"]].startswith(self.path))

    def of(self, name: str, **facts: Any) -> list[Row]:
        """Rows of a table that have these values."""
        rows = self.tables[name]
        return [row for row in rows if all(row[key] == value for key, value in facts.items())]

    def in_period(self, value: Any) -> bool:
        """Whether a day lies in the period, up to the cut-off."""
        day = _day(value)
        return day is not None and self.start <= day <= self.until

    def by(self, value: Any) -> bool:
        """Whether it was so on the cut-off."""
        day = _day(value)
        return day is not None and day <= self.cut_off


def share(amount: int, part: int, whole: int) -> int:
    """Half up, for amounts that are not negative."""
    return (2 * amount * part + whole) // (2 * whole)


def kinds_of(raw: Raw, contract: Row) -> dict[str, tuple[int, int]]:
    """{kind: (net, gross)}: VAT of a rate by running sums over the kinds in their order."""
    lines = raw.of("contracts_contractline", contract_id=contract["id"])
    served = {line["kind"] for line in lines} - {"consulting", "other"}
    rates: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        value = line["quantity"] * line["price"] - line["discount"]
        rates[line["vat_percent"]][line["kind"]] += value
    consults = any(line["kind"] == "consulting" for line in lines)
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for percent, values in rates.items():
        upto = 0
        for kind in sorted(values):
            before = share(upto, percent or 0, 100)
            upto += values[kind]
            vat = share(upto, percent or 0, 100) - before
            name = "consulting" if kind == "other" and consults and not served else kind
            net, gross = found[name]
            found[name] = (net + values[kind], gross + values[kind] + vat)
    return found


def papers(raw: Raw, base: str) -> Iterator[tuple[int, Row, int, int]]:
    """(paper's id, contract with a kind, net, gross) by one base.

    Contracts with invoices are of one kind here: how a paper is cut into kinds is told and tested
    in `contracts.revenue`.
    """
    for contract in filter(raw.inside, raw.tables["contracts_contract"]):
        if base in ("signed", "accepted"):
            if raw.in_period(contract[f"{base}_on"]) and contract["cancelled_on"] is None:
                for kind, (net, gross) in kinds_of(raw, contract).items():
                    yield contract["id"], {**contract, "kind": kind}, net, gross
            continue
        kind = next(iter(kinds_of(raw, contract)), "other")
        for paper in raw.of("contracts_invoice", contract_id=contract["id"]):
            found = _invoiced(raw, paper) if base == "invoiced" else _collected(raw, paper)
            for pk, net, gross in found:
                yield pk, {**contract, "kind": kind}, net, gross


def _amount(raw: Raw, paper: Row) -> tuple[int, int]:
    rates = raw.of("contracts_invoicerate", invoice_id=paper["id"])
    net = sum(rate["net"] for rate in rates)
    return net, net + sum(rate["vat"] for rate in rates)


def _invoiced(raw: Raw, paper: Row) -> Iterator[tuple[int, int, int]]:
    if raw.in_period(paper["issued_on"]):
        yield paper["id"], *_amount(raw, paper)


def _collected(raw: Raw, paper: Row) -> Iterator[tuple[int, int, int]]:
    net, gross = _amount(raw, paper)
    paid = 0
    for part in _settling(raw, paper):
        before = share(paid, net, gross)
        paid += part["amount"]
        payment = raw.of("contracts_payment", id=part["payment_id"])[0]
        if raw.in_period(payment["received_on"]):
            yield payment["id"], share(paid, net, gross) - before, part["amount"]


def _settling(raw: Raw, paper: Row) -> list[Row]:
    parts = raw.of("contracts_allocation", invoice_id=paper["id"])
    days = {row["id"]: _day(row["received_on"]) for row in raw.tables["contracts_payment"]}
    return sorted(parts, key=lambda one: (days[one["payment_id"]], one["payment_id"], one["id"]))


def revenue(raw: Raw, base: str, part: str, *, consulting: bool | None = False) -> int:
    """Of the service strand; `consulting`: without it, it alone (True), or all (None)."""
    return sum(
        (net, gross)[part == "gross"]
        for _id, contract, net, gross in papers(raw, base)
        if contract["strand"] == "service"
        and (consulting is None or (contract["kind"] == "consulting") == consulting)
    )


def contracts(raw: Raw, *, consulting: bool = False) -> dict[int, Row]:
    """Contracts signed in the period with something served; or those of consulting alone."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = {}
    for pk, contract, _net, _gross in papers(raw, "signed"):
        if contract["strand"] == "service":
            found[pk].add(contract["kind"])
            rows[pk] = contract
    wanted = {pk for pk, kinds in found.items() if (kinds == {"consulting"}) == consulting}
    return {pk: rows[pk] for pk in wanted}


def work(raw: Raw, strand: str = "service") -> list[Row]:
    """Approved jobs of contract items, performed in the period."""
    lines = {row["id"]: row["contract_id"] for row in raw.tables["contracts_contractline"]}
    strands = {row["id"]: row["strand"] for row in raw.tables["contracts_contract"]}
    of_job = {
        row["job_id"]: strands[lines[row["line_id"]]]
        for row in raw.tables["contracts_contractitem"]
    }
    return [
        job
        for job in filter(raw.inside, raw.of("calibration_job", state="approved"))
        if raw.in_period(job["performed_on"]) and of_job.get(job["id"]) == strand
    ]


def things(raw: Raw, strand: str = "service") -> list[Row]:
    """Instruments among them."""
    return [job for job in work(raw, strand) if job["instrument_id"] is not None]


def stage(raw: Raw, contract: Row) -> str:
    """Where a contract stands on the cut-off; contracts without pauses and appendices."""
    if raw.by(contract["cancelled_on"]):
        return "cancelled"
    if raw.by(contract["liquidated_on"]):
        return "liquidated"
    if not raw.by(contract["signed_on"]):
        return "draft"
    value = sum(net for net, _gross in kinds_of(raw, contract).values())
    invoiced = [
        rate["net"]
        for paper in raw.of("contracts_invoice", contract_id=contract["id"])
        if raw.by(paper["issued_on"])
        for rate in raw.of("contracts_invoicerate", invoice_id=paper["id"])
    ]
    if value > 0 and sum(invoiced) >= value:
        return "collected" if _paid(raw, contract) else "invoiced"
    if raw.by(contract["accepted_on"]):
        return "accepted"
    return _progress(raw, contract)


def _paid(raw: Raw, contract: Row) -> bool:
    owed = sum(
        rate["net"] + rate["vat"]
        for paper in raw.of("contracts_invoice", contract_id=contract["id"])
        if raw.by(paper["issued_on"])
        for rate in raw.of("contracts_invoicerate", invoice_id=paper["id"])
    )
    payments = raw.of("contracts_payment", contract_id=contract["id"])
    return bool(sum(row["amount"] for row in payments if raw.by(row["received_on"])) >= owed)


def _progress(raw: Raw, contract: Row) -> str:
    jobs = [job for _item, job in items(raw, contract) if job["state"] != "cancelled"]
    approved = [job for job in jobs if job["state"] == "approved" and raw.by(job["approved_at"])]
    if jobs and len(approved) == len(jobs):
        return "completed"
    begun = [job for job in jobs if raw.by(job["performed_on"])]
    return "in_progress" if begun or approved else "signed"


def items(raw: Raw, contract: Row) -> Iterator[tuple[Row, Row]]:
    """Items of a contract with their jobs."""
    jobs = {row["id"]: row for row in raw.tables["calibration_job"]}
    for line in raw.of("contracts_contractline", contract_id=contract["id"]):
        for item in raw.of("contracts_contractitem", line_id=line["id"]):
            if item["job_id"] is not None:
                yield item, jobs[item["job_id"]]


def tracked(raw: Raw) -> list[Row]:
    """Contracts that existed on the cut-off and were not over before the period."""
    return [
        row
        for row in filter(raw.inside, raw.tables["contracts_contract"])
        if (raw.by(row["created_at"]) or raw.by(row["signed_on"]))
        and not any(
            (day := _day(row[name])) is not None and day < raw.start
            for name in ("liquidated_on", "cancelled_on")
        )
    ]


def value_of(raw: Raw, contract: Row) -> int:
    """With VAT by rate on the sum of its lines."""
    rates: dict[Any, int] = defaultdict(int)
    for line in raw.of("contracts_contractline", contract_id=contract["id"]):
        rates[line["vat_percent"]] += line["quantity"] * line["price"] - line["discount"]
    return sum(net + share(net, percent or 0, 100) for percent, net in rates.items())


def products(raw: Raw, services: set[str]) -> dict[str, int]:
    """Items due by the cut-off: due, delivered, accepted, overdue."""
    found = dict.fromkeys(("due", "delivered", "accepted", "overdue"), 0)
    for contract in filter(raw.inside, raw.tables["contracts_contract"]):
        if not raw.by(contract["signed_on"]) or raw.by(contract["cancelled_on"]):
            continue
        accepted = _day(contract["accepted_on"])
        for _item, job in items(raw, contract):
            due = _day(contract["due_on"]) or _day(job["due_on"])
            if job["service"] not in services or job["state"] == "cancelled":
                continue
            if due is None or due > raw.until:
                continue
            delivered = _delivered(raw, job)
            done = max(delivered, accepted) if delivered and accepted else None
            if due < raw.start and done is not None and done < raw.start:
                continue
            found["due"] += 1
            if delivered is None or delivered > raw.cut_off:
                found["overdue"] += 1
                continue
            found["delivered"] += 1
            found["accepted"] += done is not None and done <= raw.cut_off
    return found


def _delivered(raw: Raw, job: Row) -> date | None:
    days = [
        day
        for paper in raw.of("certificates_certificate", job_id=job["id"])
        if paper["state"] != "withdrawn" and (day := _day(paper["issued_at"]))
    ]
    if days:
        return min(days)
    return _day(job["approved_at"]) if job["paper_record"] else None


def turnaround(raw: Raw) -> tuple[int, int]:
    """(days, papers): from receipt, else signing, to the first paper."""
    custody = {row["job_id"]: row["received_at"] for row in raw.tables["calibration_custody"]}
    signed = {
        job["id"]: contract["signed_on"]
        for contract in raw.tables["contracts_contract"]
        for _item, job in items(raw, contract)
    }
    days = [
        max(0, (issued - began).days)
        for paper in filter(raw.inside, raw.of("certificates_certificate", supersedes_id=None))
        if (issued := _day(paper["issued_at"]))
        and raw.in_period(issued)
        and (began := _day(custody.get(paper["job_id"]) or signed.get(paper["job_id"])))
    ]
    return sum(days), len(days)


def in_time(raw: Raw) -> tuple[int, int]:
    """(papers in time, papers with a promised day) of those whose beginning is known."""
    contracts = {
        job["id"]: contract
        for contract in raw.tables["contracts_contract"]
        for _item, job in items(raw, contract)
    }
    received = {row["job_id"] for row in raw.tables["calibration_custody"] if row["received_at"]}
    due = {row["id"]: _day(row["due_on"]) for row in raw.tables["calibration_job"]}
    kept, promised = 0, 0
    for paper in filter(raw.inside, raw.of("certificates_certificate", supersedes_id=None)):
        job, issued = paper["job_id"], _day(paper["issued_at"])
        contract = contracts.get(job, {})
        by = _day(contract.get("due_on")) or due[job]
        began = job in received or contract.get("signed_on")
        if issued and raw.in_period(issued) and began and by:
            promised += 1
            kept += issued <= by
    return kept, promised


def scope(raw: Raw) -> tuple[int, int]:
    """(covered, all): verification certificates by the day of work, lines without a range."""
    paths = {row["id"]: row["path"] for row in raw.tables["accounts_centre"]}
    jobs = {row["id"]: row["instrument_id"] for row in raw.tables["calibration_job"]}
    types = {row["id"]: row["type_id"] for row in raw.tables["instruments_instrument"]}
    covered = every = 0
    for paper in filter(raw.inside, raw.of("certificates_certificate", kind="verification")):
        day = _day(paper["performed_on"])
        if day is None or not raw.in_period(day) or paper["state"] == "superseded":
            continue
        every += 1
        covered += any(
            paths[paper["centre_id"]].startswith(paths[one["centre_id"]])
            and _holds(one, day)
            and raw.of(
                "calibration_scopeline",
                scope_id=one["id"],
                service="verification",
                type_id=types[jobs[paper["job_id"]]],
            )
            for one in raw.of("calibration_scope", kind="designation")
        )
    return covered, every


def _holds(row: Row, day: date) -> bool:
    first, last = _day(row["valid_from"]), _day(row["valid_to"])
    return first is not None and first <= day and (last is None or day <= last)


def standards(raw: Raw) -> tuple[int, int, int]:
    """(valid, in use, due within sixty days)."""
    valid = soon = used = 0
    for row in filter(raw.inside, raw.tables["instruments_standard"]):
        if row["out_of_use"]:
            continue
        used += 1
        events = raw.of("instruments_standardcalibration", standard_id=row["id"])
        corrected = {event["corrects_id"] for event in events}
        left = [e for e in events if e["id"] not in corrected and raw.by(e["on"])]
        last = max(left, key=lambda e: (_day(e["on"]), e["id"]), default=None)
        if last is None or _doubted(raw, last) or _until(last) < raw.cut_off:
            continue
        valid += 1
        soon += _until(last) <= raw.cut_off + timedelta(days=60)
    return valid, used, soon


def _until(event: Row) -> date:
    day = _day(event["valid_until"])
    assert day is not None
    return day


def _doubted(raw: Raw, event: Row) -> bool:
    rows = raw.of("instruments_calibrationdoubt", event_id=event["id"])
    return any(raw.by(row["since"] or event["on"]) for row in rows)


def norms(raw: Raw) -> tuple[int, int]:
    """(with a norm in force, with a price) on the cut-off."""
    have = every = 0
    for row in filter(raw.inside, raw.tables["contracts_serviceitem"]):
        prices = raw.of("contracts_price", service_id=row["id"])
        held = [
            one
            for one in prices
            if raw.by(one["valid_from"])
            and (one["valid_to"] is None or (_day(one["valid_to"]) or raw.cut_off) >= raw.cut_off)
        ]
        if held:
            every += 1
            found = raw.of("contracts_servicenorm", service_id=row["id"])
            have += any(raw.by(one["valid_from"]) for one in found)
    return have, every


def rate(numerator: int, denominator: int) -> Fraction | None:
    """In percent; nothing where there is nothing to hold it against."""
    return Fraction(100 * numerator, denominator) if denominator else None


def mean(total: int, count: int) -> Fraction | None:
    """From two sums."""
    return Fraction(total, count) if count else None
