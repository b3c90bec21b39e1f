"""Letters while nobody listens, once somebody does again, and when one address of three is none."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Centre
from audit.models import Event
from common.models import Task, TaskState
from common.queue import drain
from reports.models import PeriodReport
from reports.periodic.letters import posts_of, send_again
from reports.periodic.subscriptions import subscribe
from tests.factories import people, periodic
from tests.factories.mail import mail_server
from tests.factories.people import page
from tests.factories.periodic import OCTOBER

pytestmark = pytest.mark.django_db
THREE = ("a@test.example", "none@test.example", "z@test.example")


@pytest.fixture
def hue() -> Centre:
    made = people.centre("HUE")
    by = periodic.writer(made)
    for email in THREE:
        subscribe(centre=made, email=email, name="", language="vi", by=by, at=OCTOBER)
    return made


def due_now() -> None:
    Task.objects.filter(state=TaskState.WAITING).update(run_after=timezone.now() - timedelta(1))
    drain()


def states(report: PeriodReport) -> list[str]:
    return [state for _letter, state, _error in posts_of(report)]


def nobody_listens(settings: Any) -> None:
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = one.getsockname()[1]


def test_closed_while_the_server_is_gone_the_letters_go_when_it_is_back(
    hue: Centre, settings: Any
) -> None:
    with mail_server(settings) as server:
        there = settings.EMAIL_PORT
        nobody_listens(settings)
        closed = periodic.closed(hue)
        for _hour in range(7):  # more often than what only fails
            due_now()
        gone = states(closed)
        told = {error for _letter, _state, error in posts_of(closed)}
        settings.EMAIL_PORT = there
        due_now()
        due_now()

    assert closed.state == "closed"
    assert gone == ["waiting"] * 3
    assert all(error.startswith("Chưa gửi được thư") for error in told)
    assert states(closed) == ["sent"] * 3
    assert sorted(to for to, _message in server.taken) == list(THREE)
    assert Event.objects.filter(verb="report.send").count() == 3


def test_a_server_that_accepts_and_says_nothing_is_tried_again(hue: Centre, settings: Any) -> None:
    with mail_server(settings) as server:
        server.silent = True
        settings.EMAIL_TIMEOUT = 0.2
        closed = periodic.closed(hue)
        due_now()
        quiet = states(closed)
        server.silent = False
        settings.EMAIL_TIMEOUT = 5
        due_now()

    assert (quiet, states(closed)) == (["waiting"] * 3, ["sent"] * 3)


def test_of_three_the_refused_one_is_told_and_keeps_nobody_from_the_letter(
    hue: Centre, settings: Any
) -> None:
    with mail_server(settings) as server:
        server.refused = {THREE[1]}
        closed = periodic.closed(hue)
        due_now()
        shown = page(periodic.director(hue)).get(f"/reports/{closed.pk}/").content.decode()
        again = send_again(closed)
        due_now()

    assert states(closed) == ["sent", "failed", "sent"]
    assert "Máy chủ thư không nhận địa chỉ này: 550 no such user" in shown
    assert again == 1
    assert sorted(to for to, _message in server.taken) == [THREE[0], THREE[2]]
