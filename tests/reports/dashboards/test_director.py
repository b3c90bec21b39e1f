"""The director's page: numbers recomputed from raw rows, forecasts, doors, queries, nothing yet."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Centre
from accounts.permissions import Role
from calibration.models import Custody, Job
from certificates.models import Certificate
from common.period import Period
from contracts.models import Contract, Invoice
from contracts.states import Stage, Strand
from instruments.models import Standard
from planning.models import EnteredFigure
from planning.services import OwnGoal
from reports.dashboards.director import board_of
from reports.dashboards.director_plan import Line, Plans
from reports.dashboards.forecast import Method, a_year_before
from reports.dashboards.shell import Asked
from tests.factories import contracts as make
from tests.factories import instruments as things
from tests.factories import people
from tests.factories.people import NOW, TODAY, page, person
from tests.factories.reports import target
from tests.reports.indicators import second
from tests.reports.indicators.second import Raw
from tests.reports.indicators.story import Story

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:director")
MILLION = 1_000_000
FRAME = 8  # queries of a page around the board: session, person, roles, centres
QUERIES = (25, True)  # the board with two targets of which last year tells


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def board(centre: Centre, period: str = "2026") -> dict[str, Any]:
    """What the page shows on the tests' day."""
    asked = Period.parse(period)
    return board_of(Asked(centre, asked, asked.cut_off(TODAY), TODAY))


def lines(centre: Centre, period: str = "2026") -> dict[str, Line]:
    """The lines of the plan by measure."""
    found: Plans = board(centre, period)["plans"]
    return {line.target.planned.target.measure: line for line in found.lines}


def two_years(centre: Centre, *, rows: int = 20) -> None:
    """2025: `rows` contracts, seven of ten signed by 20 November; 2026: seven until now."""
    customer = people.customer(centre)
    early = rows * 7 // 10
    for n in range(rows):
        on = date(2025, 3, 3) if n < early else date(2025, 11, 21)
        make.signed(customer, MILLION if n < early else 2 * MILLION, on=on)
    for _n in range(7):
        make.signed(customer, 3 * MILLION, on=date(2026, 2, 3))


@pytest.mark.parametrize("seed", [3, 4])
def test_every_panel_agrees_with_the_raw_rows(seed: int) -> None:
    story = Story(Random(seed)).tell(14)
    period = Period.parse("2026-H2")
    raw = Raw.read(story.top.path, period.start, TODAY, TODAY)

    found = board(story.top, period.code)

    rows = second.tracked(raw)
    stages = {
        stage: [row for row in rows if second.stage(raw, row) == stage] for stage in Stage.values
    }
    assert {str(stage): (n.value, gross.value) for stage, n, gross in found["contracts"].rows} == {
        stage: (len(mine), sum(second.value_of(raw, row) for row in mine))
        for stage, mine in stages.items()
        if mine
    }
    kinds = ({"verification", "calibration"}, {"testing"})
    told = [tuple(second.products(raw, kind).values()) for kind in kinds]
    assert [one.numbers for one in found["products"].rows] == [one for one in told if one[0]]
    assert found["products"].whole.numbers == tuple(sum(two) for two in zip(*told, strict=True))
    strands = {
        strand: len(
            {pk for pk, row, *_rest in second.papers(raw, "signed") if row["strand"] == strand}
        )
        for strand in Strand.values
    }
    assert [parts[0].value for _label, parts in found["strands"].rows] == [
        *strands.values(), sum(strands.values()),
    ]  # fmt: skip
    assert waits_of(found["turnaround"].months) == waits_again(period)
    assert [len(band.ids) for band in found["standards"].bands] == bands_again(story.top)


def waits_of(months: Any) -> dict[int, tuple[int, Fraction | None, int, int]]:
    return {
        one.period.first_month: (
            len(one.papers), one.days, int(one.in_time.actual), int(one.in_time.plan or 0),
        )
        for one in months
    }  # fmt: skip


def waits_again(period: Period) -> dict[int, tuple[int, Fraction | None, int, int]]:
    """By month: papers, days on the mean, in time, promised; row by row."""
    found: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for paper in Certificate.objects.filter(supersedes=None):
        job = paper.job
        assert job is not None
        contract = job.contract_item.line.contract if hasattr(job, "contract_item") else None
        held = Custody.objects.filter(job=job).first()
        began = timezone.localdate(held.received_at) if held else None
        began = began or (contract.signed_on if contract else None)
        on = timezone.localdate(paper.issued_at)
        if began and period.contains(on) and on <= TODAY:
            due = (contract.due_on if contract else None) or job.due_on
            found[on.month].append((max(0, (on - began).days), on, due))
    return {
        month: (
            len(rows),
            Fraction(sum(days for days, _on, _due in rows), len(rows)),
            sum(due is not None and on <= due for _days, on, due in rows),
            sum(due is not None for _days, _on, due in rows),
        )
        for month, rows in sorted(found.items())
    }


