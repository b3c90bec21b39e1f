"""Figures entered by hand: what they rest on, what follows what, what is refused."""

from typing import Any

import pytest

from accounts.models import Centre
from audit.models import Event
from common.errors import Conflict, InvalidInput
from planning.measures import known
from planning.models import EnteredFigure, Evidence
from planning.numbers import Number
from planning.queries import holding
from planning.rates import planned
from planning.services import OwnGoal
from planning.services.entered import strike_figure
from tests.factories import people
from tests.factories.people import NOW
from tests.factories.planning import PDF, figure
from tests.factories.reports import target

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def test_a_figure_keeps_what_it_rests_on(hue: Centre) -> None:
    made = figure(hue, basis="", files=[("Danh sách.pdf", PDF)])

    assert (made.indicator, made.period, made.kind, planned(made)) == (
        "students", "2026", "approximate", "50",
    )  # fmt: skip
    kept = Evidence.objects.get()
    assert (kept.figure, kept.name) == (made, "Danh sách.pdf")
    assert kept.digest in Event.objects.get(verb="evidence.add").changes
    assert Event.objects.get(verb="figure.enter").chain == "HUE"


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"basis": " "}, [("basis", "no_evidence")]),
        ({"basis": "", "kind": "actual"}, [("basis", "no_evidence")]),
        ({"indicator": "happiness"}, [("indicator", "unknown")]),
        ({"period": "2026-Q5"}, [("period", "bad_period")]),
        ({"kind": "guess"}, [("kind", "unknown")]),
        ({"value": None}, [("value", "blank")]),
        ({"value": Number(15, 1)}, [("value", "too_many_places")]),
        ({"value": Number(10**16)}, [("value", "out_of_range")]),
        (
            {"indicator": "block_rating", "kind": "words"},
            [("words", "blank"), ("value", "not_of_kind")],
        ),
        ({"basis": "x" * 301}, [("basis", "too_long")]),
        ({"files": [("a.exe", b"MZ")]}, [("file", "wrong_format")]),
        ({"indicator": "st_total", "kind": "actual"}, [("indicator", "from_rows")]),
        ({"indicator": "st_prop_min"}, [("indicator", "from_rows")]),
        ({"indicator": "plan_tasks_total"}, [("indicator", "from_rows")]),
        ({"indicator": "internal_regs_drafts"}, [("indicator", "from_rows")]),
        ({"indicator": "targets_met"}, [("indicator", "from_rows")]),
        ({"indicator": "block_theme"}, [("indicator", "from_rows")]),
        ({"indicator": "st_on_time", "kind": "expected"}, [("kind", "not_of_indicator")]),
        ({"indicator": "block_theme", "kind": "expected"}, [("kind", "not_of_indicator")]),
        (
            {"indicator": "contracts", "kind": "words", "value": None, "words": "Nhiều."},
            [("kind", "not_of_indicator")],
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    hue: Centre, facts: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        figure(hue, **facts)

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == faults
    assert not EnteredFigure.objects.exists()
    assert not Evidence.objects.exists()


def test_who_enters_a_number_that_rows_give_is_told_where_the_rows_go(hue: Centre) -> None:
    with pytest.raises(InvalidInput) as refusal:
        figure(hue, 9, indicator="st_ministry", kind="actual")

    (fault,) = refusal.value.faults
    assert fault.message == (
        "Số này đếm từ các dòng ở mục “Nhiệm vụ KH&CN và nhiệm vụ thường xuyên”: hãy nhập các dòng "
        "ấy, không nhập số."
    )
    assert fault.allowed == "expected"


def test_every_kind_of_entry_that_is_taken_is_read_by_some_figure() -> None:
    takes = {code: set(one.takes) for code, one in known().items() if one.takes}

    assert takes["students"] == {"actual", "approximate", "expected"}
    assert takes["block_theme"] == {"words"}
    assert takes["block_movements"] == {"words", "expected"}
    assert takes["revenue_est"] == takes["contracts"] == takes["st_total"] == {"expected"}
    assert "products_due" not in takes
    assert "procedures_issue_rate" not in takes


def test_what_is_expected_and_what_is_told_need_no_evidence(hue: Centre) -> None:
    figure(hue, 235_000_000, indicator="revenue_signed_gross", kind="expected", basis="")
    told = figure(hue, None, indicator="block_rating", kind="words", words="Tốt.", basis="")

    assert EnteredFigure.objects.count() == 2
    assert planned(told) == "–"


def test_a_new_entry_follows_the_old_one_which_stays(hue: Centre) -> None:
    first = figure(hue)
    second = figure(hue, 55)

    assert (second.follows, first.followed_by) == (first, second)
    event = Event.objects.get(verb="figure.follow")
    assert '"value":["50","55"]' in event.changes
    with pytest.raises(Conflict) as refusal:
        figure(hue, 55)
    assert refusal.value.code == "figure_same"


def test_only_the_newest_entry_is_taken_back(hue: Centre) -> None:
    first, second = figure(hue), figure(hue, 55)

    with pytest.raises(Conflict) as refusal:
        strike_figure(figure_id=first.pk, why="Nhầm", by=first.entered_by, at=NOW)
    strike_figure(figure_id=second.pk, why="Nhầm", by=first.entered_by, at=NOW)

    assert refusal.value.code == "figure_followed"
    assert list(EnteredFigure.objects.standing()) == [first]
    third = figure(hue, 60)
    assert third.follows == second
    assert list(holding(EnteredFigure.objects.all())) == [third]
    with pytest.raises(Conflict):  # two later: it is not the newest either
        strike_figure(figure_id=first.pk, why="Nhầm", by=first.entered_by, at=NOW)
    strike_figure(figure_id=third.pk, why="Nhầm", by=first.entered_by, at=NOW)
    assert list(holding(EnteredFigure.objects.all())) == [first]


def test_an_own_goal_of_the_unit_is_entered(hue: Centre) -> None:
    target(hue, 90, measure=OwnGoal("Tỷ lệ hài lòng", "%", "hue_1"))

    made = figure(hue, Number(925, 1), indicator="hue_1", kind="actual")

    assert planned(made) == "92,5"
    with pytest.raises(InvalidInput):
        figure(people.centre("QTR"), 90, indicator="hue_1", kind="actual")
