from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.permissions import Role
from audit.models import Event
from common.errors import Conflict, InvalidInput
from planning.models import Target
from planning.numbers import Number
from planning.queries import plans, plans_of
from planning.rates import planned
from planning.services import OwnGoal, adjust_target, set_target
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.reports import adjusted, target

pytestmark = pytest.mark.django_db


def test_a_target_keeps_its_paper_and_its_event() -> None:
    centre = people.centre("HUE")

    made = target(centre, 93, source="  05/KH-VDL  ")

    assert (made.centre, made.measure, made.period, made.value, made.source) == (
        centre,
        "contracts",
        "2026-Q4",
        93,
        "05/KH-VDL",
    )
    event = Event.objects.get(verb="target.set")
    assert (event.chain, event.subject_type, event.subject_id) == (
        "HUE",
        "planning.target",
        str(made.pk),
    )
    assert event.changes == '{"source":[null,"05/KH-VDL"],"value":[null,"93"]}'


def test_an_adjustment_is_a_new_row_and_the_first_plan_stays() -> None:
    first = target(people.centre(), 100)

    second = adjusted(first, 120)
    third = adjusted(second, 110, on=TODAY + timedelta(days=1))

    (plan,) = plans(Target.objects.all())
    assert [step.value for step in plan.steps] == [100, 120, 110]
    assert (plan.first, plan.current, plan.adjustments) == (first, third, (second, third))
    assert Event.objects.filter(subject_id=str(first.pk), verb="target.adjust").count() == 2


def test_only_the_newest_step_is_adjusted() -> None:
    first = target(people.centre(), 100)
    adjusted(first, 120)

    with pytest.raises(Conflict) as refusal:
        adjusted(first, 130)

    assert refusal.value.code == "already_adjusted"
    assert sorted(Target.objects.values_list("value", flat=True)) == [100, 120]


