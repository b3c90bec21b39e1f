"""Ten years of a centre's contracts and money in PostgreSQL, the same for the same seed.

`fill()` copies rows straight into the tables of a migrated, empty database: customers, contracts
with lines and appendices, invoices with their rates, payments with what they settle; the lines of
the last year have jobs. What the services forbid does not occur: VAT is that of the day, invoices
of a contract add up to its lines, no payment settles more than it brings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.bulk import RatesByDay, copy, cut, shares, vat_of

FIRST = date(2017, 1, 1)
LAST = date(2026, 11, 20)
SEED = 254
CODES = ("HUE", "DNG", "QNM")
WORDS = ("Điện lực", "Cấp nước", "Dược phẩm", "Dệt may", "Xi măng", "Thủy điện", "Bia", "Xăng dầu")
KINDS = ("verification", "calibration", "testing", "consulting", "other")
KIND_WEIGHTS = (55, 22, 12, 3, 8)
CATEGORIES = ("science", "standard", "reduced", "exempt")
WITH_JOBS = frozenset(KINDS[:3])

Day = date
Rates = dict[int | None, int]  # what stands under each VAT rate, net


@dataclass(frozen=True)
class Size:
    """How much is made."""

    contracts: int = 50_000
    lines: int = 700_000
    invoices: int = 150_000
    payments: int = 200_000
    customers: int = 3_000


@dataclass
class Deal:
    """One contract while it is made."""

    pk: int
    centre: int
    customer: int
    state: str
    signed: Day | None
    accepted: Day | None
    cancelled: Day | None = None
    value: Rates = field(default_factory=dict)  # of the lines that stand today


@dataclass
class Owed:
    """An invoice that is to be paid: what is left of it, gross."""

    pk: int
    issued: Day
    left: int


@dataclass
class People:
    """Rows that the others hang on."""

    centres: dict[str, int]
    officer: int
    technician: int
    approver: int
    customers: dict[int, list[int]]  # by centre


def fill(size: Size | None = None, seed: int = SEED) -> dict[str, int]:
    """Fill the empty PostgreSQL database of this process; returns how many rows each table has."""
    from django.db import connection, transaction

    from contracts.reference import load_reference

    size = size or Size()
    load_reference(_at(FIRST))
    with transaction.atomic():
        made = Making(size, Random(seed), _people(size, Random(seed)))
        made.all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made.counts


def _at(day: Day) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def _people(size: Size, random: Random) -> People:
    from accounts.models import Centre, Customer, Membership, User
    from common.text import fold, sort_key

    top = Centre.objects.create(code="INST", name_vi="Viện Ví Dụ")
    centres = {
        code: Centre.objects.create(code=code, name_vi=f"Trung tâm {code}", parent=top).pk
        for code in CODES
    }
    people = {
        role: User.objects.make(email=f"{role}@ten.example", full_name="Nguyễn Văn Mẫu")
        for role in ("contract_officer", "technician", "approver", "manager")
    }
    for role, user in people.items():
        Membership.objects.create(user=user, centre=top, role=role, valid_from=FIRST)
    places = random.choices(list(centres.values()), (5, 3, 2), k=size.customers)
    firms = []
    for number, centre in enumerate(places, 1):
        name = f"Công ty cổ phần {random.choice(WORDS)} Ví Dụ {number}"
        firms.append(
            Customer(centre_id=centre, name=name, search_key=fold(name), sort_name=sort_key(name))
        )
    by_centre: dict[int, list[int]] = {pk: [] for pk in centres.values()}
    for firm in Customer.objects.bulk_create(firms, batch_size=1000):
        by_centre[firm.centre_id].append(firm.pk)
    return People(
        {"INST": top.pk, **centres},
        people["contract_officer"].pk,
        people["technician"].pk,
        people["approver"].pk,
        {pk: rows for pk, rows in by_centre.items() if rows},
    )


class Making:
    """All rows, table by table; the later ones hang on the earlier."""

    def __init__(self, size: Size, random: Random, people: People) -> None:
        self.size, self.random, self.people = size, random, people
        self.counts: dict[str, int] = {}
        self.deals: list[Deal] = []
        self.lines: list[Sequence[Any]] = []
        self.appendices: list[Sequence[Any]] = []
        self.jobs: list[Sequence[Any]] = []
        self.items: list[Sequence[Any]] = []
        self.invoices: list[Sequence[Any]] = []
        self.rates: list[Sequence[Any]] = []
        self.payments: list[Sequence[Any]] = []
        self.allocations: list[Sequence[Any]] = []
        self.rate_of = RatesByDay()

    def all(self) -> None:
        """Make and copy everything."""
        self.deals = [self._deal(pk) for pk in range(1, self.size.contracts + 1)]
        for deal, n in zip(
            self.deals, shares(self.random, self.size.lines, 60, len(self.deals)), strict=True
        ):
            self._value(deal, n)
        self._invoices()
        self._copy()

    def _deal(self, pk: int) -> Deal:
        random = self.random
        centre = random.choice(list(self.people.customers))
        customer = random.choice(self.people.customers[centre])
        luck = random.random()
        if luck < 0.02:
            return Deal(pk, centre, customer, "draft", None, None)
        signed = FIRST + timedelta(random.randrange((LAST - FIRST).days))
        if luck < 0.05:
            ended = min(LAST, signed + timedelta(random.randrange(60)))
            return Deal(pk, centre, customer, "cancelled", signed, None, ended)
        accepted: Day | None = signed + timedelta(10 + random.randrange(80))
        if accepted and accepted > LAST:
            accepted = None
        old = accepted is not None and (LAST - accepted).days > 365
        state = "liquidated" if old and random.random() < 0.8 else "signed"
        return Deal(pk, centre, customer, state, signed, accepted)

    def _value(self, deal: Deal, n: int) -> None:
        amended = deal.accepted is not None and n > 3 and self.random.random() < 0.03
        since = deal.signed
        appendix = None
        for position in range(1, n + 1):
            if amended and position == n - 1:  # the last two lines came with the appendix
                appendix, since = self._appendix(deal)
            self._line(deal, position, since, appendix, struck=amended and position == 1)

    def _appendix(self, deal: Deal) -> tuple[int, Day]:
        assert deal.signed is not None
        assert deal.accepted is not None
        pk = len(self.appendices) + 1
        days = (deal.accepted - deal.signed).days
        on = deal.signed + timedelta(1 + self.random.randrange(days))
        self.appendices.append((pk, deal.pk, 1, "Phụ lục", on, None, _at(on), self.people.officer))
        return pk, on

    def _line(
        self, deal: Deal, position: int, since: Day | None, added: int | None, *, struck: bool
    ) -> None:
        random = self.random
        kind = random.choices(KINDS, KIND_WEIGHTS)[0]
        category = random.choices(CATEGORIES, (70, 12, 14, 4))[0]
        percent = self.rate_of(category, since) if since else None
        quantity, price = random.randrange(1, 9), random.randrange(50, 3000) * 1000
        discount = random.randrange(quantity * price // 10) if random.random() < 0.1 else 0
        pk = len(self.lines) + 1
        # The appendix of a contract is made after its first line, and is the next one.
        gone = len(self.appendices) + 1 if struck else None
        self.lines.append((pk, deal.pk, position, kind, f"Dịch vụ {pk % 500}", quantity, price,
                           discount, category, percent, added, gone))  # fmt: skip
        if not struck:
            deal.value[percent] = deal.value.get(percent, 0) + quantity * price - discount
            if deal.signed and (LAST - deal.signed).days < 365 and kind in WITH_JOBS:
                self._item(deal, pk, kind)

    def _item(self, deal: Deal, line: int, kind: str) -> None:
        pk = len(self.jobs) + 1
        assert deal.signed is not None
        done = deal.accepted or (deal.signed if self.random.random() < 0.5 else None)
        state = "cancelled" if deal.cancelled else "approved" if done else "open"
        people = self.people
        facts: tuple[Any, ...] = (None, None, None, None, "")
        if state == "approved" and done:
            facts = (people.technician, done, people.approver, _at(done), "pass")
        self.jobs.append(
            (pk, deal.centre, deal.customer, f"mẫu {pk}", kind, state, deal.accepted, *facts,
             _at(deal.signed))
        )  # fmt: skip
        self.items.append((pk, line, f"mẫu {pk}", pk))

    def _invoices(self) -> None:
        billed = [d for d in self.deals if d.accepted and any(d.value.values())]
        random = self.random
        papers = shares(random, self.size.invoices, 9, len(billed))
        moneys = shares(random, self.size.payments, 12, len(billed))
        for deal, n, m in zip(billed, papers, moneys, strict=True):
            owed = self._bill(deal, n)
            self._pay(deal, owed, m)

    def _bill(self, deal: Deal, n: int) -> list[Owed]:
        """The contract's invoices; one in sixty is replaced, one in sixty is adjusted."""
        luck = self.random.random()
        redone, adjusted = n > 1 and luck < 1 / 60, n > 1 and 1 / 60 < luck < 1 / 30
        parts = n - redone - adjusted
        nets = {rate: cut(self.random, net, parts) for rate, net in deal.value.items()}
        owed = []
        for index in range(parts):
            rates = {rate: cuts[index] for rate, cuts in nets.items() if cuts[index] or not index}
            if not rates:  # an amount too small to be cut: a paper of nothing
                rates = {next(iter(nets)): 0}
            if redone and not index:
                dead = self._paper(deal, rates, "replaced")
                owed.append(self._paper(deal, rates, "issued", corrects=dead))
            else:
                owed.append(self._paper(deal, rates, "issued"))
        if adjusted:
            less = {rate: -(net // 20) for rate, net in rates.items()}
            owed[-1].left += self._paper(deal, less, "adjusting", corrects=owed[-1]).left
        return owed

    def _paper(self, deal: Deal, rates: Rates, state: str, corrects: Owed | None = None) -> Owed:
        assert deal.accepted is not None
        pk = len(self.invoices) + 1
        on = min(LAST, deal.accepted + timedelta(self.random.randrange(60)))
        if corrects:
            on = max(on, corrects.issued)
        self.invoices.append(
            (pk, deal.pk, f"1C{on:%y}TCH", str(pk), on, state, corrects and corrects.pk,
             on if state == "replaced" else None, _at(on), self.people.officer)
        )  # fmt: skip
        gross = 0
        for percent, net in rates.items():
            vat = vat_of(net, percent)
            self.rates.append((len(self.rates) + 1, pk, percent, net, vat))
            gross += net + vat
        return Owed(pk, on, gross)

    def _pay(self, deal: Deal, owed: list[Owed], m: int) -> None:
        """Payments that settle the invoices in their order; some of this year wait for theirs."""
        random = self.random
        whole = sum(one.left for one in owed)
        assert deal.accepted is not None
        if (LAST - deal.accepted).days < 180 and random.random() < 0.6:
            whole = whole * random.randrange(1, 95) // 100
        early = random.random() < 0.03  # paid in advance, settles nothing yet
        amounts = [amount or 1000 for amount in cut(random, whole, m)]
        open_ones = sorted(owed, key=lambda one: one.issued)
        for amount in amounts:
            day = open_ones[0].issued if open_ones else deal.accepted
            on = min(LAST, day + timedelta(random.randrange(45)))
            pk = len(self.payments) + 1
            self.payments.append((pk, deal.pk, on, amount, "bank", f"CT{pk}", None, _at(on),
                                  self.people.officer))  # fmt: skip
            if not early:
                self._settle(pk, amount, on, open_ones)

    def _settle(self, payment: int, amount: int, on: Day, owed: list[Owed]) -> None:
        while amount and owed:
            if owed[0].left <= 0:
                owed.pop(0)
                continue
            part = min(amount, owed[0].left)
            owed[0].left -= part
            amount -= part
            self.allocations.append((len(self.allocations) + 1, payment, owed[0].pk, part,
                                     self.people.officer, _at(on), None))  # fmt: skip

    def _copy(self) -> None:
        from calibration.models import Job
        from contracts import models

        for model, names, rows in (
            (models.Contract, CONTRACT, self._contracts()),
            (models.Appendix, APPENDIX, self.appendices),
            (models.ContractLine, LINE, self.lines),
            (Job, JOB, self.jobs),
            (models.ContractItem, "id line_id sample job_id", self.items),
            (models.Invoice, INVOICE, self.invoices),
            (models.InvoiceRate, "id invoice_id vat_percent net vat", self.rates),
            (models.Payment, PAYMENT, self.payments),
            (models.Allocation, "id payment_id invoice_id amount by_id at undone_at",
             self.allocations),
        ):  # fmt: skip
            self.counts[model._meta.model_name or ""] = copy(model, names.split(), rows)

    def _contracts(self) -> Iterator[Sequence[Any]]:
        for one in self.deals:
            day = one.signed or LAST
            closed = one.accepted + timedelta(90) if one.accepted else None
            yield (one.pk, one.centre, one.customer, f"{one.pk}/{day.year}/HĐDV",
                   f"Kiểm định, hiệu chuẩn đợt {one.pk % 90}", one.state,
                   _at(day - timedelta(5)), self.people.officer, one.signed,
                   one.accepted or day + timedelta(30), one.accepted,
                   closed if one.state == "liquidated" else None, one.cancelled)  # fmt: skip


CONTRACT = (
    "id centre_id customer_id number title state created_at created_by_id signed_on due_on"
    " accepted_on liquidated_on cancelled_on"
)
APPENDIX = "id contract_id number title signed_on due_on recorded_at recorded_by_id"
LINE = (
    "id contract_id position kind description quantity price discount vat_category vat_percent"
    " added_by_id struck_by_id"
)
JOB = (
    "id centre_id customer_id sample service state due_on technician_id performed_on"
    " approved_by_id approved_at outcome created_at"
)
INVOICE = (
    "id contract_id series number issued_on state corrects_id ended_on recorded_at recorded_by_id"
)
PAYMENT = (
    "id contract_id received_on amount method reference cancelled_on recorded_at recorded_by_id"
)
