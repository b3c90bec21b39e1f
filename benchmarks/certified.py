"""The work of ten years: instruments, jobs, certificates, what was handed in; what keeps it right.

`fill()` comes after `ten_years.fill()`: every line of a signed contract then has its jobs, every
approved job its first certificate (some tests stay on paper), and one in a hundred its replacement.
Rows are made by INSERT … SELECT; what looks like chance goes by the ids, so it is always the same.
"""
# ruff: noqa: S608 — the pieces are constants and numbers

from datetime import date, timedelta
from typing import Any

from benchmarks.bulk import derive

PER_CUSTOMER = 60  # instruments
TYPES = 40
RANGED = 10  # types whose designation states a range; the last four types have no designation
LEFT_OUT = 4
STANDARDS, SERVICES = 200, 150  # of each centre
_RANGES = "(ARRAY['10 bar', '60 bar', '250 bar', '1000 bar'])[1 + mod(x.id, 4)]"
_ENDS = "(ARRAY[1000000, 6000000, 25000000, 100000000])[1 + mod(x.id, 4)]"
_LETTER = (
    "CASE kind WHEN 'verification' THEN 'V' WHEN 'calibration' THEN 'C' WHEN 'notice' THEN 'N'"
    " ELSE 'T' END"
)
_MORNING = "+ time '03:00') AT TIME ZONE 'UTC'"

# Lines that have no item yet, twice the first so many of those accepted.
_TODO = """
CREATE TEMP TABLE todo ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY line, n) + (SELECT count(*) FROM calibration_job) AS id, x.*
FROM (
  SELECT t.*, generate_series(1, CASE WHEN accepted_on IS NOT NULL AND place <= {twice}
                                      THEN 2 ELSE 1 END) AS n
  FROM (
    SELECT l.id AS line, l.kind, c.centre_id, c.customer_id, c.signed_on, c.accepted_on,
      c.cancelled_on, row_number() OVER (PARTITION BY c.accepted_on IS NULL
                                         ORDER BY mod(l.id * 7919, 1000003), l.id) AS place
    FROM contracts_contractline l JOIN contracts_contract c ON c.id = l.contract_id
    WHERE {open}
  ) t
) x
"""
_OPEN = """l.kind IN ('verification', 'calibration', 'testing') AND l.struck_by_id IS NULL
  AND c.signed_on IS NOT NULL
  AND NOT EXISTS (SELECT FROM contracts_contractitem i WHERE i.line_id = l.id)"""


def fill(certificates: int, *, checked: bool = False) -> dict[str, int]:
    """So many certificates on the contracts that are there; how many rows each table got.

    `checked`: the database looks at every foreign key, which takes minutes for a million rows.
    """
    from django.db import transaction

    made: dict[str, int] = {}
    with transaction.atomic():
        if not checked:
            _ask("SET LOCAL session_replication_role = replica")
        _ask("UPDATE contracts_contract SET strand = 'duty' WHERE mod(id, 12) = 5")
        made["instrument"] = _instruments()
        first = certificates * 100 // 101
        made["job"] = _jobs(first)
        made["certificate"] = _certificates(first, certificates - first)
        made["custody"] = _custody()
        made |= _kept_right()
    _ask("ANALYZE")
    return made