def test_a_second_first_plan_is_a_conflict() -> None:
    centre = people.centre()
    target(centre, 100)

    with pytest.raises(Conflict) as refusal:
        target(centre, 200, period="2026-q4")

    assert refusal.value.code == "target_known"
    assert Target.objects.get().value == 100


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"measure": "happiness"}, "measure"),
        ({"period": "2026-Q7"}, "period"),
        ({"value": -1}, "value"),
        ({"value": 10**18}, "value"),
        ({"decided_on": date(9999, 12, 31)}, "decided_on"),
        ({"decided_on": date(1, 1, 1)}, "decided_on"),
        ({"source": "  "}, "source"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(change: dict[str, Any], field: str) -> None:
    centre = people.centre()
    manager = people.person(Role.MANAGER, centre)
    facts: dict[str, Any] = {
        "measure": "contracts",
        "period": "2026",
        "value": 1,
        "source": "05/KH",
        "decided_on": TODAY,
    }

    with pytest.raises(InvalidInput) as refusal:
        set_target(centre=centre, **{**facts, **change}, by=manager, at=NOW)

    assert [fault.field for fault in refusal.value.faults] == [field]
    assert not Target.objects.exists()
    assert not Event.objects.filter(verb="target.set").exists()


def test_an_adjustment_is_not_dated_before_what_it_adjusts() -> None:
    first = target(people.centre(), 100, decided_on=date(2026, 7, 1))

    with pytest.raises(InvalidInput) as refusal:
        adjusted(first, 120, on=date(2026, 6, 30))

    (fault,) = refusal.value.faults
    assert (fault.field, fault.found, fault.allowed) == ("decided_on", "2026-06-30", "> 2026-07-01")


def test_the_targets_of_a_unit_are_its_own() -> None:
    above = people.centre("INST")
    below = people.centre("HUE", parent=above)
    target(below, 90)
    mine = target(above, 400)

    assert {m: plan.current for m, plan in plans_of(above, "2026-Q4").items()} == {
        "contracts": mine
    }
    assert plans_of(above, "2026") == {}


def test_zero_is_a_target() -> None:
    assert target(people.centre(), 0).value == 0


@pytest.mark.django_db(transaction=True)
def test_two_first_plans_at_once_leave_one() -> None:
    centre = people.centre()
    manager = people.person(Role.MANAGER, centre)
    outcomes: list[str] = []

    def enter(value: int) -> None:
        try:
            target(centre, value, by=manager)
            outcomes.append("set")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=enter, args=(value,)) for value in (100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict", "set"]
    assert Target.objects.count() == 1


def test_adjusting_twice_at_once_is_stopped_by_the_database() -> None:
    first = target(people.centre(), 100)
    adjust_target(
        target_id=first.pk, value=1, source="a", decided_on=TODAY, by=first.entered_by, at=NOW
    )
    twin = Target(
        centre=first.centre, measure=first.measure, period=first.period, value=2, source="b",
        decided_on=TODAY, adjusts=first, entered_by=first.entered_by, entered_at=NOW,
    )  # fmt: skip

    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_percentage_has_decimals_and_pieces_have_none() -> None:
    centre = people.centre()
    own = OwnGoal("Tỷ lệ hài lòng của khách hàng", "%")

    made = target(centre, Number(995, 1), measure=own)

    assert (made.measure, made.label, made.unit_label, made.amount, made.is_own) == (
        "own_ty_le_hai_long_cua_khach_hang",
        "Tỷ lệ hài lòng của khách hàng",
        "%",
        Fraction(199, 2),
        True,
    )
    assert planned(made) == "99,5"
    assert '"value":[null,"99.5"]' in Event.objects.get(verb="target.set").changes
    with pytest.raises(InvalidInput) as refusal:
        target(centre, Number(15, 1), measure="contracts")
    assert [(f.field, f.code) for f in refusal.value.faults] == [("value", "too_many_places")]


@pytest.mark.parametrize(
    ("goal", "faults"),
    [
        (OwnGoal("", "%"), [("name", "blank")]),
        (OwnGoal("Tên", ""), [("unit", "blank")]),
        (OwnGoal("Tên", "x" * 41), [("unit", "too_long")]),
        (OwnGoal("Tên", "%", "contracts"), [("name", "not_own")]),
        (OwnGoal("Tên", "%", "Mã số"), [("measure", "bad_code")]),
    ],
)
def test_an_own_goal_has_a_name_a_unit_and_a_code_of_its_own(
    goal: OwnGoal, faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        target(people.centre(), measure=goal)

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == faults
    assert not Target.objects.exists()


def test_two_adjustments_of_one_day_are_refused() -> None:
    second = adjusted(target(people.centre(), 100), 120)

    with pytest.raises(InvalidInput) as refusal:
        adjusted(second, 130)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code, fault.found) == ("decided_on", "same_day", "2026-11-20")
    assert sorted(Target.objects.values_list("value", flat=True)) == [100, 120]


def test_the_first_plan_is_not_adjusted_on_its_own_day() -> None:
    first = target(people.centre(), 100, decided_on=TODAY)

    with pytest.raises(InvalidInput) as refusal:
        adjusted(first, 120, on=TODAY)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code, fault.allowed) == ("decided_on", "same_day", "> 2026-11-20")
    assert Target.objects.get().value == 100


def test_targets_of_before_keep_what_they_were_held_against() -> None:
    centre = people.centre()
    for code, period in (("revenue_signed_gross", "2026"), ("contracts", "2026")):
        target(centre, 5, measure=code, period=period)
    Target.objects.filter(measure="revenue_signed_gross").update(measure="revenue_signed")
    target(centre, 6, measure="revenue_invoiced_net")
    Target.objects.filter(measure="revenue_invoiced_net").update(measure="revenue_invoiced")
    rename = import_module("planning.migrations.0003_targets_by_indicator").rename

    for _again in range(2):
        rename(apps, None)

        assert set(Target.objects.values_list("measure", "value")) == {
            ("revenue_signed_gross", 5),
            ("contracts", 5),
            ("revenue_invoiced_net", 6),
        }
