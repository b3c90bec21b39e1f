"""Day of receipt and condition of the item on a certificate (ISO/IEC 17025:2017, 7.8.2.1 g, h)."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from audit.check import findings
from calibration.models import Job
from calibration.states import Service
from certificates import pdf, statement
from certificates.dcc import gates
from certificates.dcc.schemas import NAMESPACES
from certificates.dcc.writing import write
from certificates.models import Statement
from certificates.services import approve_and_issue, supersede
from certificates.signing.safe import parse_xml
from tests.factories import certificates as made
from tests.factories import custody, people

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CAME = people.NOW - 2 * DAY
SCRATCHED = "kính xước nhẹ, kim về 0"


@pytest.fixture
def job(bench: made.Bench) -> Job:
    return made.gauge_job(bench)


def issued(bench: made.Bench, job: Job, at: datetime = people.NOW) -> dict[str, Any]:
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=at)
    return statement.read(certificate.statement)


def told(said: dict[str, Any]) -> tuple[Any, str | None]:
    return said["condition"], said["dates"]["received"]


def receive(bench: made.Bench, job: Job, *, condition: str = SCRATCHED, at: datetime = CAME) -> Any:
    assert job.instrument is not None
    (one,) = custody.held(job.instrument, by=bench.technician, at=at, condition=condition)
    return one


def served(said: dict[str, Any]) -> set[str]:
    return {one["key"] for one in said["checklist"]}


def test_what_was_received_for_the_job_is_told_with_its_clauses(
    bench: made.Bench, job: Job
) -> None:
    assert receive(bench, job).job == job

    said = issued(bench, job)

    assert told(said) == (SCRATCHED, "2026-11-18")
    assert {"condition", "received"} <= served(said)
    assert list(findings()) == []


def test_the_day_is_the_centres_and_not_that_of_greenwich(bench: made.Bench, job: Job) -> None:
    receive(bench, job, at=datetime.fromisoformat("2026-11-17T18:30:00+00:00"))

    assert issued(bench, job)["dates"]["received"] == "2026-11-18"


def test_without_a_record_nothing_is_told(bench: made.Bench, job: Job) -> None:
    said = issued(bench, job)

    assert told(said) == ("", None)
    assert not {"condition", "received"} & served(said)


def test_one_stay_serves_two_jobs_of_the_instrument(bench: made.Bench, job: Job) -> None:
    second = made.gauge_job(bench, service=Service.CALIBRATION, thing=job.instrument)
    assert receive(bench, job).job == job

    assert told(issued(bench, second)) == (SCRATCHED, "2026-11-18")


def test_what_had_left_before_the_work_was_not_here_for_it(bench: made.Bench, job: Job) -> None:
    stay = receive(bench, job, at=people.NOW - 30 * DAY)
    left = people.NOW - 20 * DAY
    custody.handed_back(stay, by=bench.technician, at=left, why="chưa làm")

    assert told(issued(bench, job)) == ("", None)


def test_what_came_after_the_work_was_not_here_for_it(bench: made.Bench, job: Job) -> None:
    assert receive(bench, job, at=people.NOW + DAY).job == job

    assert told(issued(bench, job, at=people.NOW + DAY)) == ("", None)


def test_of_two_stays_the_one_of_the_work_is_told(bench: made.Bench, job: Job) -> None:
    first = receive(bench, job, condition="đứt dây", at=people.NOW - 30 * DAY)
    custody.handed_back(first, by=bench.technician, at=people.NOW - 20 * DAY, why="khách sửa")
    receive(bench, job)

    assert told(issued(bench, job)) == (SCRATCHED, "2026-11-18")


def test_it_may_leave_on_the_day_of_the_work(bench: made.Bench, job: Job) -> None:
    custody.handed_back(receive(bench, job), by=bench.technician, at=people.NOW, why="khách cần")

    assert told(issued(bench, job)) == (SCRATCHED, "2026-11-18")


def test_on_site_there_is_no_receipt_and_the_condition_is_as_seen(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    Job.objects.filter(pk=job.pk).update(on_site=True)
    receive(bench, job)

    assert told(issued(bench, job)) == (
        {
            "vi": f"Khi xem tại hiện trường: {SCRATCHED}",
            "en": f"As seen on site: {SCRATCHED}",
        },
        None,
    )


def test_on_site_another_jobs_stay_says_nothing(bench: made.Bench, job: Job) -> None:
    second = made.gauge_job(bench, service=Service.CALIBRATION, thing=job.instrument)
    Job.objects.filter(pk=second.pk).update(on_site=True)
    assert receive(bench, job).job == job

    assert told(issued(bench, second)) == ("", None)


def test_a_frozen_statement_stays_and_its_replacement_tells_the_difference(
    bench: made.Bench, job: Job
) -> None:
    old = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    before = Statement.objects.get(certificate=old).content
    receive(bench, job)

    new = supersede(
        certificate_id=old.pk, reason="Chưa ghi ngày nhận.", by=bench.approver, at=people.NOW
    )

    assert Statement.objects.get(certificate=old).content == before
    said = json.loads(new.statement.content)
    assert [(one["label"]["en"], one["after"]) for one in said["replaces"]["changes"]] == [
        ("Condition on receipt", SCRATCHED),
        ("Date of receipt", "2026-11-18"),
    ]


def test_the_paper_says_both_under_both_names(bench: made.Bench, job: Job) -> None:
    receive(bench, job)

    pages = PdfReader(io.BytesIO(pdf.render(issued(bench, job)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    for phrase in ("Tình trạng khi nhận", "Condition on receipt", SCRATCHED,
                   "Ngày nhận", "Date of receipt", "18/11/2026"):  # fmt: skip
        assert phrase in text


@pytest.mark.parametrize(
    ("on_site", "days", "conditions"),
    [
        (False, ["2026-11-18"], [SCRATCHED]),
        (True, [], [f"Khi xem tại hiện trường: {SCRATCHED}", f"As seen on site: {SCRATCHED}"]),
    ],
)
def test_the_digital_certificate_says_both_and_passes_every_gate(
    bench: made.Bench, *, on_site: bool, days: list[str], conditions: list[str]
) -> None:
    job = made.gauge_job(bench, service=Service.CALIBRATION)
    Job.objects.filter(pk=job.pk).update(on_site=on_site)
    receive(bench, job)

    root = parse_xml(write(issued(bench, job)))

    def texts(path: str) -> list[str]:
        return [one.text for one in root.xpath(path, namespaces=dict(NAMESPACES))]

    assert texts("//dcc:coreData/dcc:receiptDate") == days
    assert texts("//dcc:items/dcc:item/dcc:description/dcc:content") == conditions
    assert gates.schema_faults(root) == []
    assert gates.own_faults(root) == []
    assert gates.schematron_faults(root) == []
