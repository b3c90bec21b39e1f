"""Jobs whose measurements wait for approval, made the way people make them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from accounts.models import Centre, Customer, Site, User
from accounts.permissions import Role
from calibration import services
from calibration.models import Job, Worksheet
from calibration.services import ReadingIn
from calibration.states import Outcome, Service
from instruments.models import (
    Instrument,
    InstrumentType,
    Standard,
    StandardCalibration,
    VerificationCycle,
)
from instruments.services import add_standard_calibration
from metrology.quantities.quantity import Quantity
from tests.factories import authority, people

# Increasing and decreasing: the worked example of the procedure, class 1.6, 0 … 10 bar.
GAUGE = {
    "up": ("0.00", "2.05", "4.05", "6.10", "8.05", "10.00"),
    "down": ("0.00", "2.10", "4.15", "6.15", "8.10", "10.00"),
}
BAD_GAUGE = GAUGE | {"down": ("0.00", "2.10", "4.15", "6.35", "8.10", "10.00")}
STARTED = people.NOW - timedelta(hours=2)
READ = people.NOW - timedelta(hours=1)
q = Quantity.parse


@dataclass(frozen=True)
class Bench:
    """A centre with its people, a customer, the procedures in force and valid standards."""

    centre: Centre
    technician: User
    approver: User
    quality: User
    customer: Customer


def bench(code: str = "") -> Bench:
    """A centre that can verify and calibrate gauges, and verify dial scales."""
    centre = people.centre(code)
    made = Bench(
        centre=centre,
        technician=people.person(Role.TECHNICIAN, centre, "Trần Thị Thử"),
        approver=people.person(Role.APPROVER, centre, "Lê Minh Họa"),
        quality=people.person(Role.QUALITY_OFFICER, centre, "Phạm Thị Lượng"),
        customer=people.customer(centre, "Công ty TNHH Xăng dầu Sông Bồ"),
    )
    for type_code, vi, en in (
        ("pressure-gauge", "Áp kế kiểu lò xo", "Bourdon tube pressure gauge"),
        ("platform-scale", "Cân bàn", "Platform scale"),
        ("counter-scale", "Cân đĩa", "Counter scale"),
        ("spring-dial-scale", "Cân đồng hồ lò xo", "Spring dial scale"),
    ):
        _type(type_code, vi, en)
    for version in services.load_templates(
        centre, made.quality, people.NOW, codes=("pressure-gauge", "scale-platform")
    ):
        services.confirm_all(
            version_id=version.pk, source="dữ liệu thử", by=made.quality, at=people.NOW
        )
        services.put_in_force(
            version_id=version.pk, valid_from=date(2020, 1, 1), by=made.quality, at=people.NOW
        )
    pressure_standard(made)
    weights(made)
    authority.allow(centre)
    return made


def _type(code: str, name_vi: str, name_en: str) -> InstrumentType:
    words = {"name_vi": name_vi, "name_en": name_en, "field": "cơ"}
    found, made = InstrumentType.objects.get_or_create(
        code=code, defaults={**words, "group_two": True, "control": "I P R"}
    )
    if made:
        VerificationCycle.objects.create(
            instrument_type=found,
            months=12,
            valid_from=date(2014, 7, 1),
            source="TT 23/2013/TT-BKHCN",
        )
    return found


def gauge(at: Bench, serial: str = "AK-20417") -> Instrument:
    """A pressure gauge of the bench's customer, at one of its sites."""
    site, _ = Site.objects.get_or_create(
        customer=at.customer,
        name="Kho xăng dầu Thuận An",
        defaults={"address": "thôn Ví Dụ, phường Thuận An, thành phố Huế"},
    )
    return Instrument.objects.create(
        customer=at.customer,
        site=site,
        type=InstrumentType.objects.get(code="pressure-gauge"),
        maker="Wika",
        country="Đức",
        model="232.50",
        serial=serial,
        accuracy="1.6",
        range_min=q("0 bar"),
        range_max=q("10 bar"),
        resolution=q("0.2 bar"),
    )


def scale(at: Bench, serial: str = "C-0815") -> Instrument:
    """A spring dial scale of the bench's customer."""
    return Instrument.objects.create(
        customer=at.customer,
        type=InstrumentType.objects.get(code="spring-dial-scale"),
        maker="Nhơn Hòa",
        country="Việt Nam",
        model="NHS-15",
        serial=serial,
        accuracy="IIII",
        range_min=q("0.5 kg"),
        range_max=q("15 kg"),
        resolution=q("50 g"),
        facts={"e": "50 g", "supports": "4"},
    )


