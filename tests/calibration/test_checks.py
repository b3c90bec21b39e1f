"""The day's blocking checks: each says what, until when, who; at start, submission, approval."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from calibration.checks import Block
from calibration.models import Job, Worksheet
from calibration.services import (
    agree_conformity,
    approve,
    record_readings,
    retire,
    start_work,
    submit,
)
from common.errors import InvalidInput, Refused
from instruments.models import Standard, StandardCalibration, StandardValue
from tests.factories import calibration as made
from tests.factories import instruments, records
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def blocked(job: Job, lab: made.Lab, *standards: Standard) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        start_work(job_id=job.pk, standards=[s.pk for s in standards], by=lab.technician, at=NOW)
    assert refused.value.code == "blocked"
    job.refresh_from_db()
    assert (job.state, Worksheet.objects.count()) == ("open", 0)
    return [(fault.code, fault.field) for fault in refused.value.faults]


def test_a_block_says_what_until_when_and_who() -> None:
    block = Block("x", "Chuẩn A quá hạn.", "có lần hiệu chuẩn mới", "phụ trách chất lượng")

    assert str(block.as_fault().message) == (
        "Chuẩn A quá hạn. Bị chặn cho tới khi có lần hiệu chuẩn mới."
        " Người xử lý: phụ trách chất lượng."
    )


def test_no_procedure_in_force_on_the_day() -> None:
    lab = made.lab()
    retire(version_id=made.procedure(lab).pk, valid_to=TODAY, by=lab.quality, at=NOW)
    job = made.gauge_job(lab)

    assert blocked(job, lab, lab.gauge) == [("no_procedure", "procedure")]


def test_no_procedure_for_the_type_or_the_service() -> None:
    lab = made.lab()
    other = made.gauge_job(lab, instrument=instruments.instrument(lab.customer, "truck-scale"))
    testing = made.gauge_job(lab, service="testing")

    assert blocked(other, lab, lab.gauge) == [("no_procedure", "procedure")]
    assert blocked(testing, lab, lab.gauge) == [("no_procedure", "procedure")]


def test_facts_that_are_missing() -> None:
    lab = made.lab()
    job = made.gauge_job(
        lab, instrument=instruments.instrument(lab.customer, accuracy="", resolution=None)
    )

    assert blocked(job, lab, lab.gauge) == [
        ("required", "instrument.accuracy"),
        ("required", "instrument.resolution"),
    ]


def test_no_standard_chosen() -> None:
    lab = made.lab()

    assert blocked(made.gauge_job(lab), lab) == [("standard_missing", "standards")]


def test_a_standard_of_another_quantity() -> None:
    lab = made.lab()

    assert blocked(made.gauge_job(lab), lab, lab.weights) == [
        ("standard_wrong_quantity", f"standards.{lab.weights.pk}"),
        ("standard_missing", "standards"),
    ]


def overdue(standard: Standard) -> None:
    yesterday = TODAY - timedelta(days=1)
    instruments.overwrite(StandardCalibration.objects.all(), valid_until=yesterday)


def future(standard: Standard) -> None:
    later = {"on": TODAY + timedelta(days=1), "valid_until": TODAY + timedelta(days=9)}
    instruments.overwrite(StandardCalibration.objects.all(), **later)


def resting(standard: Standard) -> None:
    Standard.objects.update(out_of_use=True, out_of_use_why="rơi vỡ")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (overdue, "standard_overdue"),
        (future, "standard_not_calibrated"),
        (resting, "standard_out_of_use"),
    ],
)
def test_a_standard_not_valid_today(spoil: Callable[[Standard], None], code: str) -> None:
    lab = made.lab()
    spoil(lab.gauge)

    found = blocked(made.gauge_job(lab), lab, lab.gauge)

    assert found == [(code, f"standards.{lab.gauge.pk}")]


def test_a_standard_valid_until_today_may_be_used() -> None:
    lab = made.lab()
    instruments.overwrite(StandardCalibration.objects.all(), valid_until=TODAY)

    assert made.measuring_job(lab).state == "measuring"


def test_a_standard_that_does_not_reach_every_point() -> None:
    lab = made.lab()
    short = made.reference_gauge(lab.centre, range_max=instruments.q("0.6 MPa"))
    job = made.gauge_job(lab)

    assert blocked(job, lab, short) == [("standard_range", "standards")]

    start_work(job_id=job.pk, standards=[short.pk, lab.gauge.pk], by=lab.technician, at=NOW)
    assert job.worksheet.standards.count() == 2


def test_a_standard_that_is_not_accurate_enough() -> None:
    lab = made.lab()
    rough = made.reference_gauge(lab.centre, mpe=instruments.q("5 kPa"))

    assert blocked(made.gauge_job(lab), lab, rough) == [
        ("standard_accuracy", f"standards.{rough.pk}")
    ]


def test_a_standard_of_another_centre_is_not_there() -> None:
    lab, other = made.lab(), made.lab()

    with pytest.raises(InvalidInput) as refused:
        start_work(
            job_id=made.gauge_job(lab).pk, standards=[other.gauge.pk], by=lab.technician, at=NOW
        )

    assert [(f.field, f.found) for f in refused.value.faults] == [
        ("standards", str(other.gauge.pk))
    ]


def test_a_department_uses_what_the_centre_above_has() -> None:
    above = made.lab()
    below = made.lab(parent=above.centre)
    job = made.gauge_job(below)

    start_work(job_id=job.pk, standards=[above.gauge.pk], by=below.technician, at=NOW)

    job.refresh_from_db()
    assert (job.state, job.procedure) == ("measuring", made.procedure(below))


def ready_to_submit(lab: made.Lab) -> Job:
    job = made.measuring_job(lab)
    record_readings(job_id=job.pk, readings=made.gauge_readings(), by=lab.technician, at=NOW)
    return job


@pytest.mark.parametrize("spoil", [overdue, resting])
def test_the_checks_are_made_again_at_submission_and_approval(
    spoil: Callable[[Standard], None],
) -> None:
    lab = made.lab()
    job, waiting = ready_to_submit(lab), made.measured_job(lab)
    spoil(lab.gauge)

    with pytest.raises(Refused) as at_submission:
        submit(job_id=job.pk, by=lab.technician, at=NOW)
    with pytest.raises(Refused) as at_approval:
        approve(job_id=waiting.pk, by=lab.approver, at=NOW)

    assert (at_submission.value.code, at_approval.value.code) == ("blocked", "blocked")
    states = Job.objects.filter(pk__in=[job.pk, waiting.pk]).values_list("state", flat=True)
    assert sorted(states) == ["measured", "measuring"]


def test_the_procedure_is_checked_on_the_day_of_the_work() -> None:
    lab = made.lab()
    job = made.measured_job(lab)
    retire(version_id=made.procedure(lab).pk, valid_to=TODAY, by=lab.quality, at=NOW)

    later = NOW + timedelta(days=30)

    assert approve(job_id=job.pk, by=lab.approver, at=later).state == "approved"


def test_a_procedure_that_ended_before_the_work_blocks() -> None:
    lab = made.lab()
    job = ready_to_submit(lab)
    yesterday = TODAY - timedelta(days=1)
    retire(version_id=made.procedure(lab).pk, valid_to=yesterday, by=lab.quality, at=NOW)

    with pytest.raises(Refused) as refused:
        submit(job_id=job.pk, by=lab.technician, at=NOW)

    assert [fault.code for fault in refused.value.faults] == ["procedure_not_in_force"]


def refused_submission(job: Job, by: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        submit(job_id=job.pk, by=by, at=NOW)
    job.refresh_from_db()
    assert job.state == "measuring"
    return refused.value


def test_submission_names_every_missing_cell() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    keyed = made.gauge_readings()
    record_readings(job_id=job.pk, readings=keyed[:1] + keyed[3:13], by=lab.technician, at=NOW)

    error = refused_submission(job, lab.technician)

    assert error.code == "incomplete"
    assert [fault.field for fault in error.faults] == [
        "checks.0.external.0",
        "checks.0.technical.0",
        "accuracy.4.down.0",
        "accuracy.5.down.0",
    ]
    assert str(error.faults[2].message) == (
        "Còn thiếu: Sai số và độ hồi sai, điểm 5, Số chỉ chiều giảm."
    )


def test_submission_needs_the_environment_within_its_limits() -> None:
    lab = made.lab()
    job = made.measuring_job(lab)
    hot = made.reading("environment", "temperature", "31.0", "degC")
    damp = made.reading("environment", "humidity", "95", "%RH")
    record_readings(
        job_id=job.pk, readings=[hot, damp, *made.gauge_readings()[1:]], by=lab.technician, at=NOW
    )

    error = refused_submission(job, lab.technician)

    # The temperature blocks; the humidity only wants its reason.
    assert [(f.field, f.code, f.found, f.allowed) for f in error.faults] == [
        ("environment.0.temperature.0", "environment", "31.0 °C", "15…25 °C"),
        ("environment.0.humidity.0", "environment_reason", "95 %RH", "…80 %RH"),
    ]


def test_only_who_performs_it_submits() -> None:
    lab = made.lab()

    error = refused_submission(ready_to_submit(lab), lab.approver)

    assert error.code == "not_the_technician"


def test_a_calibration_without_u_is_not_submitted() -> None:
    lab = made.lab()
    job = made.gauge_job(lab, service="calibration")
    bare = instruments.standard(lab.centre)
    instruments.calibration(bare, values=[])
    start_work(job_id=job.pk, standards=[bare.pk], by=lab.technician, at=NOW)
    record_readings(job_id=job.pk, readings=made.gauge_readings(), by=lab.technician, at=NOW)

    assert refused_submission(job, lab.technician).code == "no_uncertainty"


def test_a_certificate_that_ends_before_the_range_of_the_standard() -> None:
    lab = made.lab()
    half = made.reference_gauge(lab.centre)
    values = StandardValue.objects.filter(calibration__standard=half)
    instruments.overwrite(
        values.exclude(nominal=instruments.q("0 bar")), nominal=instruments.q("700 kPa")
    )

    assert blocked(made.gauge_job(lab), lab, half) == [("standard_range", "standards")]


def test_a_vacuum_needs_a_certificate_below_zero() -> None:
    lab = made.lab()
    wide = made.reference_gauge(
        lab.centre, range_min=instruments.q("-1 bar"), mpe=instruments.q("2 kPa")
    )
    vacuum = instruments.instrument(
        lab.customer,
        "pressure-gauge",
        range_min=instruments.q("-1 bar"),
        range_max=instruments.q("5 bar"),
        resolution=instruments.q("0.1 bar"),
        accuracy="1.6",
    )
    job = made.gauge_job(lab, instrument=vacuum)

    assert blocked(job, lab, wide) == [("standard_range", "standards")]
    values = StandardValue.objects.filter(calibration__standard=wide)
    instruments.overwrite(
        values.filter(nominal=instruments.q("60 bar")), nominal=instruments.q("-100 kPa")
    )

    start_work(job_id=job.pk, standards=[wide.pk], by=lab.technician, at=NOW)
    assert job.worksheet.standards.count() == 1


def test_zero_needs_no_line_of_the_certificate() -> None:
    lab = made.lab()
    values = StandardValue.objects.filter(nominal=instruments.q("0 bar"))
    instruments.overwrite(values, nominal=instruments.q("0.5 bar"))

    assert made.measuring_job(lab).state == "measuring"


def test_an_agreed_conformity_that_nothing_could_be_judged_by() -> None:
    """Told before the work: afterwards neither the limit nor the agreement can change."""
    lab = made.lab()
    (table,) = records.METER["tables"]
    bare = {key: value for key, value in table.items() if key != "limit"}
    records.of_definition(lab, {**records.METER, "tables": [bare]}, "calibration")
    volts = records.certified(lab, "voltage", ("0.1 V", "10 V"), "0.00002 V")
    ohms = records.certified(lab, "resistance", ("10 ohm", "100000 ohm"), "0.004 ohm")
    thing = instruments.instrument(lab.customer, "dmm")
    job = made.gauge_job(lab, service="calibration", instrument=thing, conformity="simple")

    assert blocked(job, lab, volts, ohms) == [("no_limit", "conformity")]
    agree_conformity(job_id=job.pk, rule="", by=lab.officer, at=NOW)
    start_work(job_id=job.pk, standards=[volts.pk, ohms.pk], by=lab.technician, at=NOW)


def test_a_calibration_does_not_lean_on_a_standard_that_is_traceable_to_nothing() -> None:
    """Its certificate states traceability (ISO/IEC 17025, 7.8.4.1 c); a verification's need not."""
    lab = made.lab()
    bare = instruments.standard(lab.centre, code="P-00")
    instruments.calibration(bare, TODAY, traceable_to=" ")
    asked = made.gauge_job(lab, service="calibration")
    verified = made.gauge_job(lab, instrument=instruments.instrument(lab.customer, serial="A-2"))

    (found,) = blocked(asked, lab, bare)
    start_work(job_id=verified.pk, standards=[bare.pk], by=lab.technician, at=NOW)

    assert found == ("standard_untraced", f"standards.{bare.pk}")
