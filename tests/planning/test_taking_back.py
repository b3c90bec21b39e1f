"""Whatever was entered by mistake has a way back that leaves a trace: rows, files, requests."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from common.errors import Conflict, InvalidInput
from common.period import Period
from planning.models import Evidence, Extension
from planning.register import tasks as register
from planning.services import extensions
from planning.services.evidence import add_evidence, strike_evidence
from reports.indicators import compute
from reports.periodic.adjusting import adjustments
from reports.periodic.drafting import statement_of
from tests.factories import people, periodic, science
from tests.factories.people import NOW, TODAY
from tests.factories.periodic import LATER, SIGNED_AT
from tests.factories.planning import PDF, activity, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def taken_back(row: Extension, why: str = "Ghi nhầm nhiệm vụ") -> Extension:
    return extensions.strike_extension(extension_id=row.pk, why=why, by=row.entered_by, at=NOW)


def test_the_deadline_before_a_struck_extension_holds_again(hue: Centre) -> None:
    task = science.task(hue)
    granted = science.granted(task)

    taken_back(granted)

    assert task.deadline(TODAY) == task.ends_on
    (stood,) = register.standing(type(task).objects.filter(pk=task.pk), TODAY)
    assert stood.deadline_on == task.ends_on
    event = Event.objects.get(verb="extension.strike")
    assert (event.why, event.chain) == ("Ghi nhầm nhiệm vụ", "HUE")
    assert Extension.objects.get().struck_why == "Ghi nhầm nhiệm vụ"


def test_the_figures_follow(hue: Centre) -> None:
    task = science.task(hue, starts_on=date(2025, 1, 1), ends_on=date(2026, 3, 31))
    granted = science.granted(task)
    asked: dict[str, Any] = {"centre": hue, "period": Period.parse("2026"), "cut_off": TODAY}

    assert compute(["st_carry_ext"], **asked)["st_carry_ext"].value == 1
    taken_back(granted)
    assert compute(["st_carry_ext"], **asked)["st_carry_ext"].value == 0


def test_a_closed_report_keeps_its_own_and_the_next_one_tells_the_cause(hue: Centre) -> None:
    asked_on = date(2026, 6, 1)
    task = science.task(hue, starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))
    row = science.granted(task, asked_on=asked_on)
    Extension.objects.update(entered_at=SIGNED_AT)
    type(task).objects.update(entered_at=SIGNED_AT)
    closed = periodic.closed(hue)
    frozen = statement_of(closed)["st_carry_ext"].value

    extensions.strike_extension(extension_id=row.pk, why="Ghi nhầm", by=row.entered_by, at=LATER)
    after = periodic.begun(hue, "2026-Q4", at=LATER)
    (told,) = [one for one in adjustments(after) if one["code"] == "st_carry_ext"]

    assert frozen == statement_of(closed)["st_carry_ext"].value == 1
    assert (told["before"], told["now"]) == ("1", "0")
    assert ("extension.strike", "Ghi nhầm") in [(one["verb"], one["why"]) for one in told["events"]]


def test_another_request_may_be_made_and_an_earlier_one_than_the_struck(hue: Centre) -> None:
    task = science.task(hue)
    taken_back(science.asked(task))
    taken_back(science.granted(task, until=date(2029, 1, 1)))

    made = science.granted(task, until=date(2028, 6, 30))

    assert task.deadline(date(2030, 1, 1)) == made.until


def test_what_was_struck_is_changed_no_more_and_struck_once(hue: Centre) -> None:
    row = taken_back(science.asked(science.task(hue)))
    said: dict[str, Any] = {"extension_id": row.pk, "by": row.entered_by, "at": NOW}

    changes: list[tuple[Callable[..., Extension], dict[str, Any]]] = [
        (extensions.answer_extension, {"approved": True, "on": TODAY}),
        (extensions.change_extension, {"paper": "x"}),
        (extensions.strike_extension, {"why": "x"}),
    ]
    for change, facts in changes:
        with pytest.raises(Conflict) as refusal:
            change(**said, **facts)
        assert refusal.value.code == "struck"


def test_a_reason_is_asked_for(hue: Centre) -> None:
    row = science.asked(science.task(hue))

    with pytest.raises(InvalidInput):
        taken_back(row, " ")

    row.refresh_from_db()
    assert row.struck_at is None


def test_a_struck_file_stays_and_is_evidence_no_more(hue: Centre) -> None:
    made = figure(hue, basis="", kind="actual", files=[("a.pdf", PDF)])
    kept = Evidence.objects.get()
    asked: dict[str, Any] = {"centre": hue, "period": Period.parse("2026"), "cut_off": TODAY}
    assert compute(["students"], **asked)["students"].kind == "entered"

    strike_evidence(evidence_id=kept.pk, why="Tệp của việc khác", by=made.entered_by, at=NOW)

    assert compute(["students"], **asked)["students"].kind == "unproven"
    event = Event.objects.get(verb="evidence.strike")
    assert (event.subject_type, event.why) == ("planning.enteredfigure", "Tệp của việc khác")
    assert kept.digest in event.changes
    with pytest.raises(Conflict):
        strike_evidence(evidence_id=kept.pk, why="x", by=made.entered_by, at=NOW)
    again = add_evidence(subject=made, file_name="a.pdf", content=PDF, by=made.entered_by, at=NOW)
    assert again.pk != kept.pk


def test_the_pages_ask_why_and_show_what_was_struck(hue: Centre) -> None:
    client = people.page(people.person(Role.QUALITY_OFFICER, hue))
    task = science.task(hue)
    row = science.asked(task)
    of_page, strike = f"/planning/extensions/{row.pk}/", f"/planning/extensions/{row.pk}/strike/"

    assert strike in client.get(of_page).content.decode()
    assert client.get(strike).status_code == 200
    assert client.post(strike, {"why": ""}).status_code == 400
    assert client.post(strike, {"why": "Ghi nhầm"}).status_code == 302
    page = client.get(f"/planning/tasks/{task.pk}/").content.decode()
    assert "Ghi nhầm" in page
    assert of_page not in page
    assert client.post(strike, {"why": "Ghi nhầm"}).status_code == 400


def test_a_file_is_struck_from_the_page_of_its_entry(hue: Centre) -> None:
    client = people.page(people.person(Role.QUALITY_OFFICER, hue))
    row = activity(hue)
    add_evidence(subject=row, file_name="a.pdf", content=PDF, by=row.entered_by, at=NOW)
    strike = f"/planning/evidence/{Evidence.objects.get().pk}/strike/"

    assert strike in client.get(f"/planning/activities/{row.pk}/").content.decode()
    assert client.get(strike).status_code == 200
    assert client.post(strike, {"why": " "}).status_code == 400
    answer = client.post(strike, {"why": "Nhầm tệp"})
    assert answer.headers["Location"] == f"/planning/activities/{row.pk}/"
    page = client.get(f"/planning/activities/{row.pk}/").content.decode()
    assert "Nhầm tệp" in page
    assert "Tệp minh chứng: a.pdf → –" in page
    assert strike not in page


@pytest.mark.parametrize(
    ("role", "code", "status"), [("administrator", "HUE", 403), ("quality_officer", "QTR", 404)]
)
def test_another_centre_and_another_role_cannot(
    hue: Centre, role: str, code: str, status: int
) -> None:
    task = science.task(hue)
    row = science.asked(task)
    kept = add_evidence(subject=task, file_name="a.pdf", content=PDF, by=task.entered_by, at=NOW)
    who = people.person(Role(role), hue if code == "HUE" else people.centre(code))
    client = people.page(who)

    for address in (
        f"planning/extensions/{row.pk}/strike/",
        f"planning/evidence/{kept.pk}/strike/",
    ):
        for answer in (
            client.post(f"/{address}", {"why": "x"}),
            people.api(who).post(f"/api/v1/{address}", {"why": "x"}, format="json"),
        ):
            assert answer.status_code == status
    assert not Event.objects.filter(verb__endswith=".strike").exists()


def test_the_api_strikes_both(hue: Centre) -> None:
    client = people.api(people.person(Role.QUALITY_OFFICER, hue))
    task = science.task(hue)
    row = science.asked(task)
    kept = add_evidence(subject=task, file_name="a.pdf", content=PDF, by=task.entered_by, at=NOW)

    for address, pk in (("extensions", row.pk), ("evidence", kept.pk)):
        where = f"/api/v1/planning/{address}/{pk}/strike/"
        answer = client.post(where, {"why": "nhầm"}, format="json")
        assert (answer.status_code, answer.json()["struck_why"]) == (200, "nhầm")
        again = client.post(where, {"why": "nhầm"}, format="json")
        assert again.status_code == 409
