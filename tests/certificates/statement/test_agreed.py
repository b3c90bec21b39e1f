"""A statement of conformity that was agreed is made, or the certificate is not issued (7.8.6)."""

from typing import Any

import pytest

from calibration.models import Job
from calibration.services import PaperRow
from calibration.states import Service
from certificates import statement
from certificates.models import Certificate
from certificates.services import approve_and_issue
from certificates.statement import agreed, wording
from common.errors import Fault, InvalidInput
from tests.factories import calibration as labs
from tests.factories import certificates as made
from tests.factories import people, records

pytestmark = pytest.mark.django_db


def promise(job: Job, rule: str = "simple") -> Job:
    """The agreement of a job whose points carry no limit, as one of before the check could be."""
    Job.objects.filter(pk=job.pk).update(conformity=rule)
    return job


def refused(job: Job, by: Any) -> Fault:
    with pytest.raises(InvalidInput) as told:
        approve_and_issue(job_id=job.pk, by=by, at=people.NOW)
    assert not Certificate.objects.exists()
    (fault,) = told.value.faults
    return fault


def test_points_without_a_limit_are_named_and_nothing_is_issued() -> None:
    at = labs.lab()
    asked = {**records.METER, "tables": [{**records.METER["tables"][0]}]}
    del asked["tables"][0]["limit"]
    job = promise(records.meter_job(at, definition=asked))

    fault = refused(job, at.approver)

    assert (fault.field, fault.code) == ("decision.agreed", "clause_missing")
    assert "7.8.6" in fault.allowed
    assert fault.found.count("thiếu giới hạn") == 4
    assert "Sai số, 0.19: thiếu giới hạn" in str(fault.message)


def test_results_on_paper_without_a_verdict_are_named(bench: made.Bench) -> None:
    job = promise(made.paper_job(bench))

    fault = refused(job, bench.approver)

    assert fault.field == "decision.agreed"
    assert "Kết quả đo, 5.00: thiếu giới hạn" in fault.found


def test_a_limit_on_paper_without_its_verdict_is_named(bench: made.Bench) -> None:
    job = promise(made.paper_job(bench, keyed=False))
    rows = [
        PaperRow("", "bar", "0.00", "0.00", "0.00", "0.05", "2", "0.16", "đạt"),
        PaperRow("", "bar", "5.00", "5.05", "0.05", "0.05", "2", "0.16"),
    ]
    made.keep_results(bench, Job.objects.get(pk=job.pk), rows=rows)

    assert refused(job, bench.approver).found == "Kết quả đo, 5.00: chưa kết luận"


def test_where_some_points_have_no_limit_the_statement_says_so(bench: made.Bench) -> None:
    job = promise(made.paper_job(bench, keyed=False))
    rows = [
        PaperRow("", "bar", "0.00", "0.00", "0.00", "0.05", "2", "0.16", "đạt"),
        PaperRow("", "bar", "5.00", "5.05", "0.05", "0.05", "2"),
    ]
    made.keep_results(bench, Job.objects.get(pk=job.pk), rows=rows)

    issued = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    said = statement.read(issued.statement)
    assert agreed.left_open(said) == []
    assert said["decision"]["agreed"] == "simple"
    assert said["decision"]["said"]["en"].endswith(wording.NOT_REACHED["en"])
    assert "conformity" in {one["key"] for one in said["checklist"]}


def test_what_nobody_promised_is_not_asked_for(bench: made.Bench) -> None:
    job = made.gauge_job(bench, service=Service.CALIBRATION)

    issued = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    said = statement.read(issued.statement)
    assert "agreed" not in said["decision"]
    assert "conformity" not in {one["key"] for one in said["checklist"]}
