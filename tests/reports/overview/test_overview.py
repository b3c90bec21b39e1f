"""The manager's page: amounts, plan, last year, what is coming, owed, late; who sees it."""

import html
import io
import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Centre
from accounts.permissions import Role
from contracts.revenue import Base, sums
from reports.overview.asking import Wanted
from reports.overview.chart import chart, nice_step
from reports.overview.computing import overview
from reports.overview.finding import finding
from reports.overview.plans import NO_PLAN, cut
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote
from tests.factories import reports as report
from tests.factories.people import TODAY, page, person

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:overview")
DOORS = ("overview", "overview-xlsx", "overview-rows", "overview-rows-xlsx")
MILLION = 1_000_000


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def year(hue: Centre) -> Centre:
    """Contracts of two years: 2025 Feb 10 M, Nov 4 M; 2026 Feb 12 M, Mar 3 M testing, Nov 1 M."""
    customer = people.customer(hue, "Công ty Nước")
    for net, day, kind in (
        (10, date(2025, 2, 3), "verification"),
        (4, date(2025, 11, 30), "verification"),
        (12, date(2026, 2, 3), "verification"),
        (3, date(2026, 3, 31), "testing"),
        (1, date(2026, 11, 2), "calibration"),
        (50, date(2026, 3, 31), "consulting"),
    ):
        make.signed(customer, net * MILLION, on=day, kind=kind)
    make.signed(customer, 70 * MILLION, on=date(2026, 4, 1), strand="duty")
    return hue


def asked(centre: Centre, **more: Any) -> Wanted:
    return Wanted(centre, more.pop("year", 2026), **more)