def bands_again(unit: Centre) -> list[int]:
    """Standards in use without validity, then ending in 0–30, 31–60, 61–90 days."""
    found = [0, 0, 0, 0]
    for one in Standard.objects.filter(out_of_use=False):
        if not one.centre.path.startswith(unit.path):
            continue
        event = one.calibration_on(TODAY)
        left = None if event is None else (event.valid_until - TODAY).days
        if left is None:
            found[0] += 1
        elif left <= 90:
            found[1 + max(0, left - 1) // 30] += 1
    return found


def test_debts_are_those_of_the_invoices_of_the_day(hue: Centre) -> None:
    customer = people.customer(hue)
    for days, net in ((60, 5), (2, 3), (140, 7)):
        contract = make.signed(customer, net * MILLION, on=make.days_ago(150))
        make.invoice(contract, (5, net * MILLION, net * MILLION // 20), on=make.days_ago(days))
    make.payment(contract, MILLION, on=TODAY)

    found = board(hue)["debts"]

    late: dict[str, int] = defaultdict(int)
    for one in Invoice.objects.all():
        open_ = sum(rate.net + rate.vat for rate in one.rates.all())
        open_ -= MILLION if one.contract_id == contract.pk else 0
        days = (TODAY - one.issued_on).days - 21
        late["not_due" if days <= 0 else "to_60" if days <= 60 else "over_90"] += open_
    assert {age.value: n for age, _count, n in found.owing.by_age() if n} == late
    assert found.title.startswith("Quá hạn 12 trong 15 triệu đồng")
    assert board(hue, "2026-07")["debts"].owing.open == 7_350_000


def test_last_year_says_what_is_still_to_come(hue: Centre) -> None:
    two_years(hue)
    target(hue, 10, measure="contracts", period="2026")
    target(hue, 30 * MILLION, measure="revenue_signed_net", period="2026")

    found = lines(hue, "2026")

    counted, money = found["contracts"], found["revenue_signed_net"]
    signed = Contract.objects.filter(signed_on__year=2025)
    part = signed.filter(signed_on__lte=date(2025, 11, 20)).count()
    assert counted.forecast.how is Method.SEASON
    assert counted.forecast.value == Fraction(7 * signed.count(), part) == 10
    # 14 of 26 million by the day: 21 ÷ (14/26) = 39.
    assert money.forecast.value == 39 * MILLION
    assert (counted.rate.shown, counted.rate.word, counted.shape) == ("70 %", "chưa đạt", "▽")
    assert counted.expected.shown == "100 %"
    assert board(hue, "2026")["plans"].title == (
        "Đã đạt hoặc vượt 0/2 chỉ tiêu; dự kiến cuối kỳ 2/2 chỉ tiêu dự báo được"
    )


def test_what_was_entered_as_expected_goes_before_last_year(hue: Centre) -> None:
    two_years(hue)
    target(hue, 10, measure="contracts", period="2026")
    EnteredFigure.objects.create(
        centre=hue, indicator="contracts", period="2026", kind="expected", value=2,
        basis="12/BC", entered_by=people.user(), entered_at=NOW,
    )  # fmt: skip

    line = lines(hue, "2026")["contracts"]

    assert (line.done, line.forecast.value, line.forecast.how) == (7, 9, Method.ENTERED)


def test_where_there_is_too_little_it_is_said_why(hue: Centre) -> None:
    two_years(hue, rows=10)
    target(hue, 10, measure="contracts", period="2026")
    target(hue, 95, measure="product_completion_rate", period="2026")
    target(hue, 3, measure=OwnGoal("phòng thử nghiệm mới", "phòng"), period="2026")
    target(hue, 3, measure="contracts", period="2026-12")
    target(hue, 3, measure="contracts", period="2026-02")
    target(hue, 3, measure="contracts", period="2026-H2")

    year = [line.forecast for line in lines(hue, "2026").values()]

    assert [one.how for one in year] == [Method.FEW, Method.UNTOLD, Method.UNTOLD]
    assert {one.value for one in year} == {None}
    asked = {
        period: lines(hue, period)["contracts"].forecast.how
        for period in ("2026-12", "2026-02", "2026-H2")
    }
    assert asked == {"2026-12": Method.AHEAD, "2026-02": Method.OVER, "2026-H2": Method.FEW}
    assert str(Method.FEW.label) == "năm trước có quá ít dòng để so"


def test_signed_work_due_in_the_period_is_the_least_that_comes(hue: Centre) -> None:
    customer = people.customer(hue)
    for due, many in ((date(2026, 12, 31), 3), (date(2027, 1, 1), 5), (date(2026, 11, 1), 2)):
        made = make.draft(customer, due_on=due)
        make.gauges(make.line(made, quantity=many), many)
        make.sign(made, on=date(2026, 10, 1))
    duty = make.draft(customer, due_on=TODAY, strand=Strand.DUTY)
    make.gauges(make.line(duty), 1)
    make.sign(duty, on=date(2026, 10, 1))
    make.finish(made, on=date(2026, 11, 2), most=1)
    target(hue, 5, measure="instruments", period="2026")
    target(hue, 4, measure="instruments_verification", period="2026")

    found = lines(hue, "2026")

    assert found["instruments"].done == 1
    assert (found["instruments"].forecast.value, found["instruments"].forecast_shown) == (5, "≥ 5")
    open_ = Job.objects.filter(state="open").count()
    assert open_ == 3 + 5 + 1 + 1  # of these: due next year, and of state duty
    assert found["instruments_verification"].forecast.value == 5
    # Less than the plan would say nothing, at least as much says that it is kept.
    assert len(board(hue, "2026")["plans"].foreseen) == 2


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2026, 12, 31), date(2025, 12, 31)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_same_day_of_last_year(day: date, before: date) -> None:
    assert a_year_before(day) == before


def test_an_empty_centre_says_what_will_be_here(hue: Centre) -> None:
    manager = page(person(Role.MANAGER, hue))

    shown = manager.get(PAGE).content.decode()

    for words in (
        "Kỳ này đơn vị chưa được giao chỉ tiêu.", "Kỳ này không có hợp đồng nào đang theo dõi.",
        "Chưa có sản phẩm nào đến hạn trong kỳ.", "Ngày này không còn khoản nào phải thu.",
        "Kỳ này chưa cấp giấy nào.", "Đơn vị chưa có chuẩn đang sử dụng.",
    ):  # fmt: skip
        assert words in shown
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = manager.get(PAGE).content.decode()
    assert "The unit has no targets for this period yet." in english


def test_who_sees_the_page(hue: Centre) -> None:
    asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "quality": person(Role.QUALITY_OFFICER, hue),
        "client": people.client_of(people.customer(hue)),
        "officer": person(Role.CONTRACT_OFFICER, hue),
        "manager": person(Role.MANAGER, hue),
        "other centre": person(Role.MANAGER, people.centre("QTR")),
    }

    answers = {
        name: page(who).get(PAGE, {"centre": "HUE"}).status_code for name, who in asking.items()
    }

    assert answers == {
        "stranger": 302, "technician": 403, "quality": 403, "client": 403, "officer": 200,
        "manager": 200, "other centre": 404,
    }  # fmt: skip


def test_every_link_of_the_page_opens(hue: Centre) -> None:
    two_years(hue)
    make.invoice(Contract.objects.latest("pk"), (5, MILLION, MILLION // 20), on=TODAY)
    target(hue, 10, measure="contracts", period="2026")
    things.calibrated_standard(hue)
    manager = page(person(Role.MANAGER, hue))

    links = links_of(manager.get(PAGE, {"period": "2026"}).content.decode())

    assert len(links) > 12
    assert {link: manager.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def links_of(shown: str) -> set[str]:
    """What the board leads to."""
    inside = shown[shown.index('id="board"') :]
    return {part.split('"')[0].replace("&amp;", "&") for part in inside.split('href="')[1:]}


def test_the_queries_do_not_grow_with_the_rows(hue: Centre) -> None:
    two_years(hue)
    target(hue, 10, measure="contracts", period="2026")
    target(hue, 10, measure="instruments", period="2026")
    things.calibrated_standard(hue)
    manager = page(person(Role.MANAGER, hue))
    manager.get(PAGE)  # what is read once in a process is read

    few = queries(hue, manager)
    two_years(hue)
    for n in range(4):
        things.calibrated_standard(hue, code=f"C-{n}")
        made = make.draft(people.customer(hue, f"Công ty {n}"), due_on=TODAY - timedelta(days=n))
        make.gauges(make.line(made, quantity=2), 2)
        make.sign(made, on=date(2026, 10, 1))
        make.finish(made, on=date(2026, 11, 2), most=1)
        make.invoice(made, (5, MILLION, MILLION // 20), on=make.days_ago(60))

    assert queries(hue, manager) == few == QUERIES


def queries(centre: Centre, manager: Any) -> tuple[int, bool]:
    """How many the board takes, and whether the page takes only its frame's more."""
    with CaptureQueriesContext(connection) as board_alone:
        board(centre)
    with CaptureQueriesContext(connection) as whole:
        manager.get(PAGE, {"period": "2026"})
    return len(board_alone), len(whole) <= len(board_alone) + FRAME