def pressure_standard(at: Bench) -> StandardCalibration:
    """A digital gauge with a calibration that holds, then and today."""
    thing = Standard.objects.create(
        centre=at.centre,
        code="P-01",
        name_vi="Áp kế chuẩn hiện số",
        name_en="Digital standard pressure gauge",
        serial="88123",
        quantity="pressure",
        accuracy="0,05 %",
        range_min=q("0 bar"),
        range_max=q("25 bar"),
        mpe=q("0.0125 bar"),
    )
    return _calibrated(
        thing,
        "V06.CN2.0123.26",
        [("0 bar", "0 bar", "0.005 bar"), ("25 bar", "25.002 bar", "0.005 bar")],
    )


def weights(at: Bench) -> StandardCalibration:
    """A set of weights with a calibration that holds."""
    thing = Standard.objects.create(
        centre=at.centre,
        code="M-07",
        name_vi="Bộ quả cân chuẩn M1",
        name_en="Standard weights, class M1",
        serial="QC-77",
        quantity="mass",
        accuracy="M1",
        range_min=q("0.5 kg"),
        range_max=q("20 kg"),
        mpe=q("1 g"),
    )
    return _calibrated(thing, "V06.CN1.0456.26", [("20 kg", "20.0002 kg", "0.0003 kg")])


def _calibrated(
    thing: Standard, number: str, values: list[tuple[str, str, str]]
) -> StandardCalibration:
    return add_standard_calibration(
        standard=thing,
        certificate_number=number,
        on=people.TODAY - timedelta(days=100),
        valid_until=date(2099, 12, 31),
        laboratory="Viện Đo lường Ví Dụ",
        traceable_to="SI qua chuẩn quốc gia",
        values=[(q(one), q(two), q(three), "2") for one, two, three in values],
        by=None,
        at=STARTED,
    )


def gauge_job(
    at: Bench,
    *,
    service: Service = Service.VERIFICATION,
    passes: bool = True,
    thing: Instrument | None = None,
) -> Job:
    """A gauge measured at six points, both ways, waiting for approval."""
    job = _opened(at, thing or gauge(at), service)
    sheet = _started(at, job, "P-01")
    rows = GAUGE if passes else BAD_GAUGE
    _read(job, sheet, rows, {"temperature": ("21.5", "degC"), "humidity": ("63", "%RH")})
    return services.submit(job_id=job.pk, by=at.technician, at=READ)


def broken_job(at: Bench) -> Job:
    """A gauge sent for calibration that the inspection turned away."""
    job = _opened(at, gauge(at, "AK-404"), Service.CALIBRATION)
    sheet = _started(at, job, "P-01")
    found = [
        ReadingIn(uuid4(), "environment", "temperature", "21.5", READ, unit="degC"),
        ReadingIn(uuid4(), "checks", "external", "fail", READ),
    ]
    services.record_readings(job_id=job.pk, readings=found, by=sheet.started_by, at=READ)
    return services.submit(job_id=job.pk, by=at.technician, at=READ)


def scale_job(at: Bench) -> Job:
    """A spring dial scale, all four tables, waiting for approval."""
    job = _opened(at, scale(at), Service.VERIFICATION, on_site=True)
    sheet = _started(at, job, "M-07", "Chợ Ví Dụ, phường Vỹ Dạ, thành phố Huế")
    rows = {column: _at_nominal(sheet) for column in ("up", "down")}
    _read(job, sheet, rows, {"temperature": ("27.0", "degC")})
    return services.submit(job_id=job.pk, by=at.technician, at=READ)


def _at_nominal(sheet: Worksheet) -> tuple[str, ...]:
    """Indications equal to the loads, read to 0.01 kg."""
    table = json.loads(sheet.plan)["tables"][0]
    return tuple(f"{float(row['reference']):.2f}" for row in table["rows"])


def paper_job(
    at: Bench,
    *,
    thing: Instrument | None = None,
    service: Service = Service.CALIBRATION,
    keyed: bool = True,
) -> Job:
    """Work whose worksheet is on paper, waiting for approval; `keyed`: with its results."""
    job = _opened(at, thing or gauge(at, "AK-1990"), service)
    outcome = Outcome.PASS if service == Service.VERIFICATION else Outcome.REPORTED
    job = _on_paper(at, job, outcome, "BB-2026/117")
    if keyed and service == Service.CALIBRATION:
        keep_results(at, job)
    return job


# What the paper of a gauge says at three points: reference, indication, error; U = 0.05, k = 2.
ON_PAPER = (("0.00", "0.00", "0.00"), ("5.00", "5.05", "0.05"), ("10.00", "10.10", "0.10"))


