"""The API of cases: who gets what, what is refused, how."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from calibration.models import Job
from certificates.impact.tasks import work_out
from certificates.models import ImpactCase, ImpactDecision
from certificates.states import ImpactState
from instruments.models import StandardCalibration
from tests.factories import calibration, impact, people
from tests.factories.certificates import streamed
from tests.factories.people import TODAY, api

pytestmark = pytest.mark.django_db
API = "/api/v1/impact/"
DECISION = {"decided": "no_effect", "reason": "Không đáng kể"}


READS = ("", "{case}/", "{case}/items/", "{case}/items/{item}/", "{case}/sheet/", "trace/{event}/",
         "jobs/{job}/")  # fmt: skip
DEEDS: tuple[tuple[str, Any], ...] = (
    ("", {"event": 1}),
    ("{case}/again/", {}),
    ("{case}/decide/", {"items": [1], **DECISION}),
    ("{case}/inform/", {"items": [1], "on": TODAY.isoformat(), "how": "x"}),
    ("{case}/close/", {"conclusion": "x"}),
)
DOORS = [*(("get", path, None) for path in READS), *(("post", *deed) for deed in DEEDS)]


def ask(client: Any, door: tuple[str, str, Any], case: ImpactCase) -> Any:
    method, path, body = door
    item = case.items.get()
    filled = path.format(case=case.pk, item=item.pk, event=case.event_id, job=item.job_id)
    if body == {"event": 1}:
        body = {"event": case.event_id}
    return getattr(client, method)(f"{API}{filled}", body)


def name(door: tuple[str, str, Any]) -> str:
    return f"{door[0]} {door[1]}"


# Doors


@pytest.mark.parametrize("door", DOORS, ids=name)
def test_a_stranger_is_asked_to_sign_in(case: ImpactCase, door: Any) -> None:
    assert ask(api(None), door, case).status_code == 401


@pytest.mark.parametrize("door", DOORS, ids=name)
def test_a_wrong_role_is_forbidden(lab: calibration.Lab, case: ImpactCase, door: Any) -> None:
    administrator = people.person(Role.ADMINISTRATOR, lab.centre)

    assert ask(api(administrator), door, case).status_code == 403


@pytest.mark.parametrize("door", DOORS[1:], ids=name)
def test_another_centres_row_does_not_exist(case: ImpactCase, door: Any) -> None:
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))

    assert ask(api(elsewhere), door, case).status_code == 404
    assert ImpactCase.objects.get().state == ImpactState.OPEN


@pytest.mark.parametrize(("path", "body"), DEEDS)
def test_an_approver_sees_but_decides_nothing(
    lab: calibration.Lab, case: ImpactCase, path: str, body: Any
) -> None:
    client = api(lab.approver)

    assert ask(client, ("get", "{case}/", None), case).status_code == 200
    assert ask(client, ("post", path, body), case).status_code == 403
    assert not ImpactDecision.objects.exists()


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {"event": "chữ"}, "event"),
        ("", {}, "event"),
        ("{case}/decide/", {"items": [], **DECISION}, "items"),
        ("{case}/decide/", {"items": ["x"], **DECISION}, "items.0"),
        ("{case}/decide/", {"items": [10**9], **DECISION}, "items"),
        ("{case}/decide/", {"items": [1], "decided": "shrug", "reason": "x"}, "decided"),
        ("{case}/decide/", {"items": [1], "decided": "no_effect"}, "reason"),
        ("{case}/inform/", {"items": [1], "on": "hôm qua", "how": "x"}, "on"),
        ("{case}/inform/", {"items": [1], "on": "2026-01-01", "how": ""}, "how"),
        ("{case}/close/", {}, "conclusion"),
        ("{case}/again/", {"now": True}, "now"),
    ],
)
def test_what_is_malformed_is_named(
    lab: calibration.Lab, case: ImpactCase, path: str, body: Any, field: str
) -> None:
    answer = api(lab.quality).post(f"{API}{path.format(case=case.pk)}", body)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert not ImpactDecision.objects.exists()


@pytest.mark.parametrize("query", ["effect=x", "state=x", "decided=x", "customer=x"])
def test_a_filter_that_is_none_is_refused(
    lab: calibration.Lab, case: ImpactCase, query: str
) -> None:
    answer = api(lab.quality).get(f"{API}{case.pk}/items/?{query}")

    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (400, query[:-2])


# The course


def test_a_case_from_its_opening_to_its_end(lab: calibration.Lab, job: Job) -> None:
    event = impact.wrong_event(lab)
    right = impact.corrected(event, "-0.05")
    client = api(lab.quality)

    opened = client.post(API, {"event": event.pk})
    assert (opened.status_code, opened.json()["state"]) == (201, "open")
    assert opened.json()["computed_at"] is None
    pk = opened.json()["id"]
    work_out(case_id=pk, asked=1)

    (item,) = client.get(f"{API}{pk}/items/?effect=verdict_flips").json()["results"]
    assert (item["job"], item["flips"], item["state"]) == (job.pk, 2, "undecided")
    assert item["named"][0] == {
        "section": "accuracy", "row": 2, "old": "pass", "new": "fail",
        "place": {"vi": "Sai số và độ hồi sai: 4 bar", "en": "Errors and hysteresis: 4 bar"},
    }  # fmt: skip
    whole = client.get(f"{API}{pk}/items/{item['id']}/").json()
    assert [point["effect"] for point in whole["touched"]] == [
        "beyond_U", "beyond_U", "verdict_flips", "verdict_flips", "beyond_U", "beyond_U",
    ]  # fmt: skip
    assert (whole["touched"][2]["old"]["error"], whole["touched"][2]["change"]) == ("0.15", "0.05")

    body = {"items": [item["id"]], "decided": "inform", "reason": "Đổi", "notice_vi": "{customer}"}
    (decision,) = client.post(f"{API}{pk}/decide/", body).json()
    assert decision["notice_vi"] == lab.customer.name
    refused = client.post(f"{API}{pk}/close/", {"conclusion": "Xong"})
    assert (refused.status_code, refused.json()["code"]) == (409, "left_to_do")
    told = {"items": [item["id"]], "on": TODAY.isoformat(), "how": "Điện thoại"}
    assert client.post(f"{API}{pk}/inform/", told).status_code == 200

    closed = client.post(f"{API}{pk}/close/", {"conclusion": "Xong"}).json()
    assert (closed["state"], closed["corrected_by"]) == ("closed", right.pk)
    assert closed["sum"] == {
        "jobs": 1, "certificates": 0, "customers": 1, "points": 6, "flips": 2, "beyond": 4,
        "unknown": 0, "within": 0, "turned": 1, "undecided": 0, "left": 0,
    }  # fmt: skip


def test_the_trace_goes_both_ways(lab: calibration.Lab, job: Job, case: ImpactCase) -> None:
    client = api(lab.technician)

    jobs = client.get(f"{API}trace/{case.event_id}/").json()["results"]
    points = client.get(f"{API}jobs/{job.pk}/").json()

    assert [(one["job"], one["points"]) for one in jobs] == [(job.pk, 6)]
    assert len(points) == 6
    assert points[2]["place"]["vi"] == "Sai số và độ hồi sai: 4 bar"
    (event,) = points[2]["events"]
    assert (event["event"], event["corrected"], event["doubted"]) == (case.event_id, True, False)


def test_the_sheet_has_every_touched_point(lab: calibration.Lab, case: ImpactCase) -> None:
    answer = api(lab.approver, "en").get(f"{API}{case.pk}/sheet/")

    lines = streamed(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("Customer,Job,")
    assert ",Errors and hysteresis: 4 bar,4,bar,0.15,0.20,0.05,bar,0.16," in lines[3]
    assert ",pass,fail,verdict changes," in lines[3]


def test_the_list_costs_no_more_for_more(lab: calibration.Lab, job: Job) -> None:
    for _ in range(4):
        calibration.measured_job(lab)
    case = impact.case(lab)
    client = api(lab.quality)
    client.get(f"{API}{case.pk}/items/")

    counts = []
    for size in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            found = client.get(f"{API}{case.pk}/items/?page_size={size}").json()["results"]
        counts.append((len(found), len(queries)))

    assert [rows for rows, _queries in counts] == [1, 5]
    assert counts[0][1] == counts[1][1]


def test_an_event_of_no_finding_is_refused(lab: calibration.Lab, job: Job) -> None:
    answer = api(lab.quality).post(API, {"event": StandardCalibration.objects.all()[0].pk})

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_found")