def _ask(statement: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def _number(statement: str) -> int:
    return int(_ask(statement)[0][0])


def _instruments() -> int:
    from instruments.models import Instrument, InstrumentType

    InstrumentType.objects.bulk_create(
        InstrumentType(pk=n + 1_000_000, code=f"ten-{n}", name_vi=f"Áp kế mẫu {n}", field="Áp suất")
        for n in range(TYPES)
    )
    columns = {
        "id": "x.id",
        "customer_id": "x.customer",
        "type_id": f"1000000 + mod(x.id / 4, {TYPES})",
        "serial": "'S' || x.id",
        "search_key": "'s' || x.id",
        "range_min": "'0 bar'",
        "range_max": _RANGES,
        "range_quantity": "'pressure'",
        "range_min_base": "0",
        "range_max_base": _ENDS,
    }
    source = (
        f"(SELECT c.id * {PER_CUSTOMER} + n AS id, c.id AS customer FROM accounts_customer c,"
        f" generate_series(0, {PER_CUSTOMER - 1}) n) x"
    )
    made = derive(Instrument, columns, source)
    _ask(
        "UPDATE calibration_job SET sample = '', instrument_id ="
        f" customer_id * {PER_CUSTOMER} + mod(id, {PER_CUSTOMER}) WHERE service <> 'testing'"
    )
    _ask(
        "UPDATE contracts_contractitem i SET sample = '', instrument_id = j.instrument_id"
        " FROM calibration_job j WHERE j.id = i.job_id AND j.instrument_id IS NOT NULL"
    )
    _ask(
        "UPDATE calibration_job SET paper_record = 'BB.' || id"
        " WHERE service = 'testing' AND mod(id, 3) = 0"
    )
    return made


def _jobs(first: int) -> int:
    """Jobs until so many are approved whose result is a certificate."""
    from calibration.models import Job
    from contracts.models import ContractItem

    have = _number(
        "SELECT count(*) FROM calibration_job WHERE state = 'approved' AND paper_record = ''"
    )
    lines = _number(
        "SELECT count(*) FROM contracts_contractline l JOIN contracts_contract c"
        f" ON c.id = l.contract_id WHERE {_OPEN} AND c.accepted_on IS NOT NULL"
    )
    twice = first - have - lines
    if not 0 <= twice <= lines:
        raise ValueError(f"{first} certificates are not to be had from {have} jobs, {lines} lines")
    _ask(_TODO.format(twice=twice, open=_OPEN))
    people = dict(_ask("SELECT split_part(email, '@', 1), id FROM accounts_user"))
    done = "x.accepted_on IS NOT NULL"
    day = "x.signed_on + mod(x.id * 7919, greatest(x.accepted_on - x.signed_on, 1))::int"
    thing = f"x.customer_id * {PER_CUSTOMER} + mod(x.id, {PER_CUSTOMER})"
    failed = "x.kind = 'verification' AND mod(x.id, 33) = 7"
    columns = {
        "id": "x.id",
        "centre_id": "x.centre_id",
        "customer_id": "x.customer_id",
        "instrument_id": f"CASE WHEN x.kind <> 'testing' THEN {thing} END",
        "sample": "CASE WHEN x.kind = 'testing' THEN 'mẫu ' || x.id ELSE '' END",
        "service": "x.kind",
        "state": f"CASE WHEN {done} THEN 'approved' ELSE 'cancelled' END",
        "due_on": "x.accepted_on",
        "technician_id": f"CASE WHEN {done} THEN {people['technician']} END",
        "performed_on": f"CASE WHEN {done} THEN {day} END",
        "approved_by_id": f"CASE WHEN {done} THEN {people['approver']} END",
        "approved_at": f"CASE WHEN {done} THEN ({day} + 1 {_MORNING} END",
        "outcome": f"CASE WHEN {failed} AND {done} THEN 'fail' WHEN {done} THEN 'pass' ELSE '' END",
        "created_at": f"(x.signed_on {_MORNING}",
    }
    made = derive(Job, columns, "todo x")
    items = {
        "line_id": "x.line",
        "sample": columns["sample"],
        "instrument_id": columns["instrument_id"],
        "job_id": "x.id",
    }
    derive(ContractItem, items, "todo x")
    return made


def _certificates(first: int, replaced: int) -> int:
    from certificates.models import Certificate

    _ask(
        "CREATE TEMP TABLE paper ON COMMIT DROP AS SELECT x.*, row_number() OVER (PARTITION BY"
        " centre_id, kind, year ORDER BY id) AS serial FROM (SELECT y.*, extract(year FROM"
        " issued_at)::int AS year FROM (SELECT row_number() OVER (ORDER BY j.id) AS id, j.id AS"
        " job, j.centre_id, j.customer_id, CASE WHEN j.outcome = 'fail' AND j.service ="
        " 'verification' THEN 'notice' ELSE j.service END AS kind, j.performed_on,"
        " j.approved_at + mod(j.id * 31, 12) * interval '1 day' AS issued_at FROM calibration_job j"
        " WHERE j.state = 'approved' AND j.paper_record = '') y) x"
    )
    there = _number("SELECT count(*) FROM paper")
    if there != first:
        raise ValueError(f"{there} papers instead of {first}")
    by = _number("SELECT id FROM accounts_user WHERE email LIKE 'approver@%'")
    over = f"x.id * {replaced} / {first} <> (x.id - 1) * {replaced} / {first}"
    state = (
        f"CASE WHEN {over} THEN 'superseded' WHEN mod(x.id, 97) = 50 THEN 'withdrawn'"
        " ELSE 'issued' END"
    )
    number = f"({_LETTER}) || to_char(mod(x.year, 100), 'FM00') || '.' || x.serial"
    columns = {
        **{name: f"x.{name}" for name in ("centre_id", "customer_id", "kind", "performed_on")},
        "id": "x.id",
        "job_id": "x.job",
        "year": "x.year",
        "serial": "x.serial",
        "number": number,
        "public_id": "md5(x.id::text)",
        "state": state,
        "issued_at": "x.issued_at",
        "issued_by_id": str(by),
        "end_reason": f"CASE {state} WHEN 'issued' THEN '' ELSE 'Mẫu' END",
    }
    made = derive(Certificate, columns, "paper x")
    again = {
        **columns,
        "id": f"{first} + row_number() OVER (ORDER BY x.id)",
        "serial": "x.serial + 1000000",
        "number": f"{number} || '-2'",
        "public_id": "md5('again' || x.id)",
        "state": "'issued'",
        "end_reason": "''",
        "issued_at": "x.issued_at + interval '20 days'",
        "supersedes_id": "x.id",
    }
    return made + derive(Certificate, again, f"paper x WHERE {over}")


def _custody() -> int:
    """What was handed in for three jobs of five; the others are measured where they stand."""
    from calibration.models import Custody

    by = _number("SELECT id FROM accounts_user WHERE email LIKE 'technician@%'")
    came = "least(x.created_at + mod(x.id, 5) * interval '1 day', x.approved_at)"
    columns = {
        **{name: f"x.{name}" for name in ("centre_id", "customer_id", "instrument_id", "sample")},
        "job_id": "x.id",
        "code": "'M' || x.id",
        "received_at": came,
        "received_by_id": str(by),
        "brought_by": "'Nguyễn Văn Mẫu'",
        "condition_in": "'Nguyên vẹn'",
        "returned_at": "x.approved_at + interval '15 days'",
        "returned_by_id": str(by),
        "returned_to": "'Nguyễn Văn Mẫu'",
        "condition_out": "'Nguyên vẹn'",
    }
    return derive(
        Custody, columns, "calibration_job x WHERE x.state = 'approved' AND mod(x.id, 5) < 3"
    )


def _kept_right() -> dict[str, int]:
    """Designations, standards with ten years of calibrations, the price list with its norms."""
    from accounts.models import Centre

    counts: dict[str, int] = {"standard": 0, "serviceitem": 0}
    for centre in Centre.objects.filter(parent__isnull=False).order_by("pk"):
        _scopes(centre)
        counts["standard"] += _standards(centre)
        counts["serviceitem"] += _services(centre)
    return counts


def _scopes(centre: Any) -> None:
    from calibration.models import Scope, ScopeLine
    from metrology.quantities.quantity import Quantity

    for number, (begun, ended) in enumerate(
        ((date(2017, 1, 1), date(2021, 12, 31)), (date(2022, 1, 1), None)), 1
    ):
        for kind in ("designation", "accreditation"):
            scope = Scope.objects.create(
                centre=centre, kind=kind, number=f"{number}/QĐ", valid_from=begun, valid_to=ended
            )
            low, high = Quantity.parse("0 bar"), Quantity.parse("400 bar")
            ScopeLine.objects.bulk_create(
                ScopeLine(
                    scope=scope,
                    service="verification" if kind == "designation" else "calibration",
                    type_id=1_000_000 + n,
                    range_min=low if n < RANGED else None,
                    range_max=high if n < RANGED else None,
                )
                for n in range(TYPES - LEFT_OUT)
            )


def _standards(centre: Any) -> int:
    from instruments.models import Standard, StandardCalibration

    standards = Standard.objects.bulk_create(
        Standard(
            centre=centre,
            code=f"{centre.code}-{n}",
            name_vi=f"Chuẩn mẫu {n}",
            serial=f"{n}",
            quantity="pressure",
            out_of_use=n % 25 == 3,
        )
        for n in range(STANDARDS)
    )
    StandardCalibration.objects.bulk_create(
        StandardCalibration(
            standard=standard,
            on=(on := date(year, 1 + n % 12, 1 + n % 28)),
            valid_until=on + timedelta(days=365 + n % 40 - 5),
            laboratory="Viện Ví Dụ",
            certificate_number=f"{year}-{n}",
        )
        for n, standard in enumerate(standards)
        for year in range(2017, 2027)
        if n % 17 or year < 2025
    )
    return len(standards)


def _services(centre: Any) -> int:
    from accounts.models import User
    from contracts.models import Price, ServiceItem, ServiceNorm

    items = ServiceItem.objects.bulk_create(
        ServiceItem(centre=centre, code=f"DV{n:03}", name_vi=f"Dịch vụ {n}", kind="verification")
        for n in range(SERVICES)
    )
    days = ((date(2017, 1, 1), date(2020, 12, 31)), (date(2021, 1, 1), None))
    Price.objects.bulk_create(
        Price(service=item, amount=500_000, valid_from=begun, valid_to=ended)
        for n, item in enumerate(items)
        for begun, ended in days
        if ended or n % 10
    )
    by = User.objects.get(email__startswith="approver@")
    at = f"{date(2019, 1, 1)}T03:00Z"
    ServiceNorm.objects.bulk_create(
        ServiceNorm(service=item, title="Định mức", valid_from=date(2019, 1, 1), by=by, at=at)
        for n, item in enumerate(items)
        if n % 3
    )
    return len(items)