def keep_results(at: Bench, job: Job, **more: Any) -> Job:
    """Key in what the paper of a gauge says."""
    events = StandardCalibration.objects.filter(standard__centre=at.centre, standard__code="P-01")
    given: dict[str, Any] = {
        "rows": [
            services.PaperRow(
                reference=reference, indication=indication, error=error, expanded="0.05", k="2",
                unit="bar",
            )
            for reference, indication, error in ON_PAPER
        ],
        "method_number": "ĐLVN 76:2001",
        "method_title": "Phương tiện đo áp suất kiểu lò xo",
        "temperature": "21.5 22.1",
        "humidity": "63",
        "standards": [event.pk for event in events],
    }  # fmt: skip
    return services.keep_paper_results(job_id=job.pk, by=at.technician, at=READ, **given | more)


def sample_job(at: Bench, *, keyed: bool = True) -> Job:
    """A test of a sample, on paper, waiting for approval; `keyed`: with its results."""
    job = services.open_job(
        centre=at.centre,
        customer=at.customer,
        sample="Xăng RON 95-III, bể số 2",
        service=Service.TESTING,
        by=at.quality,
        at=STARTED,
    )
    job = _on_paper(at, job, Outcome.REPORTED, "TN-2026/008")
    if keyed:
        rows = [
            services.PaperRow(
                point="Trị số octan (RON)", indication="95.4", expanded="0.7", k="2", unit="1"
            ),
            services.PaperRow(point="Ăn mòn lá đồng", indication="Loại 1a"),
        ]
        services.keep_paper_results(
            job_id=job.pk, rows=rows, method_number="TCVN 2703:2013",
            method_title="Xăng, xác định trị số octan nghiên cứu", by=at.technician, at=READ,
        )  # fmt: skip
    return job


def _on_paper(at: Bench, job: Job, outcome: Outcome, number: str) -> Job:
    return services.record_paper_job(
        job_id=job.pk,
        performed_on=people.TODAY,
        outcome=outcome,
        paper_record=number,
        technician=at.technician,
        by=at.technician,
        at=READ,
    )


def _opened(at: Bench, thing: Instrument, service: Service, **more: Any) -> Job:
    return services.open_job(
        centre=at.centre,
        customer=thing.customer,
        instrument=thing,
        service=service,
        by=at.quality,
        at=STARTED,
        **more,
    )


def _started(at: Bench, job: Job, standard: str, place: str = "") -> Worksheet:
    ids = list(
        Standard.objects.filter(centre=at.centre, code=standard).values_list("pk", flat=True)
    )
    return services.start_work(
        job_id=job.pk, standards=ids, by=at.technician, at=STARTED, place=place
    )


def _read(
    job: Job,
    sheet: Worksheet,
    rows: Mapping[str, tuple[str, ...]],
    air: dict[str, tuple[str, str]],
) -> None:
    """Key everything in: the air, the checks, the table of errors, then what else is planned."""
    unit = json.loads(sheet.plan)["unit"]
    reading = partial(ReadingIn, taken_at=READ)
    found = [
        reading(id=uuid4(), section="environment", column=key, value=digits, unit=code)
        for key, (digits, code) in air.items()
    ]
    found += [
        reading(id=uuid4(), section="checks", column=key, value="pass")
        for key in ("external", "technical")
    ]
    found += [
        reading(id=uuid4(), section="accuracy", column=column, row=i, value=digits, unit=unit)
        for column, column_digits in rows.items()
        for i, digits in enumerate(column_digits)
    ]
    found += _other_tables(sheet, unit, reading)
    by = sheet.started_by
    services.record_readings(job_id=job.pk, readings=found, by=by, at=READ)


def _other_tables(sheet: Worksheet, unit: str, reading: Any) -> list[ReadingIn]:
    """Readings at their nominal value in every table but the first; checks pass."""
    assert sheet.job.procedure is not None
    planned = {one["key"]: one["rows"] for one in json.loads(sheet.plan)["tables"]}
    found = []
    for table in sheet.job.procedure.content["tables"][1:]:
        for column in table["columns"]:
            if column["role"] not in ("reading", "check") or not column.get("required", True):
                continue
            for row in planned[table["key"]]:
                check = column["role"] == "check"
                value = "pass" if check else f"{float(row['reference']):.2f}"
                found += [
                    reading(
                        id=uuid4(),
                        section=table["key"],
                        column=column["key"],
                        row=row["row"],
                        repeat=turn,
                        value=value,
                        unit="" if check else unit,
                    )
                    for turn in range(column.get("repeat", 1))
                ]
    return found


def streamed(answer: Any) -> bytes:
    """The bytes of a file's answer; the file is closed, the database stays open."""
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content
