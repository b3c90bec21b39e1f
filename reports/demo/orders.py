"""A framework agreement near its cap, and a contract that an appendix changed."""

from datetime import datetime, timedelta

from contracts.models import Contract
from contracts.quoting import versions
from contracts.quoting.frameworks import (
    FrameworkFacts,
    draft_framework,
    put_under,
    sign_framework,
)
from contracts.services.appendices import amend
from contracts.services.drafting import LineFacts
from contracts.services.items import ItemFacts, add_items
from contracts.services.life import accept
from contracts.states import OverCap
from reports.demo.calendar import ago, later
from reports.demo.deeds import (
    FRAMEWORK_TAIL,
    Desk,
    Ordered,
    approve_paper,
    draft,
    invoice,
    jobs_of,
    on_paper,
    pay,
    sign_it,
)
from reports.demo.handing import take_in
from reports.demo.instruments import Wanted, bring

TAXIS, FIRST_ORDER, SECOND_ORDER = 30, 14, 10  # 80 % of the cap: the page warns
A_YEAR = timedelta(days=365)


def play_orders(desk: Desk, now: datetime, series: str) -> None:
    """Two agreements, one of them with its orders; a signed contract with an appendix."""
    _taxis(desk, now, series)
    _amended(desk, now, series)


def _taxis(desk: Desk, now: datetime, series: str) -> None:
    begun = ago(now, 27)
    framework_id = _framework(
        desk, "VCD", begun, 1,
        FrameworkFacts(
            title="Kiểm định taximet theo từng đợt xe", valid_to=begun.date() + A_YEAR,
            cap_gross=12_000_000, cap_items=TAXIS,
        ),
    )  # fmt: skip
    sign_framework(
        framework_id=framework_id, signed_on=ago(now, 26).date(), by=desk.house.manager,
        at=ago(now, 26),
    )  # fmt: skip
    _framework(
        desk, "MTT", ago(now, 1), 2,
        FrameworkFacts(
            title="Kiểm định áp kế các chuyền may", valid_to=now.date() + A_YEAR,
            cap_gross=80_000_000, over=OverCap.APPROVE,
        ),
    )  # fmt: skip
    first = _order(desk, framework_id, FIRST_ORDER, ago(now, 22), f"{series}-VC1")
    _order(desk, framework_id, SECOND_ORDER, ago(now, 3), f"{series}-VC2")
    _done_and_paid_in_part(desk, first, now)


def _framework(desk: Desk, client: str, at: datetime, number: int, facts: FrameworkFacts) -> int:
    made = draft_framework(
        centre=desk.house.hue, customer=desk.customers[client], facts=facts,
        number=f"{number:02}/{at.year}/{FRAMEWORK_TAIL}", by=desk.house.officer, at=at,
    )  # fmt: skip
    return made.pk


def _order(desk: Desk, framework_id: int, quantity: int, at: datetime, series: str) -> Contract:
    contract = draft(desk, "VCD", (Ordered("KD-TXM", quantity),), at, series=series)
    put_under(contract_id=contract.pk, framework_id=framework_id, by=desk.house.officer, at=at)
    sign_it(desk, contract, at, due_on=later(at.date(), 20))
    return contract


def _done_and_paid_in_part(desk: Desk, contract: Contract, now: datetime) -> None:
    jobs = [job for _code, job in jobs_of(contract)]
    on_paper(desk, jobs, ago(now, 18, 15))
    approve_paper(desk, jobs, ago(now, 17, 10))
    day = ago(now, 14, 13)
    accept(contract_id=contract.pk, accepted_on=day.date(), by=desk.house.officer, at=day)
    contract.refresh_from_db()
    paper = invoice(desk, contract, ago(now, 13, 14))
    pay(desk, contract, paper, ago(now, 6, 10), percent=50)


def _amended(desk: Desk, now: datetime, series: str) -> None:
    """Quoted, accepted, signed, brought; then two scales more, and the thermometers no more."""
    by = desk.house.officer
    lines = (Ordered("KD-AK", 3), Ordered("HC-NK", 2))
    contract = draft(desk, "TTA", lines, ago(now, 13), series=f"{series}-TT")
    offer = versions.make_version(contract_id=contract.pk, by=by, at=ago(now, 13, 10))
    versions.send(quotation_id=offer.pk, by=by, at=ago(now, 13, 14))
    versions.accept(
        quotation_id=offer.pk, why="Khách gọi điện, gửi công văn sau.", for_customer=True, by=by,
        at=ago(now, 10),
    )  # fmt: skip
    sign_it(desk, contract, ago(now, 9), due_on=later(now.date(), 3))
    gauges = [job for code, job in jobs_of(contract) if code == "KD-AK"]
    take_in(desk, gauges, ago(now, 8, 14), "Kệ A1, phòng Áp suất")
    at, scales = ago(now, 4), desk.services["KD-CB"]
    made = amend(
        contract_id=contract.pk, title="Thêm hai cân bàn, bỏ nhiệt kế", signed_on=at.date(),
        add=[LineFacts(service=scales, quantity=2)],
        strike=[contract.lines.get(service__code="HC-NK").pk],
        due_on=later(now.date(), 6), by=by, at=at,
    )  # fmt: skip
    things = bring(desk.house, contract.customer, Wanted(scales, 2, f"{series}-TT-3"), at)
    items = [ItemFacts(instrument=thing) for thing in things]
    add_items(line_id=made.added.get().pk, items=items, by=by, at=at)
