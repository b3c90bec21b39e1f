"""The API of certificates: who gets what, what is refused, how."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.permissions import Role
from calibration.models import Job
from calibration.states import JobState
from certificates.models import Certificate
from certificates.services import approve_and_issue, supersede
from certificates.tasks import render_pdf
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import streamed
from tests.factories.people import api

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def certificate(bench: made.Bench) -> Certificate:
    return issue(bench, made.gauge_job(bench))


def issue(bench: made.Bench, job: Job) -> Certificate:
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


# Approving


def test_approval_answers_with_job_and_certificate(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    answer = api(bench.approver).post(f"{API}/jobs/{job.pk}/approve/", {})

    certificate = Certificate.objects.get()
    assert answer.status_code == 201
    assert answer.json()["job"] == {"id": job.pk, "state": "approved", "outcome": "pass"}
    assert answer.json()["certificate"]["number"] == certificate.number
    assert answer.json()["certificate"]["public_id"] == certificate.public_id


def test_whoever_measured_is_refused_and_nothing_changes(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    Membership.objects.create(
        user=bench.technician, centre=bench.centre, role=Role.APPROVER, valid_from="2020-01-01"
    )

    answer = api(bench.technician).post(f"{API}/jobs/{job.pk}/approve/", {})

    job.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")
    assert job.state == JobState.MEASURED
    assert not Certificate.objects.exists()


def test_a_second_approval_is_refused(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    issue(bench, job)

    answer = api(bench.approver).post(f"{API}/jobs/{job.pk}/approve/", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_issued")


def test_a_body_that_is_no_object_is_malformed(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    answer = api(bench.approver).post(f"{API}/jobs/{job.pk}/approve/", [1])

    assert answer.status_code == 400
    assert answer.json()["faults"]
    assert not Certificate.objects.exists()


# Doors

DOORS = [
    ("get", "certificates/", None),
    ("get", "certificates/{certificate}/", None),
    ("get", "certificates/{certificate}/pdf/", None),
    ("post", "certificates/{certificate}/withdraw/", {"reason": "Sai"}),
    ("post", "certificates/{certificate}/supersede/", {"reason": "Sai"}),
    ("post", "jobs/{job}/approve/", {}),
]
ROWS = DOORS[1:]


def ask(client: Any, door: tuple[str, str, Any], certificate: Certificate) -> Any:
    method, path, body = door
    filled = path.format(certificate=certificate.pk, job=certificate.job_id)
    return getattr(client, method)(f"{API}/{filled}", body)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[1])
def test_a_stranger_is_asked_to_sign_in(certificate: Certificate, door: Any) -> None:
    assert ask(api(None), door, certificate).status_code == 401


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[1])
def test_a_wrong_role_is_forbidden(bench: made.Bench, certificate: Certificate, door: Any) -> None:
    administrator = people.person(Role.ADMINISTRATOR, bench.centre)

    assert ask(api(administrator), door, certificate).status_code == 403


@pytest.mark.parametrize("door", ROWS, ids=lambda door: door[1])
def test_another_centres_row_does_not_exist(certificate: Certificate, door: Any) -> None:
    role = Role.APPROVER if "approve" in door[1] else Role.QUALITY_OFFICER
    elsewhere = people.person(role, people.centre("DANANG"))

    assert ask(api(elsewhere), door, certificate).status_code == 404
    assert Certificate.objects.get().state == "issued"


@pytest.mark.parametrize("verb", ["withdraw", "supersede"])
def test_a_technician_sees_but_does_not_end(
    bench: made.Bench, certificate: Certificate, verb: str
) -> None:
    answer = api(bench.technician).post(
        f"{API}/certificates/{certificate.pk}/{verb}/", {"reason": "Sai"}
    )

    assert answer.status_code == 403
    assert Certificate.objects.get().state == "issued"


@pytest.mark.parametrize("verb", ["withdraw", "supersede"])
@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 301}, {"reason": None}])
def test_a_reason_is_asked_for_by_name(
    bench: made.Bench, certificate: Certificate, verb: str, body: Any
) -> None:
    answer = api(bench.quality).post(f"{API}/certificates/{certificate.pk}/{verb}/", body)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == ["reason"]
    assert Certificate.objects.get().state == "issued"


# Reading


def test_the_statement_comes_whole_and_with_its_hash(
    bench: made.Bench, certificate: Certificate
) -> None:
    answer = api(bench.approver).get(f"{API}/certificates/{certificate.pk}/").json()

    assert answer["statement"]["number"] == "V26.00001"
    assert answer["statement"]["tables"][0]["rows"][3]["cells"]["U"] == "0.037"
    assert answer["statement_sha256"] == certificate.statement.digest
    assert answer["pdf_sha256"] is None


def test_the_pdf_is_not_ready_and_then_it_is(
    bench: made.Bench, certificate: Certificate, files: Path
) -> None:
    client = api(bench.approver)
    early = client.get(f"{API}/certificates/{certificate.pk}/pdf/")
    render_pdf(certificate_id=certificate.pk)

    answer = client.get(f"{API}/certificates/{certificate.pk}/pdf/")

    content = streamed(answer)
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    assert (answer.status_code, content[:5]) == (200, b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_client_sees_the_certificates_of_their_customers_only(
    bench: made.Bench, certificate: Certificate, files: Path
) -> None:
    render_pdf(certificate_id=certificate.pk)
    mine, other = people.client_of(bench.customer), people.client_of(people.customer(bench.centre))

    seen = api(mine).get(f"{API}/certificates/").json()["results"]
    pdf = api(mine).get(f"{API}/certificates/{certificate.pk}/pdf/")
    content = streamed(pdf)

    assert [one["number"] for one in seen] == ["V26.00001"]
    assert (pdf.status_code, content[:5]) == (200, b"%PDF-")
    assert api(other).get(f"{API}/certificates/").json()["results"] == []
    assert api(other).get(f"{API}/certificates/{certificate.pk}/").status_code == 404
    assert api(other).get(f"{API}/certificates/{certificate.pk}/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["N26.00001", "V26.00001"]),
        ("q=song+bo", ["N26.00001", "V26.00001"]),
        ("q=ap+ke+20417", ["V26.00001"]),
        ("q=n26", ["N26.00001"]),
        ("kind=notice", ["N26.00001"]),
        ("state=expired", []),
        ("since=2026-11-20&until=2026-11-20", ["N26.00001", "V26.00001"]),
        ("since=2026-11-21", []),
        ("until=2026-11-19", []),
    ],
)
def test_the_list_is_narrowed(bench: made.Bench, query: str, numbers: list[str]) -> None:
    issue(bench, made.gauge_job(bench))
    issue(bench, made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")))

    answer = api(bench.approver).get(f"{API}/certificates/?{query}").json()

    assert [one["number"] for one in answer["results"]] == numbers


@pytest.mark.parametrize(
    ("query", "field"),
    [("kind=stamp", "kind"), ("state=lost", "state"), ("since=20/11/2026", "since")],
)
def test_a_filter_that_is_wrong_is_named(bench: made.Bench, query: str, field: str) -> None:
    answer = api(bench.approver).get(f"{API}/certificates/?{query}")

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]


def test_more_certificates_cost_no_more_queries(bench: made.Bench) -> None:
    client = api(bench.approver)
    issue(bench, made.gauge_job(bench))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(f"{API}/certificates/")
    for i in range(3):
        issue(bench, made.gauge_job(bench, thing=made.gauge(bench, f"B{i}")))

    with CaptureQueriesContext(connection) as four:
        client.get(f"{API}/certificates/")

    assert len(four) <= len(one) <= 6


def test_a_replacement_answers_with_the_new_one(
    bench: made.Bench, certificate: Certificate
) -> None:
    people.misspelt(bench.customer)
    answer = api(bench.quality).post(
        f"{API}/certificates/{certificate.pk}/supersede/", {"reason": "Ghi sai tên"}
    )

    assert answer.status_code == 201
    new = Certificate.objects.get(supersedes=certificate)
    assert answer.json()["certificate"]["number"] == new.number
    assert answer.json()["certificate"]["supersedes"] == certificate.pk


def test_a_withdrawal_answers_with_the_present_state(
    bench: made.Bench, certificate: Certificate
) -> None:
    answer = api(bench.quality).post(
        f"{API}/certificates/{certificate.pk}/withdraw/", {"reason": "Chuẩn hỏng"}
    )

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["end_reason"]) == ("withdrawn", "Chuẩn hỏng")


def test_refusals_speak_the_readers_language(bench: made.Bench, certificate: Certificate) -> None:
    answer = api(bench.quality, "en").post(
        f"{API}/certificates/{certificate.pk}/withdraw/", {"reason": "Wrong"}
    )
    again = api(bench.quality, "en").post(
        f"{API}/certificates/{certificate.pk}/withdraw/", {"reason": "Wrong"}
    )

    assert (answer.status_code, again.status_code) == (200, 409)
    assert again.json()["code"] == "wrong_state"


def test_supersede_service_is_what_the_check_follows(certificate: Certificate) -> None:
    people.misspelt(certificate.customer)
    new = supersede(
        certificate_id=certificate.pk,
        reason="Ghi sai",
        by=people.user(),
        at=people.NOW,
    )

    answer = api(None).get(f"{API}/check/{certificate.public_id}/").json()

    assert answer["answer"] == "superseded"
    assert answer["superseded_by"] == {"number": new.number, "public_id": new.public_id}
