"""A closed report goes to each address once, whatever happens on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Centre
from audit.models import Event
from common.errors import Conflict, InvalidInput
from common.models import Task, TaskState
from common.queue import drain
from reports.models import ReportLetter, Subscription
from reports.periodic.letters import posts_of, send_again
from reports.periodic.sending import send_report
from reports.periodic.subscriptions import subscribe, unsubscribe
from tests.factories import contracts, people, periodic
from tests.factories.mail import mail_server
from tests.factories.periodic import IN_Q3, OCTOBER, SIGNED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def address(centre: Centre, email: str, language: str = "vi") -> Subscription:
    by = periodic.writer(centre)
    return subscribe(centre=centre, email=email, name="", language=language, by=by, at=OCTOBER)


def due_now() -> None:
    Task.objects.filter(state=TaskState.WAITING).update(run_after=timezone.now() - timedelta(1))


def test_each_address_gets_the_key_figures_and_the_link_in_its_language(
    hue: Centre, settings: Any
) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    address(hue, "vi@test.example")
    address(hue, "en@test.example", "en")
    gone = address(hue, "gone@test.example")
    unsubscribe(subscription_id=gone.pk, by=gone.added_by, at=OCTOBER)

    with mail_server(settings) as server:
        closed = periodic.closed(hue)
        due_now()
        drain()
        for letter in ReportLetter.objects.all():
            send_report(letter_id=letter.pk)  # a second run sends nothing

    taken = dict(server.taken)
    assert sorted(to for to, _message in server.taken) == ["en@test.example", "vi@test.example"]
    assert taken["vi@test.example"]["Subject"] == "Trung tâm HUE: báo cáo quý III/2026"
    assert taken["en@test.example"]["Subject"] == "Centre HUE: report of Q3 2026"
    plain = taken["vi@test.example"].get_body(("plain",))
    assert plain is not None
    body = plain.get_content()
    assert f"/reports/{closed.pk}/" in body
    assert closed.closing.digest in body
    assert "1.050.000" in body
    assert [state for _letter, state, _error in posts_of(closed)] == ["sent", "sent"]
    assert Event.objects.filter(verb="report.send").count() == 2


def test_a_server_that_is_away_is_tried_again_and_an_address_that_it_refuses_is_told(
    hue: Centre, settings: Any
) -> None:
    address(hue, "a@test.example")
    address(hue, "none@test.example")
    with mail_server(settings) as server:
        server.busy = True
        closed = periodic.closed(hue)
        due_now()
        drain()
        waiting = [state for _letter, state, _error in posts_of(closed)]
        server.busy = False
        server.refused = {"none@test.example"}
        due_now()
        drain()
        after = [state for _letter, state, _error in posts_of(closed)]
        server.refused = set()
        n = send_again(closed)
        due_now()
        drain()

    assert (waiting, after, n) == (["waiting"] * 2, ["sent", "failed"], 1)
    assert [to for to, _message in server.taken] == ["a@test.example", "none@test.example"]


def test_an_address_is_kept_once_and_must_be_one(hue: Centre) -> None:
    address(hue, "a@test.example")

    with pytest.raises(Conflict):
        address(hue, " A@test.example ")
    with pytest.raises(InvalidInput) as refused:
        address(hue, "no address", "de")

    assert {fault.field for fault in refused.value.faults} == {"email", "language"}
