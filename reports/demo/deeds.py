"""What people of the demo do to a contract: each a call of the product's own service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Customer, User
from calibration.models import Job
from calibration.services import (
    PaperRecord,
    approve_papers,
    keep_many_paper_results,
    record_paper_jobs,
    record_readings,
    start_work,
    submit,
)
from calibration.states import Outcome, Service
from certificates.models import Certificate
from certificates.services import approve_and_issue
from contracts.models import Contract, ContractItem, Invoice, ServiceItem
from contracts.queries import totals_of
from contracts.services.drafting import LineFacts, add_line, draft_contract
from contracts.services.items import ItemFacts, add_items
from contracts.services.money import InvoiceFacts, RateIn, record_invoice
from contracts.services.payments import record_payment
from contracts.services.signing import sign
from contracts.states import WITH_JOBS, Strand
from instruments.models import Standard
from reports.demo.instruments import Build, Wanted, bring
from reports.demo.measuring import Dial, part_of
from reports.demo.on_paper import paper_results
from reports.demo.people import House

MARK = "Dữ liệu mẫu (manage.py demo)."  # in the note of every contract of the demo
FRAMEWORK_TAIL = "HĐNT-MẪU"  # at the end of the number of every agreement of the demo
BANK_FILE = "Sao kê mẫu tháng này.xlsx"
ON_SHEETS = frozenset({"KD-AK", "HC-AK", "KD-CB"})  # services done on a worksheet here


@dataclass
class Desk:
    """Everything the deeds need to hand."""

    house: House
    customers: dict[str, Customer]
    services: dict[str, ServiceItem]
    standards: dict[str, Standard]
    invoices: int = 0

    def standard_for(self, job: Job) -> int:
        """The standard that a gauge or a scale is measured with."""
        assert job.instrument is not None
        code = "CA-01" if job.instrument.type.code == "pressure-gauge" else "QC-01"
        return self.standards[code].pk


@dataclass(frozen=True)
class Ordered:
    """One line of a contract to be."""

    service: str
    quantity: int
    discount: int = 0
    build: Build | None = None  # other than those of the type, for all of the line


def draft(
    desk: Desk,
    client: str,
    lines: Sequence[Ordered],
    at: datetime,
    *,
    series: str,
    due_on: date | None = None,
    strand: str = Strand.SERVICE,
) -> Contract:
    """A draft with its lines and items."""
    house, customer = desk.house, desk.customers[client]
    first = desk.services[lines[0].service]
    contract = draft_contract(
        centre=house.hue,
        customer=customer,
        title=first.name_vi,
        strand=strand,
        due_on=due_on,
        note=MARK,
        by=house.officer,
        at=at,
    )
    for number, ordered in enumerate(lines, start=1):
        _line(desk, contract, ordered, f"{series}-{number}", at)
    return contract


def _line(desk: Desk, contract: Contract, ordered: Ordered, series: str, at: datetime) -> None:
    service, officer = desk.services[ordered.service], desk.house.officer
    facts = LineFacts(service=service, quantity=ordered.quantity, discount=ordered.discount)
    line = add_line(contract_id=contract.pk, facts=facts, by=officer, at=at)
    if line.kind not in WITH_JOBS:
        return
    if service.type is None:
        items = [ItemFacts(sample=f"Mẫu {series}-{n + 1:02}") for n in range(ordered.quantity)]
    else:
        wanted = Wanted(service, ordered.quantity, series, ordered.build)
        things = bring(desk.house, contract.customer, wanted, at)
        items = [ItemFacts(instrument=thing) for thing in things]
    add_items(line_id=line.pk, items=items, by=officer, at=at)


def sign_it(desk: Desk, contract: Contract, at: datetime, due_on: date | None = None) -> None:
    """Sign on the day of `at`."""
    sign(contract_id=contract.pk, signed_on=at.date(), due_on=due_on, by=desk.house.officer, at=at)


def jobs_of(contract: Contract) -> list[tuple[str, Job]]:
    """(code of the service, job) of every item, in the order of the lines."""
    items = (
        ContractItem.objects.filter(line__contract=contract, job__isnull=False)
        .select_related("line__service", "job__instrument__type")
        .order_by("line__position", "pk")
    )
    return [
        (item.line.service.code if item.line.service else "", item.job)
        for item in items
        if item.job is not None
    ]


def measure(
    desk: Desk, job: Job, at: datetime, *, wrong: bool = False, by: User | None = None
) -> None:
    """A whole worksheet: start, readings, hand in."""
    who = by or desk.house.technician
    sheet = start_work(job_id=job.pk, standards=[desk.standard_for(job)], by=who, at=at)
    readings = Dial(sheet, at, wrong=wrong).readings()
    done = readings[-1].taken_at
    record_readings(job_id=job.pk, readings=readings, by=who, at=done)
    submit(job_id=job.pk, by=who, at=done)


def begin(desk: Desk, job: Job, at: datetime, share: int) -> None:
    """A worksheet under way: the first `share` percent of its readings."""
    technician = desk.house.technician
    sheet = start_work(job_id=job.pk, standards=[desk.standard_for(job)], by=technician, at=at)
    readings = part_of(Dial(sheet, at).readings(), share)
    record_readings(job_id=job.pk, readings=readings, by=technician, at=readings[-1].taken_at)


def issue(desk: Desk, job: Job, at: datetime) -> Certificate:
    """Approve and issue."""
    return approve_and_issue(job_id=job.pk, by=desk.house.approver, at=at)


def on_paper(desk: Desk, jobs: Sequence[Job], at: datetime, *, fails: Sequence[int] = ()) -> None:
    """Worksheets that were on paper, as the technician enters them; `fails` by position."""
    papers = [
        PaperRecord(
            job_id=job.pk,
            performed_on=at.date(),
            outcome=_outcome(job, failed=number in fails),
            paper_record=f"BB-{at:%y}.{job.pk:05}",
            technician=desk.house.technician,
        )
        for number, job in enumerate(jobs)
    ]
    if not papers:
        return
    done = record_paper_jobs(papers=papers, by=desk.house.technician, at=at)
    keyed = paper_results([job for job in done if job.outcome != Outcome.FAIL])
    if keyed:
        keep_many_paper_results(papers=keyed, by=desk.house.technician, at=at)


def _outcome(job: Job, *, failed: bool) -> str:
    if failed:
        return Outcome.FAIL
    return Outcome.PASS if job.service == Service.VERIFICATION else Outcome.REPORTED


def approve_paper(desk: Desk, jobs: Sequence[Job], at: datetime) -> None:
    """The second pair of eyes on paper worksheets."""
    approve_papers(job_ids=[job.pk for job in jobs], by=desk.house.approver, at=at)


def invoice(desk: Desk, contract: Contract, at: datetime) -> Invoice:
    """An invoice for the whole contract, as the lines say it."""
    desk.invoices += 1
    rates = [
        RateIn(None if row.rate is None else int(row.rate), row.net, row.vat)
        for row in totals_of(contract).rates
    ]
    facts = InvoiceFacts(
        series=f"K{at:%y}TVD",
        number=f"{desk.invoices:08}",
        issued_on=at.date(),
        rates=rates,
        authority_code=f"M1-{at:%y}-VD{desk.invoices:06}",
    )
    return record_invoice(
        contract_id=contract.pk,
        facts=facts,
        by=desk.house.officer,
        at=at,
        confirm=True,  # work of January 2022 is invoiced in February at the rate it was signed at
    )


def pay(desk: Desk, contract: Contract, paper: Invoice, at: datetime, percent: int = 100) -> None:
    """Money for an invoice: all of it, or a part."""
    gross = sum(rate.net + rate.vat for rate in paper.rates.all())
    received = sum(part.amount for part in paper.allocations.all())
    record_payment(
        contract_id=contract.pk,
        invoice_id=paper.pk,
        amount=(gross - received) * percent // 100,
        received_on=at.date(),
        reference=f"UNC-{at:%y%m%d}-{paper.pk}",
        confirm=True,
        by=desk.house.officer,
        at=at,
    )
