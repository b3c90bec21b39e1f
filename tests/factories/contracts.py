"""Prices, contracts and money for tests: real rows made by the product's own services."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Centre, Customer, User
from accounts.permissions import Role
from calibration.models import Job
from calibration.services import PaperRecord, approve, record_paper_jobs
from calibration.states import JobState, Outcome, Service
from contracts import services
from contracts.models import Appendix, Contract, ContractLine, Invoice, Payment, ServiceItem
from contracts.reference import load_reference
from contracts.services import InvoiceFacts, ItemFacts, LineFacts, RateIn, ServiceFacts
from contracts.states import LineKind
from instruments.models import Instrument
from tests.factories import authority, instruments, people
from tests.factories.people import NOW, TODAY

_next = count(1)


def officer(centre: Centre) -> User:
    """A contract officer of a centre."""
    return people.person(Role.CONTRACT_OFFICER, centre, "Lê Minh Họa")


def service(
    centre: Centre,
    kind: str = LineKind.VERIFICATION,
    type_code: str | None = "pressure-gauge",
    *,
    price: int | None = 100_000,
    valid_from: date = date(2020, 1, 1),
    **facts: Any,
) -> ServiceItem:
    """A priced service; the verification of a pressure gauge for 100.000 đ unless told."""
    load_reference(NOW)
    by = officer(centre)
    made = services.add_service(
        centre=centre,
        facts=ServiceFacts(
            code=facts.pop("code", f"DV-{next(_next):03}"),
            name_vi=facts.pop("name_vi", "Kiểm định áp kế"),
            kind=kind,
            type=instruments.kind(type_code) if type_code else None,
            **facts,
        ),
        by=by,
        at=NOW,
    )
    if price is not None:
        services.set_price(service_id=made.pk, amount=price, valid_from=valid_from, by=by, at=NOW)
    return made


def draft(
    customer: Customer, *, centre: Centre | None = None, at: datetime = NOW, **facts: Any
) -> Contract:
    """A draft without lines."""
    load_reference(NOW)
    centre = centre or customer.centre
    authority.allow(centre)
    return services.draft_contract(
        centre=centre,
        customer=customer,
        title=facts.pop("title", "Kiểm định phương tiện đo"),
        by=facts.pop("by", None) or officer(centre),
        at=at,
        **facts,
    )


def line(contract: Contract, price: int = 100_000, quantity: int = 1, **facts: Any) -> ContractLine:
    """A line by hand; verification unless told."""
    at = facts.pop("at", NOW)
    facts.setdefault("kind", LineKind.VERIFICATION)
    facts.setdefault("description", "Kiểm định áp kế")
    return services.add_line(
        contract_id=contract.pk,
        facts=LineFacts(price=price, quantity=quantity, **facts),
        by=contract.created_by,
        at=at,
    )


def gauges(of: ContractLine, n: int, *, at: datetime = NOW) -> list[Instrument]:
    """Put `n` new pressure gauges of the customer under a line."""
    made = [instruments.instrument(of.contract.customer) for _ in range(n)]
    items = [ItemFacts(instrument=one) for one in made]
    services.add_items(line_id=of.pk, items=items, by=of.contract.created_by, at=at)
    return made


def signed(
    customer: Customer,
    *prices: int,
    on: date = TODAY,
    at: datetime = NOW,
    kind: str = LineKind.VERIFICATION,
    **facts: Any,
) -> Contract:
    """A signed contract with a line of quantity 1 for each price, without items."""
    category = facts.pop("vat_category", "")
    made = draft(customer, at=at, **facts)
    for price in prices or (1_000_000,):
        line(made, price, kind=kind, at=at, vat_category=category)
    return sign(made, on=on, at=at)


def sign(contract: Contract, *, on: date = TODAY, at: datetime = NOW) -> Contract:
    """Sign it."""
    return services.sign(contract_id=contract.pk, signed_on=on, by=contract.created_by, at=at)


def amend(
    contract: Contract,
    *,
    add: Sequence[dict[str, Any]] = (),
    strike: Sequence[ContractLine] = (),
    on: date = TODAY,
    due_on: date | None = None,
    at: datetime = NOW,
) -> Appendix:
    """An appendix: lines by hand (verification unless told), lines struck."""
    blank = {"kind": LineKind.VERIFICATION, "description": "Kiểm định thêm", "quantity": 1}
    return services.amend(
        contract_id=contract.pk,
        title="Điều chỉnh khối lượng",
        signed_on=on,
        add=[LineFacts(**{**blank, **facts}) for facts in add],
        strike=[one.pk for one in strike],
        due_on=due_on,
        by=contract.created_by,
        at=at,
    )


def invoice(
    contract: Contract, *rates: tuple[int | None, int, int], on: date = TODAY, **facts: Any
) -> Invoice:
    """An invoice of (rate, net, vat) rows; unlikely rates are not asked about unless told."""
    return services.record_invoice(
        contract_id=contract.pk,
        confirm=facts.pop("confirm", True),
        facts=invoice_facts(*rates, on=on, **facts),
        by=contract.created_by,
        at=NOW,
    )


def invoice_facts(
    *rates: tuple[int | None, int, int], on: date = TODAY, **facts: Any
) -> InvoiceFacts:
    """The facts of one, with a number of its own."""
    return InvoiceFacts(
        series=facts.pop("series", "1C26TCH"),
        number=facts.pop("number", str(next(_next))),
        issued_on=on,
        rates=[RateIn(*rate) for rate in rates],
        **facts,
    )


def payment(contract: Contract, amount: int, *, on: date = TODAY, **facts: Any) -> Payment:
    """Money in; more than is owed is not asked about unless told."""
    facts.setdefault("confirm", True)
    return services.record_payment(
        contract_id=contract.pk,
        amount=amount,
        received_on=on,
        by=contract.created_by,
        at=NOW,
        **facts,
    )


def days_ago(days: int) -> date:
    """A day before the tests' today."""
    return TODAY - timedelta(days=days)


def finish(contract: Contract, *, on: date = TODAY, most: int | None = None) -> list[Job]:
    """Approve the contract's open jobs (the first `most`), as performed on a day."""
    centre = contract.centre
    technician = people.person(Role.TECHNICIAN, centre)
    approver = people.person(Role.APPROVER, centre)
    jobs = Job.objects.filter(contract_item__line__contract=contract, state=JobState.OPEN)
    papers = [
        PaperRecord(
            job_id=job.pk,
            performed_on=on,
            outcome=Outcome.PASS if job.service == Service.VERIFICATION else Outcome.REPORTED,
            paper_record=f"BB {job.pk}",
            technician=technician,
        )
        for job in jobs.order_by("pk")[:most]
    ]
    at = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
    done = record_paper_jobs(papers=papers, by=technician, at=at)
    return [approve(job_id=job.pk, by=approver, at=at) for job in done]
