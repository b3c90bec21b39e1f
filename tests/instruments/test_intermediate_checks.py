"""Intermediate checks: series by point and item, control charts, slips that are replaced."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from audit.check import findings
from audit.record import history
from common.errors import InvalidInput, Refused
from instruments import services
from instruments.models import IntermediateCheck, Standard
from instruments.upkeep.charts import control_picture
from instruments.upkeep.checks import series_of
from tests.factories.instruments import q, standard
from tests.factories.people import NOW, TODAY, centre, user

pytestmark = pytest.mark.django_db


def check(of: Standard, found: str, days_ago: int, **facts: Any) -> IntermediateCheck:
    given: dict[str, Any] = {"point": q("10 bar"), "item": "CA-03", "by": None, "at": NOW}
    return services.record_check(
        standard_id=of.pk, on=TODAY - timedelta(days=days_ago), found=q(found), **{**given, **facts}
    )


STEADY = ("9.9 bar", "10.1 bar", "9.9 bar", "10.1 bar", "9.9 bar", "10.1 bar")


def test_checks_of_a_point_with_an_item_make_one_series() -> None:
    of, by = standard(centre()), user("Nguyễn Văn Mẫu")
    made = check(of, "10.1 bar", 3, note="nóng", by=by)
    check(of, "1.02 MPa", 2, item=" ca-03 ", point=q("1 MPa"))
    check(of, "10.0 bar", 1, item="CA-04")

    one, two = series_of(of)

    assert [(s.item, [str(c.value) for c in s.checked]) for s in (one, two)] == [
        ("CA-03", ["10.1", "10.2"]),
        ("CA-04", ["10.0"]),
    ]
    assert (made.by, made.note, str(made.found)) == (by, "nóng", "10.1 bar")
    assert history(of).last().verb == "standard.check"  # type: ignore[union-attr]
    assert list(findings()) == []
    with translation.override("en"):
        assert "4 more checks" in one.finding


def test_a_check_beyond_the_action_line_says_so() -> None:
    of = standard(centre())
    for number, found in enumerate(STEADY):
        check(of, found, 30 - number)
    check(of, "10.5 bar", 1)

    (series,) = series_of(of)

    assert series.checked[-1].rules == ("action",)
    assert series.grave
    picture = control_picture(series)
    assert picture is not None
    assert [mark.kind for mark in picture.marks] == ["fine"] * 6 + ["grave"]
    assert [level.kind for level in picture.levels] == [
        "action", "warning", "mean", "warning", "action",
    ]  # fmt: skip
    with translation.override("en"):
        assert "beyond the action line" in series.finding


def test_agreed_limits_judge_and_the_newest_agreement_counts() -> None:
    of = standard(centre())
    given: dict[str, Any] = {
        "standard_id": of.pk, "point": q("10 bar"), "item": "CA-03", "by": None, "at": NOW,
    }  # fmt: skip
    services.agree_control_limits(**given, first=5, lower=q("9 bar"), upper=q("11 bar"), why="x")
    check(of, "10.4 bar", 400)
    check(of, "10.4 bar", 2)
    services.agree_control_limits(
        **given, first=3, lower=q("0.98 MPa"), upper=q("1.02 MPa"),
        since=TODAY - timedelta(days=30), why="chặt hơn",
    )  # fmt: skip

    (found,) = series_of(of)

    assert [(c.check.on, c.rules) for c in found.checked] == [
        (TODAY - timedelta(days=2), ("limits",))
    ]
    assert (found.lower, found.upper, found.chart.first) == (Decimal("9.8"), Decimal("10.2"), 3)
    assert found.grave


def test_a_check_recorded_wrongly_is_replaced_and_kept() -> None:
    of = standard(centre())
    wrong = check(of, "100 bar", 2)

    right = check(of, "10.0 bar", 2, corrects=wrong.pk, note="gõ thừa số 0")

    assert [c.check for c in series_of(of)[0].checked] == [right]
    with pytest.raises(Refused):
        check(of, "10.1 bar", 2, corrects=wrong.pk, note="x")
    assert IntermediateCheck.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"days_ago": -1}, ("on", "future")),
        ({"found": "10 kg"}, ("found", "wrong_quantity")),
        ({"point": q("10 kg"), "found": "10 kg"}, ("point", "wrong_quantity")),
        ({"item": " "}, ("item", "blank")),
        ({"corrects": 999}, ("corrects", "not_found")),
    ],
)
def test_a_wrong_check_is_refused(facts: dict[str, Any], fault: tuple[str, str]) -> None:
    of = standard(centre())

    with pytest.raises(InvalidInput) as refused:
        check(of, **{"found": "10 bar", "days_ago": 1, **facts})

    assert [(f.field, f.code) for f in refused.value.faults] == [fault]
    assert not IntermediateCheck.objects.exists()


def test_a_replacing_check_says_why() -> None:
    of = standard(centre())
    wrong = check(of, "100 bar", 2)

    with pytest.raises(InvalidInput) as refused:
        check(of, "10.0 bar", 2, corrects=wrong.pk)

    assert [(f.field, f.code) for f in refused.value.faults] == [("note", "required")]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"first": 2}, ("first", "out_of_range")),
        ({"lower": q("11 bar"), "upper": q("9 bar")}, ("upper", "range_order")),
        ({"lower": q("1 kg")}, ("lower", "wrong_quantity")),
        ({"why": ""}, ("why", "required")),
    ],
)
def test_wrong_limits_are_refused(facts: dict[str, Any], fault: tuple[str, str]) -> None:
    of = standard(centre())
    given: dict[str, Any] = {
        "point": q("10 bar"), "item": "x", "first": 5, "why": "x", "by": None, "at": NOW,
    }  # fmt: skip

    with pytest.raises(InvalidInput) as refused:
        services.agree_control_limits(standard_id=of.pk, **{**given, **facts})

    assert [(f.field, f.code) for f in refused.value.faults] == [fault]
    assert not of.control_limits.exists()


def test_a_single_equal_value_can_be_drawn() -> None:
    of = standard(centre())
    check(of, "10.0 bar", 1)

    picture = control_picture(series_of(of)[0])

    assert picture is not None
    assert len(picture.marks) == 1
    assert picture.levels == ()
