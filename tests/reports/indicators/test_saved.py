"""Saved indicators, what a unit chooses, both definitions, and which plans print a rate."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from common.errors import Conflict, InvalidInput
from contracts.states import Strand
from reports.indicators import choices_of, compute, find_indicator
from reports.indicators.finding import definitions
from reports.indicators.printing import would_print
from reports.indicators.services import (
    Choosing,
    Definition,
    choose,
    replace_indicator,
    save_indicator,
)
from reports.models import ReportChoices, SavedIndicator
from reports.period import Period
from tests.factories import contracts, people
from tests.factories.people import NOW, TODAY, api, page, person
from tests.factories.reports import target

pytestmark = pytest.mark.django_db
Q4 = Period.parse("2026-Q4")
DUTY = Definition("Hợp đồng QLNN", "hợp đồng", "contracts", {"strand": "duty"}, "Duty contracts")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE", parent=people.centre("VDL"))


def saved(centre: Centre, facts: Definition = DUTY, **more: Any) -> SavedIndicator:
    given = {"code": "hd_qlnn", "valid_from": date(2026, 1, 1), "at": NOW, **more}
    return save_indicator(centre=centre, facts=facts, by=person(Role.MANAGER, centre), **given)


def changed(row: SavedIndicator, facts: Definition, on: date = date(2026, 11, 1)) -> SavedIndicator:
    return replace_indicator(
        indicator_id=row.pk, facts=facts, valid_from=on, by=row.entered_by, at=NOW
    )


def value(code: str, centre: Centre, cut_off: date = TODAY) -> Any:
    return compute([code], centre=centre, period=Q4, cut_off=cut_off)[code].value


def test_a_filter_is_an_indicator_of_the_unit_and_those_below_it(hue: Centre) -> None:
    saved(Centre.objects.get(code="VDL"))
    made = contracts.signed(people.customer(hue), 1, 2, strand=Strand.DUTY)
    contracts.signed(people.customer(hue))

    found = compute(["hd_qlnn"], centre=hue, period=Q4, cut_off=TODAY)["hd_qlnn"]

    assert (found.value, found.rows.ids, found.rows.model) == (1, (made.pk,), "contracts.contract")
    assert str(found.words.name) == "Hợp đồng QLNN"
    assert str(found.words.definition) == ("Hợp đồng có ngày ký trong kỳ; Mảng: quản lý nhà nước.")


def test_another_units_indicator_is_unknown(hue: Centre) -> None:
    saved(people.centre("QTR"))

    with pytest.raises(InvalidInput):
        find_indicator("hd_qlnn", hue, TODAY)


def test_a_change_follows_and_the_old_definition_holds_before_it(hue: Centre) -> None:
    contracts.signed(people.customer(hue), strand=Strand.DUTY, on=date(2026, 10, 5))
    contracts.signed(people.customer(hue), on=date(2026, 10, 6))
    changed(saved(hue), Definition("Hợp đồng", "hợp đồng", "contracts", {}))

    both = definitions("hd_qlnn", hue, date(2026, 9, 30), TODAY)

    assert [value("hd_qlnn", hue, day) for day in (date(2026, 10, 31), TODAY)] == [1, 2]
    assert [one.version for one in both] == [1, 2]
    assert [str(one.name) for one in both] == ["Hợp đồng QLNN", "Hợp đồng"]
    assert len(definitions("hd_qlnn", hue, date(2026, 9, 1), date(2026, 9, 30))) == 1
    assert [event.verb for event in Event.objects.filter(verb__startswith="indicator.")] == [
        "indicator.save",
        "indicator.change",
    ]


def test_only_the_newest_definition_is_changed_and_later(hue: Centre) -> None:
    first = saved(hue)
    second = changed(first, DUTY)

    with pytest.raises(Conflict):
        changed(first, DUTY, date(2026, 12, 1))
    with pytest.raises(InvalidInput) as refused:
        changed(second, DUTY)

    assert refused.value.faults[0].field == "valid_from"
    assert SavedIndicator.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field", "found", "allowed"),
    [
        (Definition("A", "a", "moon", {}), "source", "moon", "activities"),
        (Definition("A", "a", "contracts", {"colour": "red"}), "filters", "colour", "strand"),
        (Definition("A", "a", "contracts", {"strand": "x"}), "filters.strand", "x", "duty"),
        (
            Definition("A", "a", "contracts", {"by": "born_on"}),
            "filters.by",
            "born_on",
            "signed_on",
        ),
        (Definition("A", "a", "proposals", {"plan_year": "x"}), "filters.plan_year", "x", "1950"),
        (Definition("A", "a", "jobs", {"on_site": "maybe"}), "filters.on_site", "maybe", "true"),
        (Definition("A", "a", "jobs", {"type": "a\0"}), "filters.type", "a\0", "1–"),
        (Definition("", "a", "contracts", {}), "name_vi", "", ""),
    ],
)
def test_a_filter_that_is_wrong_is_told_with_field_found_and_allowed(
    hue: Centre, facts: Definition, field: str, found: str, allowed: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(hue, facts)

    (fault,) = refused.value.faults
    assert (fault.field, fault.found) == (field, found)
    assert allowed in fault.allowed
    assert not SavedIndicator.objects.exists()


@pytest.mark.parametrize("code", ["contracts", "avg_contract", "Chỉ tiêu", "", "9a"])
def test_a_code_that_is_taken_or_is_none_is_refused(hue: Centre, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(hue, code=code)

    assert refused.value.faults[0].field == "code"


def test_choices_hold_from_their_day_for_the_units_below(hue: Centre) -> None:
    top = Centre.objects.get(code="VDL")
    chosen: dict[str, Any] = {"by": person(Role.MANAGER, top), "at": NOW, "source": "05/QĐ"}
    net = Choosing("invoiced", "net", "year", "thing")
    choose(centre=top, facts=net, valid_from=date(2026, 11, 1), **chosen)

    before, now = choices_of(hue, date(2026, 10, 31)), choices_of(hue, TODAY)

    assert (before.revenue_code, before.plan_period) == ("revenue_signed_gross", "own")
    assert (now.revenue_code, now.plan_period, now.instruments_by) == (
        "revenue_invoiced_net",
        "year",
        "thing",
    )
    then, said = definitions("revenue", hue, date(2026, 10, 31), TODAY)
    assert (str(then.vat), str(said.vat)) == ("gồm thuế GTGT", "chưa thuế GTGT")
    with pytest.raises(Conflict):
        choose(centre=top, facts=net, valid_from=date(2026, 11, 1), **chosen)
    with pytest.raises(InvalidInput):
        choose(centre=top, facts=Choosing("dreamt", "net", "year", "thing"), valid_from=TODAY,
               **chosen)  # fmt: skip
    assert ReportChoices.objects.count() == 1


def test_no_plan_and_a_plan_of_nought_have_no_rate(hue: Centre) -> None:
    contracts.signed(people.customer(hue))
    assert value("revenue_plan_rate", hue) is None

    target(hue, 0, measure="revenue_signed_gross")

    assert value("revenue_plan_rate", hue) is None


def test_the_rate_is_of_the_target_of_the_very_base(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000)
    target(hue, 1, measure="revenue_invoiced_net")
    target(hue, 900_000, measure="revenue_signed_gross")

    found = compute(["revenue_plan_rate", "targets_met"], centre=hue, period=Q4, cut_off=TODAY)

    assert found["revenue_plan_rate"].value == Fraction(105_000_000, 900_000)
    assert (found["targets_met"].numerator, found["targets_met"].denominator) == (1, 2)
    assert "116,7 %, vượt" in found["targets_met"].told
    assert "0 %, chưa đạt" in found["targets_met"].told


@pytest.mark.parametrize(
    ("actual", "percent", "plans"),
    [
        (3_247_000_000, 217, (1_492_873_564, 1_499_769_053)),
        (3_247_000_000, Decimal("216.47"), (1_499_942_257, 1_500_011_549)),
        (10_365_000_000, 118, (8_746_835_444, 8_821_276_595)),
        (0, 100, None),
        (1, 1000, None),
    ],
)
def test_the_plans_that_print_a_percentage(actual: int, percent: Any, plans: Any) -> None:
    found = would_print(actual, percent)

    assert found == plans
    if found:
        places = max(0, -Decimal(percent).as_tuple().exponent)  # type: ignore[operator]
        printed = [
            (2 * Fraction(100 * actual, plan) * 10**places + 1) // 2
            for plan in (found.low - 1, *found, found.high + 1)
        ]
        wanted = int(Decimal(percent).scaleb(places))
        assert [n == wanted for n in printed] == [False, True, True, False]


def test_pages_and_api_save_list_and_open_an_indicator(hue: Centre) -> None:
    boss = person(Role.MANAGER, hue)
    contracts.signed(people.customer(hue), strand=Strand.DUTY)
    typed = {
        "centre": hue.pk, "code": "hd_qlnn", "name_vi": "Hợp đồng QLNN", "unit": "hợp đồng",
        "valid_from": "2026-01-01", "filter_by": "signed_on", "filter_strand": "duty",
    }  # fmt: skip
    address = f"{reverse('reports:new-indicator')}?source=contracts"

    wrong = page(boss).post(address, typed | {"code": "contracts"})
    made = page(boss).post(address, typed)
    row = SavedIndicator.objects.get()
    listed = page(boss).get(reverse("reports:indicators"), {"q": "hop dong qlnn"}).content.decode()
    program = api(boss).get(reverse("reports_api:indicators"), {"q": "qlnn"}).json()
    figures = api(boss).get(
        reverse("reports_api:figures"),
        {"centre": "HUE", "period": "2026-Q4", "codes": "hd_qlnn,avg_contract"},
    )
    opened = page(boss).get(reverse("reports:rows"), {"figure": "hd_qlnn", "period": "2026-Q4"})

    assert (wrong.status_code, made.status_code) == (400, 302)
    assert "Mã này là của một chỉ tiêu có sẵn." in wrong.content.decode()
    assert row.filters == '{"by":"signed_on","strand":"duty"}'
    assert "hd_qlnn" in listed
    assert [one["saved"] for one in program if one["code"] == "hd_qlnn"] == [row.pk]
    assert [one["value"] for one in figures.json()["figures"]] == [1, None]
    assert "1 hợp đồng" in opened.content.decode()


@pytest.mark.parametrize("figure", ["product_completion_rate", "revenue_plan_rate", "targets_met"])
def test_a_rate_opens_what_it_is_made_of(hue: Centre, figure: str) -> None:
    contracts.signed(people.customer(hue), 1_000_000)
    target(hue, 900_000, measure="revenue_signed_gross")
    web = page(person(Role.MANAGER, hue))
    asked = {"figure": figure, "period": "2026-Q4"}

    shown, book = (web.get(reverse(name), asked) for name in ("reports:rows", "reports:rows-xlsx"))
    odd = web.get(reverse("reports:rows"), asked | {"percent": "nhiều"})

    assert (shown.status_code, book.status_code) == (200, 200)
    assert odd.status_code == (400 if figure == "revenue_plan_rate" else 200)


def test_the_page_of_the_rate_says_which_plans_would_print_it(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000)
    target(hue, 900_000, measure="revenue_signed_gross")

    text = page(person(Role.MANAGER, hue)).get(
        reverse("reports:rows"),
        {"figure": "revenue_plan_rate", "period": "2026-Q4", "percent": "117"},
    ).content.decode()  # fmt: skip

    assert "100 × 1.050.000 / 900.000 = 116,67 %" in text
    assert "từ 893.618 đến 901.287 đồng" in text


def test_the_list_asks_a_fixed_number_of_queries(
    hue: Centre, django_assert_num_queries: Any
) -> None:
    client = page(person(Role.MANAGER, hue))
    client.get(reverse("reports:indicators"))
    for n in range(2):
        saved(hue, code=f"cua_ta_{n}")
        with django_assert_num_queries(9):
            client.get(reverse("reports:indicators"))