def test_months_and_kinds_add_up_beside_last_year(year: Centre) -> None:
    found = overview(asked(year, vat="net"), TODAY)

    assert [m.now // MILLION for m in found.months] == [0, 12, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert [m.then // MILLION for m in found.months] == [0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0]
    assert (found.now, found.then) == (16 * MILLION, 14 * MILLION)
    assert {one.kind: (one.now // MILLION, one.then // MILLION) for one in found.kinds} == {
        "verification": (12, 14), "calibration": (1, 0), "testing": (3, 0), "other": (0, 0),
    }  # fmt: skip
    # November is not over: ten months are compared.
    assert (found.full_now, found.full_then, found.growth) == (
        15 * MILLION, 10 * MILLION, Fraction(50),
    )  # fmt: skip
    assert [m.period.first_month for m in found.months if m.ahead] == [12]


def test_the_year_agrees_with_revenue_itself(year: Centre) -> None:
    for base in Base:
        for vat in ("net", "gross"):
            found = overview(asked(year, base=base, vat=vat), TODAY)
            (whole,) = sums(
                centre=year, start=date(2026, 1, 1), end=date(2026, 12, 31), bases=(base,),
                strand="service",
            )  # fmt: skip
            assert found.now == getattr(whole, vat)
            assert sum(one.now for one in found.kinds) == found.now


def test_a_plan_is_held_only_against_its_own_base_and_vat(year: Centre) -> None:
    report.target(year, 33_600_000, measure="revenue_signed_gross", period="2026")
    report.target(year, 6_300_000, measure="revenue_signed_gross", period="2026-02")

    found = overview(asked(year), TODAY)

    assert found.now == 16_800_000
    assert (found.plan.whole, found.rate.shown) == (33_600_000, "50 %")
    assert found.months[1].plan == 6_300_000
    assert found.months[1].rate.shown == "200 %"
    assert found.plan.cut
    assert sum(found.plan.months.values()) == 33_600_000
    assert finding(found) == (
        "Doanh thu năm 2026: đạt 50 % kế hoạch năm, tăng 50 % so với cùng 10 tháng năm trước"
    )
    for other in (
        asked(year, vat="net"), asked(year, base=Base.INVOICED), asked(year, kind="testing"),
        asked(year, base=Base.COLLECTED), asked(year, kind="all"),
    ):  # fmt: skip
        assert overview(other, TODAY).plan == NO_PLAN


@pytest.mark.parametrize(
    ("given", "whole", "months", "shared"),
    [
        ({}, None, {}, False),
        ({"2026": 100}, 100, {m: (9 if m in (3, 6, 9, 12) else 8) for m in range(1, 13)}, True),
        ({"2026-Q1": 10, "2026-01": 4}, None, {1: 4, 2: 3, 3: 3}, True),
        ({"2026-01": 50, "2026-Q1": 40}, None, {1: 50, 2: 0, 3: 0}, True),
        ({f"2026-{m:02}": m for m in range(1, 13)}, 78, {m: m for m in range(1, 13)}, False),
        ({"2026-H1": 6, "2026-9M": 9}, None, dict.fromkeys(range(1, 10), 1), True),
    ],
)
def test_a_longer_plan_fills_the_months_that_a_shorter_one_leaves(
    given: dict[str, int], whole: int | None, months: dict[int, int], *, shared: bool
) -> None:
    found = cut(given, 2026)

    assert (found.whole, found.cut) == (whole, shared)
    if "2026" in given:
        assert sum(found.months.values()) == given["2026"]
        assert max(found.months.values()) - min(found.months.values()) <= 1
    else:
        assert dict(found.months) == months


def test_late_waiting_coming_and_owed_are_told(year: Centre) -> None:
    customer = people.customer(year, "Công ty Trễ")
    late = make.draft(customer, due_on=make.days_ago(30))
    make.line(late, 2 * MILLION)
    make.sign(late, on=make.days_ago(90))
    billed = make.signed(customer, 5 * MILLION, on=make.days_ago(90))
    make.invoice(billed, (5, 5 * MILLION, MILLION // 4), on=make.days_ago(60))
    make.line(make.draft(customer), 7 * MILLION)

    found = overview(asked(year), TODAY)

    assert [(row.id, row.number) for row in found.late] == [(late.pk, late.number)]
    assert found.found.sums.count == 1
    assert dict(found.found.stages)["draft"].count == 1  # type: ignore[index]
    assert found.owing.overdue == 5_250_000
    assert [name for _pk, name, _open in found.owing.overdue_customers()] == ["Công ty Trễ"]
    assert {step.code: step.count for step in found.steps}["drafts"] == 1


def test_the_page_takes_few_queries_however_much_there_is(
    year: Centre, django_assert_max_num_queries: Any
) -> None:
    manager = page(person(Role.MANAGER, year))
    for n in range(8):
        customer = people.customer(year, f"Công ty {n}")
        late = make.draft(customer, due_on=make.days_ago(30))
        make.line(late, 2 * MILLION)
        make.sign(late, on=make.days_ago(90))
        make.invoice(late, (5, MILLION, MILLION // 20), on=make.days_ago(60))
        make.line(make.draft(customer), 7 * MILLION)
    report.target(year, 33_600_000, measure="revenue_signed_gross", period="2026")

    with django_assert_max_num_queries(12):
        answer = manager.get(PAGE)

    assert answer.status_code == 200


def test_the_page_in_both_languages_and_empty(hue: Centre) -> None:
    manager = page(person(Role.MANAGER, hue))

    empty = manager.get(PAGE)
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = manager.get(PAGE)

    assert "chưa có doanh thu" in empty.content.decode()
    assert empty.context["chart"] is None
    assert "Overview" in english.content.decode()


def test_every_figure_opens_its_rows(year: Centre) -> None:
    manager = page(person(Role.MANAGER, year))
    whole = manager.get(PAGE, {"centre": "HUE", "year": "2026"})

    rows = manager.get(reverse("reports:overview-rows"), {"year": "2026", "month": "2026-03"})
    testing = manager.get(reverse("reports:overview-rows"), {"year": "2026", "kind": "testing"})

    assert "month=2026-03" in whole.content.decode()
    assert rows.context["found"].net == 3 * MILLION == testing.context["found"].net
    assert [line.kind for line in rows.context["lines"]] == ["thử nghiệm"]
    assert "Công ty Nước" in rows.content.decode()
    book = manager.get(reverse("reports:overview-rows-xlsx"), {"year": "2026"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    cells = sheet.to_python()
    assert cells[-1][-2:] == [16 * MILLION, 16_800_000]
    assert sum(int(str(row[-1]).removesuffix(".0")) for row in cells[1:-1]) == 16_800_000


def test_the_book_holds_the_tables_of_the_page(year: Centre) -> None:
    answer = page(person(Role.MANAGER, year)).get(reverse("reports:overview-xlsx"), {"year": 2026})

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Theo tháng", "Theo loại", "Trạng thái", "Công nợ"]
    months = book.get_sheet_by_name("Theo tháng").to_python()
    assert sum(int(str(row[1] or 0).removesuffix(".0")) for row in months[1:]) == 16_800_000


def test_who_sees_the_overview(hue: Centre) -> None:
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
        name: {page(who).get(reverse(f"reports:{url}"), {"centre": "HUE"}).status_code
               for url in DOORS}
        for name, who in asking.items()
    }  # fmt: skip

    assert answers == {
        "stranger": {302},
        "technician": {403},
        "quality": {403},
        "client": {403},
        "officer": {200},
        "manager": {200},
        "other centre": {404},
    }


@pytest.mark.parametrize(
    "change",
    [
        {"year": "nay"}, {"year": "9" * 9}, {"year": "0"}, {"base": "x"}, {"kind": "x"},
        {"vat": "x"}, {"year": "²"}, {"base": "\x00"},
    ],
)  # fmt: skip
def test_a_malformed_address_is_refused_with_a_sentence(
    hue: Centre, change: dict[str, str]
) -> None:
    manager = page(person(Role.MANAGER, hue))

    for url in DOORS:
        assert manager.get(reverse(f"reports:{url}"), change).status_code == 400


@pytest.mark.parametrize("month", ["2025-01", "2026-Q1", "x", "2026"])
def test_a_month_outside_the_year_is_refused(hue: Centre, month: str) -> None:
    manager = page(person(Role.MANAGER, hue))
    asking = {"year": "2026", "month": month}

    assert manager.get(reverse("reports:overview-rows"), asking).status_code == 400


def test_a_unit_counts_in_the_centre_above(hue: Centre) -> None:
    unit = people.centre("HUE-1", parent=hue)
    make.signed(people.customer(unit), MILLION, on=TODAY)

    assert overview(asked(hue, vat="net"), TODAY).now == MILLION


def test_links_open_the_rows_of_the_centre_one_looked_at() -> None:
    institute = people.centre("VDL")
    for code in ("HUE", "QTR"):
        centre = people.centre(code, parent=institute)
        billed = make.signed(people.customer(centre, f"Nợ {code}"), MILLION, on=make.days_ago(90))
        make.invoice(billed, (5, MILLION, MILLION // 20), on=make.days_ago(60))
        offered = make.draft(people.customer(centre, f"Hỏi {code}"))
        make.line(offered, MILLION)
        quote.sent(offered)
        make.line(make.draft(people.customer(centre, f"Nháp {code}")), MILLION)
    manager = page(person(Role.MANAGER, institute))

    text = html.unescape(manager.get(PAGE, {"centre": "HUE"}).content.decode())

    narrowed = re.compile(r'href="(/(?:debts|quotations|contracts)/\?[^"]*)"')
    links = [link for link in narrowed.findall(text) if "centre" in link]
    assert sorted(narrowed.findall(text)) == sorted(links)
    assert {link.partition("?")[0] for link in links} == {
        reverse("contracts:debts"), reverse("contracts:quotations"), reverse("contracts:list"),
    }  # fmt: skip
    for link in links:
        opened = manager.get(link).content.decode()
        assert not any(f"{name} QTR" in opened for name in ("Nợ", "Hỏi", "Nháp"))
    assert "Nợ HUE" in manager.get(f"{reverse('contracts:debts')}?centre=HUE").content.decode()
    offers = manager.get(f"{reverse('contracts:quotations')}?centre=HUE&state=sent")
    assert "Hỏi HUE" in offers.content.decode()


@pytest.mark.parametrize("name", ["debts", "quotations"])
@pytest.mark.parametrize("code", ["QTR", "x"])
def test_a_centre_that_one_does_not_see_is_not_there(hue: Centre, name: str, code: str) -> None:
    people.centre("QTR")
    manager = page(person(Role.MANAGER, hue))

    assert manager.get(reverse(f"contracts:{name}"), {"centre": code}).status_code == 404
    assert manager.get(reverse(f"contracts:{name}"), {"centre": "HUE"}).status_code == 200


def test_the_manager_lands_here(hue: Centre) -> None:
    answer = page(person(Role.MANAGER, hue)).get("/")

    assert answer["Location"] == PAGE


@pytest.mark.parametrize(
    ("span", "step"),
    [(1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (733_000_000, 200_000_000)],
)
def test_the_scale_has_at_most_six_lines(span: int, step: int) -> None:
    assert nice_step(span) == step


def test_the_chart_draws_what_is_below_nothing_too(year: Centre) -> None:
    found = overview(asked(year), TODAY)
    drawn = chart(found.months)
    assert drawn is not None
    assert (drawn.unit, drawn.plan) == (MILLION, "")
    assert drawn.now.count("M") == 3
    assert drawn.ticks[0].words == "0"
    assert drawn.zero == drawn.ticks[0].at
