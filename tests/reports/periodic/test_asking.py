"""Closing by a task: watched, once, by one of two."""

import pytest

from accounts.models import Centre
from common.errors import Conflict
from common.models import Task, TaskState
from common.queue import drain
from reports.models import ClosedReport, PeriodReport
from reports.periodic import services
from reports.periodic.asking import ask_close
from reports.periodic.closing import close
from tests.backend.test_together import together
from tests.factories import people, periodic, reports
from tests.factories.periodic import OCTOBER


@pytest.mark.django_db
def test_the_task_closes_it_and_says_how_far_it_is() -> None:
    hue = people.centre("HUE")
    made = periodic.reviewed(hue)
    boss = periodic.director(hue)

    task = ask_close(report_id=made.pk, by=boss, at=OCTOBER)
    with pytest.raises(Conflict) as refused:
        ask_close(report_id=made.pk, by=periodic.director(hue), at=OCTOBER)
    drain()

    task.refresh_from_db()
    made.refresh_from_db()
    assert (refused.value.code, task.state, made.state) == ("closing", TaskState.DONE, "closed")
    assert made.closed_by == boss


@pytest.mark.django_db
def test_a_refused_closing_changes_nothing_and_may_be_asked_again() -> None:
    hue = people.centre("HUE")
    reports.target(hue, 5, period="2026-Q3", at=OCTOBER)
    made = periodic.begun(hue)
    services.review(report_id=made.pk, by=made.made_by, at=OCTOBER)
    boss = periodic.director(hue)

    first = ask_close(report_id=made.pk, by=boss, at=OCTOBER)
    drain()
    first.refresh_from_db()
    made.refresh_from_db()
    seen = (first.state, made.state, "nguyên nhân" in first.error)
    periodic.explain(made)
    ask_close(report_id=made.pk, by=boss, at=OCTOBER)
    drain()

    made.refresh_from_db()
    assert seen == (TaskState.FAILED, "reviewed", True)
    assert made.state == "closed"


def reviewed() -> tuple[PeriodReport, Centre]:
    hue = people.centre("HUE")
    return periodic.reviewed(hue), hue


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_does() -> None:
    made, hue = reviewed()
    one, two = periodic.director(hue), periodic.director(hue)

    got = together(
        *(lambda who=who: close(report_id=made.pk, by=who, at=OCTOBER).state for who in (one, two))
    )

    assert sorted(str(each) for each in got) == ["closed", "wrong_state"]
    assert ClosedReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_for_the_closing_one_gets_the_task() -> None:
    made, hue = reviewed()
    who = [periodic.director(hue) for _ in range(2)]

    got = together(
        *(lambda by=by: ask_close(report_id=made.pk, by=by, at=OCTOBER).name for by in who)
    )

    assert sorted(got) == ["closing", "reports.close_report"]
    assert Task.objects.filter(name="reports.close_report").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_or_reopen_at_once_one_does() -> None:
    made, hue = reviewed()
    boss = periodic.director(hue)
    close(report_id=made.pk, by=boss, at=OCTOBER)

    begun = together(*[lambda: periodic.begun(hue, "2026-08", by=made.made_by).version] * 2)
    opened = together(
        *[lambda: services.reopen(report_id=made.pk, why="Sót", by=boss, at=OCTOBER).version] * 2
    )

    assert sorted(map(str, begun)) == ["1", "already"]
    assert sorted(map(str, opened)) == ["2", "already"]
