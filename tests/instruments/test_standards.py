"""Standards: states by day, calibrations with values and file, out of use and back."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from audit.check import findings
from audit.models import Event
from audit.record import history
from common.errors import Conflict, InvalidInput, Refused
from instruments import services
from instruments.models import Standard, StandardCalibration, StandardValue
from instruments.queries import standing, watch
from instruments.states import StandardState
from tests.factories.instruments import calibrated_standard, calibration, q, standard
from tests.factories.people import NOW, TODAY, centre

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 certificate"


def test_a_calibration_keeps_values_and_file() -> None:
    of = standard(centre())

    event = calibration(
        of,
        values=[
            (q("0 bar"), q("0.000 bar"), q("0.0040 bar"), "2"),
            (q("10 bar"), q("10.0020 bar"), q("0.0040 bar"), "2.03"),
        ],
        file=ContentFile(PDF, name="Giấy chứng nhận.PDF"),
    )

    stored = StandardCalibration.objects.get(pk=event.pk)
    assert [(str(v.nominal), str(v.value), str(v.expanded), v.k) for v in stored.values.all()] == [
        ("0 bar", "0.000 bar", "0.0040 bar", "2"),
        ("10 bar", "10.0020 bar", "0.0040 bar", "2.03"),
    ]
    with stored.file.open() as kept:
        assert kept.read() == PDF
    assert stored.file_sha256 == hashlib.sha256(PDF).hexdigest()
    assert [e.verb for e in history(of)] == ["standard.add", "standard.calibrate"]


def test_the_check_of_the_record_reads_the_certificates_of_standards() -> None:
    of = standard(centre())
    whole, changed, gone = (
        calibration(of, TODAY - timedelta(days=days), file=ContentFile(PDF + name, name="c.pdf"))
        for days, name in ((300, b"1"), (200, b"2"), (100, b"3"))
    )
    assert list(findings()) == []

    Path(changed.file.path).write_bytes(PDF)
    Path(gone.file.path).unlink()

    assert list(findings()) == [
        f"instruments.standardcalibration:{changed.pk}: its file is altered",
        f"instruments.standardcalibration:{gone.pk}: its file is missing",
    ]
    assert whole.file_sha256


def test_an_uncertainty_of_a_temperature_is_a_difference() -> None:
    of = standard(centre(), quantity="temperature", range_max=q("100 degC"), mpe=q("0.1 degC"))

    event = calibration(of, values=[(q("20 degC"), q("20.01 degC"), q("0.02 degC"), "2")])

    assert str(of.mpe) == "0.1 delta_degC"
    assert str(event.values.get().expanded) == "0.02 delta_degC"


BAR = q("10 bar")


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on", "future"),
        ({"days": -1}, "valid_until", "order"),
        ({"certificate_number": ""}, "certificate_number", "blank"),
        ({"laboratory": "x" * 201}, "laboratory", "max_length"),
        ({"values": [(q("1 kg"), BAR, BAR, "2")]}, "values.0.nominal", "wrong_quantity"),
        ({"values": [(BAR, BAR, BAR, "2"), (BAR, q("1 kg"), BAR, "2")]}, "values.1.value",
         "wrong_quantity"),
        ({"values": [(BAR, BAR, q("1 %"), "2")]}, "values.0.expanded", "wrong_quantity"),
        ({"values": [(BAR, BAR, q("0 bar"), "2")]}, "values.0.expanded", "positive"),
        ({"values": [(BAR, BAR, BAR, "0")]}, "values.0.k", "k"),
        ({"values": [(BAR, BAR, BAR, "two")]}, "values.0.k", "not_a_number"),
        ({"file": ContentFile(b"MZ\x90", name="x.pdf")}, "file", "file_kind"),
        ({"file": ContentFile(PDF, name="x.exe")}, "file", "file_kind"),
    ],
)  # fmt: skip
def test_a_wrong_calibration_is_refused_whole(facts: dict[str, Any], field: str, code: str) -> None:
    of = standard(centre())
    before = Event.objects.count()

    with pytest.raises(InvalidInput) as refused:
        calibration(of, **facts)

    assert [(f.field, f.code) for f in refused.value.faults] == [(field, code)]
    assert StandardCalibration.objects.count() == StandardValue.objects.count() == 0
    assert Event.objects.count() == before


def test_the_same_certificate_twice_is_a_conflict() -> None:
    of = standard(centre())
    calibration(of, certificate_number="V1")

    with pytest.raises(Conflict):
        calibration(of, certificate_number="V1")

    assert of.calibrations.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quantity": "warmth"}, "quantity"),
        ({"range_max": q("1 kg")}, "range_max"),
        ({"range_min": q("9 bar"), "range_max": q("1 bar")}, "range_max"),
        ({"mpe": q("1 kg")}, "mpe"),
        ({"code": ""}, "code"),
    ],
)
def test_a_wrong_standard_is_refused(facts: dict[str, Any], field: str) -> None:
    at = centre()

    with pytest.raises(InvalidInput) as refused:
        standard(at, **facts)

    assert [f.field for f in refused.value.faults] == [field]
    assert not Standard.objects.exists()


def test_a_code_is_taken_once_in_a_centre() -> None:
    at = centre()
    standard(at, code="CH-1")
    standard(centre(), code="CH-1")

    with pytest.raises(Conflict):
        standard(at, code="CH-1")


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (31, StandardState.VALID),
        (30, StandardState.DUE),
        (0, StandardState.DUE),
        (-1, StandardState.OVERDUE),
    ],
)
def test_the_state_of_a_day(left: int, state: StandardState) -> None:
    made = calibrated_standard(centre(), TODAY - timedelta(days=300), days=300 + left)

    found = standing(made, TODAY)

    assert (found.state, found.days_left) == (state, left)


def test_the_newest_calibration_done_by_the_day_counts() -> None:
    made = standard(centre())
    calibration(made, date(2025, 1, 10))
    newer = calibration(made, date(2026, 1, 5))
    calibration(made, date(2024, 1, 8))  # found later in the archive

    assert standing(made, TODAY).newest == newer
    assert standing(made, date(2023, 6, 1)).state == StandardState.UNCALIBRATED


def test_out_of_use_and_back_ask_for_a_reason() -> None:
    made = calibrated_standard(centre())
    with pytest.raises(InvalidInput):
        services.take_out_of_use(standard_id=made.pk, why=" ", by=None, at=NOW)

    services.take_out_of_use(standard_id=made.pk, why="rơi", by=None, at=NOW)
    made.refresh_from_db()
    assert (made.out_of_use, made.out_of_use_why) == (True, "rơi")
    assert standing(made, TODAY).state == StandardState.OUT_OF_USE
    with pytest.raises(Refused):
        services.take_out_of_use(standard_id=made.pk, why="rơi", by=None, at=NOW)

    services.return_to_use(standard_id=made.pk, why="đã kiểm tra", by=None, at=NOW)
    made.refresh_from_db()
    assert (made.out_of_use, made.out_of_use_why) == (False, "")
    assert [(e.verb, e.why) for e in history(made)][-2:] == [
        ("standard.take_out_of_use", "rơi"),
        ("standard.return_to_use", "đã kiểm tra"),
    ]


def test_the_watch_sorts_by_what_is_needed_worst_first(django_assert_num_queries: Any) -> None:
    at = centre()
    old = calibrated_standard(at, TODAY - timedelta(days=400), days=365)
    older = calibrated_standard(at, TODAY - timedelta(days=500), days=365)
    due = calibrated_standard(at, TODAY - timedelta(days=305), days=365)
    valid = calibrated_standard(at, TODAY - timedelta(days=304), days=365)
    never = standard(at)
    out = calibrated_standard(at)
    services.take_out_of_use(standard_id=out.pk, why="rơi", by=None, at=NOW)

    with django_assert_num_queries(3):
        found = watch(Standard.objects.prefetch_related("calibrations__doubts"), TODAY)

    assert [one.standard for one in found.overdue] == [older, old]
    assert [(one.standard, one.days_left) for one in found.due] == [(due, 60)]
    assert [one.standard for one in found.uncalibrated] == [never]
    assert [one.standard for one in found.out_of_use] == [out]
    assert found.valid == 1
    assert standing(valid, TODAY).state == StandardState.VALID


def test_an_amendment_says_from_what_to_what() -> None:
    made = standard(centre(), code="CH-1", accuracy="0.1")
    standard(made.centre, code="CH-2")

    services.update_standard(standard_id=made.pk, by=None, at=NOW, code="CH-9", accuracy="0.1")
    services.update_standard(standard_id=made.pk, by=None, at=NOW, code=" CH-9 ")
    with pytest.raises(Conflict):
        services.update_standard(standard_id=made.pk, by=None, at=NOW, code="CH-2")
    with pytest.raises(InvalidInput):
        services.update_standard(standard_id=made.pk, by=None, at=NOW, range_max=q("1 kg"))

    made.refresh_from_db()
    assert (made.code, str(made.range_max)) == ("CH-9", "60 bar")
    assert [(e.verb, e.changes) for e in history(made)][1:] == [
        ("standard.update", '{"code":["CH-1","CH-9"]}')
    ]
