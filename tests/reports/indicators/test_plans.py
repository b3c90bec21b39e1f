"""One rule for a figure's plan, the same for indicators and for period reports (decision 0044)."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from common.period import Period
from planning.services import OwnGoal
from reports.indicators.choices import choices_of
from reports.indicators.question import Question
from reports.indicators.services import Choosing, choose
from reports.indicators.targets import planned_for, target_lines
from reports.periodic.drafting import statement_of
from reports.periodic.planned import planned_of
from tests.factories import people, periodic, reports
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
THIRD = Period.parse("2026-Q3")
type_of_held = Mapping[str, tuple[str, int | Fraction]]  # {code: (basis, against)}


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def chosen(centre: Centre, plan_period: str, base: str = "signed", vat: str = "gross") -> None:
    facts = Choosing(base, vat, plan_period, "item", with_consulting=False)
    by = people.person(Role.MANAGER, centre)
    choose(
        centre=centre, facts=facts, valid_from=date(2026, 1, 1), source="QĐ 1", by=by, at=NOW
    )  # fmt: skip


def held(centre: Centre, period: Period = THIRD) -> type_of_held:
    """What both callers hold figures against: they must not differ."""
    plans, _rows = planned_of(centre, period, choices_of(centre, period.end))
    report: type_of_held = {code: (one.basis, one.against) for code, one in plans.items()}
    asked = Question(centre=centre, period=period, cut_off=period.end)
    for code, (basis, against) in report.items():
        found = planned_for(asked, code)
        assert found is not None
        assert (str(found.of), Fraction(found.value)) == (basis, against)
    lines = [(str(one.planned.of), Fraction(one.planned.value)) for one in target_lines(asked)]
    assert sorted(lines) == sorted(report.values())
    return report


def test_a_period_of_its_own_has_its_own_plans_alone(hue: Centre) -> None:
    reports.target(hue, 100, period="2026")
    reports.target(hue, 30, period="2026-Q3")
    reports.target(hue, 8, measure="papers", period="2026")

    assert held(hue) == {"contracts": ("own", 30)}


@pytest.mark.parametrize(("way", "against"), [("year", 100), ("pro_rata", 25)])
def test_the_years_plan_goes_before_that_of_the_part(hue: Centre, way: str, against: int) -> None:
    chosen(hue, way)
    reports.target(hue, 100, period="2026")
    reports.target(hue, 30, period="2026-Q3")

    assert held(hue) == {"contracts": (way, against)}


@pytest.mark.parametrize("way", ["year", "pro_rata"])
def test_where_the_year_has_no_plan_that_of_the_part_serves(hue: Centre, way: str) -> None:
    chosen(hue, way)
    reports.target(hue, 30, period="2026-Q3")

    assert held(hue) == {"contracts": ("own", 30)}


@pytest.mark.parametrize("way", ["own", "year", "pro_rata"])
def test_a_whole_year_has_its_own_plan_whatever_was_chosen(hue: Centre, way: str) -> None:
    chosen(hue, way)
    reports.target(hue, 100, period="2026")

    assert held(hue, Period.parse("2026")) == {"contracts": ("own", 100)}


@pytest.mark.parametrize("measure", ["product_completion_rate", "turnaround_days"])
def test_a_percentage_and_a_mean_have_no_twelfths(hue: Centre, measure: str) -> None:
    chosen(hue, "pro_rata")
    reports.target(hue, 95, measure=measure, period="2026")

    assert held(hue) == {measure: ("pro_rata", 95)}


def test_an_own_goal_in_percent_has_no_twelfths_and_one_in_pieces_has(hue: Centre) -> None:
    chosen(hue, "pro_rata")
    reports.target(hue, 90, measure=OwnGoal("Hồ sơ đúng hạn", "%", "own_ontime"), period="2026")
    reports.target(hue, 40, measure=OwnGoal("Cuộc họp", "cuộc", "own_meetings"), period="2026")

    assert held(hue) == {"own_ontime": ("pro_rata", 90), "own_meetings": ("pro_rata", 10)}


def test_a_plan_of_plain_revenue_is_of_the_chosen_revenue(hue: Centre) -> None:
    chosen(hue, "own", "invoiced", "net")
    reports.target(hue, 500, measure="revenue", period="2026-Q3")

    assert held(hue) == {"revenue_invoiced_net": ("own", 500)}
    found = statement_of(periodic.begun(hue, "2026-Q3"))
    assert found["revenue"].target == found["revenue_invoiced_net"].target
    assert [line.code for line in found.missed] == ["revenue_invoiced_net"]


def test_of_two_plans_of_one_figure_that_of_its_very_code_holds(hue: Centre) -> None:
    reports.target(hue, 500, measure="revenue", period="2026-Q3")
    reports.target(hue, 700, measure="revenue_signed_gross", period="2026-Q3")
    reports.target(hue, 900, measure="revenue_signed_net", period="2026-Q3")

    assert held(hue) == {
        "revenue_signed_gross": ("own", 700),
        "revenue_signed_net": ("own", 900),
    }


def test_plain_revenue_is_found_under_either_name(hue: Centre) -> None:
    reports.target(hue, 500, measure="revenue", period="2026-Q3")
    asked = Question(centre=hue, period=THIRD, cut_off=THIRD.end)

    found = [planned_for(asked, code) for code in ("revenue", "revenue_contract_vat")]

    assert [one.value for one in found if one] == [500, 500]
    assert planned_for(asked, "papers") is None


def test_an_adjusted_plan_is_the_one_that_holds(hue: Centre) -> None:
    chosen(hue, "pro_rata")
    reports.adjusted(reports.target(hue, 100, period="2026"), 121)

    assert held(hue) == {"contracts": ("pro_rata", Fraction(121, 4))}
