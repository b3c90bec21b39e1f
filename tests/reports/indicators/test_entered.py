"""Numbers and words that are entered: whom they speak for, and how they are marked."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Centre
from common.period import Period
from planning.models import Activity, EnteredFigure
from reports.indicators import compute
from reports.indicators.shapes import Figure
from reports.states import FigureKind
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
YEAR, CUT_OFF = Period.parse("2022"), date(2022, 12, 20)


@pytest.fixture
def top() -> Centre:
    return people.centre("INST")


@pytest.fixture
def low(top: Centre) -> Centre:
    return people.centre("HUE", parent=top)


def entered(centre: Centre, value: int | None = 50, **facts: Any) -> EnteredFigure:
    usual = {"indicator": "students", "period": "2022", "kind": "actual", "basis": "12/BC"}
    return EnteredFigure.objects.create(
        centre=centre, value=value, entered_by=people.user(), entered_at=NOW, **{**usual, **facts}
    )


def supervised(centre: Centre, turns: int) -> Activity:
    return Activity.objects.create(
        centre=centre, kind="students", title="Hướng dẫn", quantity=turns,
        done_on=date(2022, 6, 1), entered_by=people.user(), entered_at=NOW,
    )  # fmt: skip


def figure(centre: Centre, code: str = "students") -> Figure:
    return compute([code], centre=centre, period=YEAR, cut_off=CUT_OFF)[code]


def said(centre: Centre) -> tuple[Any, str]:
    found = figure(centre)
    return found.value, str(found.kind)


def test_a_unit_without_a_row_has_the_number_that_was_entered(low: Centre) -> None:
    row = entered(low)
    found = figure(low)

    assert (found.value, found.kind) == (50, FigureKind.ENTERED)
    assert (found.rows.model, found.rows.ids) == ("planning.enteredfigure", (row.pk,))


def test_what_is_listed_beside_the_number_is_told(low: Centre) -> None:
    entered(low, words="Lớp K60; lớp K61")

    assert figure(low).told == "Lớp K60; lớp K61"


def test_a_number_that_is_about_is_so(low: Centre) -> None:
    entered(low, kind="approximate")

    assert said(low) == (50, "approximate")


def test_a_number_with_neither_file_nor_paper_is_marked(low: Centre) -> None:
    entered(low, basis="")

    assert said(low) == (50, "unproven")


def test_rows_go_before_a_number_that_was_entered(low: Centre) -> None:
    entered(low)
    supervised(low, 3)

    assert said(low) == (3, "computed")


def test_a_number_of_the_whole_is_not_added_to_those_of_its_parts(top: Centre, low: Centre) -> None:
    entered(top, 60)
    entered(low, 50)

    assert said(top) == (60, "entered")


def test_rows_of_one_unit_and_the_number_of_another_are_added_and_told(
    top: Centre, low: Centre
) -> None:
    supervised(low, 3)
    entered(people.centre("LASER", parent=top), 10)
    found = figure(top)

    assert (found.value, found.told, found.kind) == (13, "LASER: 10", FigureKind.ENTERED)


def test_the_newest_counts_and_a_struck_one_does_not(low: Centre) -> None:
    first = entered(low, 40)
    second = entered(low, 45, follows=first)
    entered(low, 99, follows=second, struck_at=NOW, struck_why="nhập nhầm")

    assert said(low) == (45, "entered")


def test_an_entry_of_another_period_or_what_is_expected_is_no_actual(low: Centre) -> None:
    entered(low, 20, period="2022-H1")
    entered(low, 30, kind="expected")

    assert said(low) == (0, "computed")


def test_the_theme_of_the_year_holds_in_its_halves(low: Centre) -> None:
    theme = "Kỷ cương, kết nối, đổi mới, thành công"
    entered(low, None, indicator="block_theme", kind="words", words=theme)
    half = compute(["block_theme"], centre=low, period=Period.parse("2022-H1"), cut_off=CUT_OFF)[
        "block_theme"
    ]

    assert (half.value, half.told, half.kind) == (None, theme, FigureKind.WORDS)
