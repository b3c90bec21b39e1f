"""Worksheets of instruments with channels, phases and rows of their own, keyed as people do."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from calibration.definition import read_definition
from calibration.evaluation.rows import repeats
from calibration.models import Job, ProcedureVersion, Worksheet
from calibration.plan import tables_of, unit_of
from calibration.procedures.templates import TEMPLATES
from calibration.sections import LEFT
from calibration.services import (
    ReadingIn,
    confirm_all,
    open_job,
    put_in_force,
    record_readings,
    start_work,
    submit,
)
from calibration.states import Service
from common.canonical import canonical, sha256
from instruments.models import Instrument, InstrumentType, Standard
from tests.factories import instruments
from tests.factories.calibration import FROM, UNCHECKED, Lab, with_a_number
from tests.factories.people import NOW

q = instruments.q
VERIFICATION, CALIBRATION = Service.VERIFICATION, Service.CALIBRATION

# What is keyed into a cell: (table, row, column, repeat) -> digits; None leaves it blank.
Keyed = Callable[[str, Mapping[str, Any], str, int], str | None]


def in_force(
    at: Lab, code: str, service: str, now: datetime = NOW, **changes: Any
) -> ProcedureVersion:
    """A template in force in place of what was, with `changes` of its definition."""
    text = (TEMPLATES / f"{code}.json").read_text(encoding="utf-8")
    return of_definition(at, {**json.loads(text), **changes}, service, now)


def of_definition(
    at: Lab, data: Mapping[str, Any], service: str, now: datetime = NOW
) -> ProcedureVersion:
    """A version of one's own, in force."""
    text = canonical(data)
    definition = read_definition(text)
    known = ProcedureVersion.objects.filter(centre=at.centre, code=definition.code, service=service)
    version = ProcedureVersion.objects.create(
        centre=at.centre, code=definition.code, service=service, version=known.count() + 1,
        number=definition.documents[service], title_vi=definition.title["vi"],
        title_en=definition.title["en"], definition=text, digest=sha256(text),
    )  # fmt: skip
    for code in definition.instrument_types:
        instruments.kind(code)
    version.types.set(InstrumentType.objects.filter(code__in=definition.instrument_types))
    with_a_number(version, at.quality, now)
    confirm_all(version_id=version.pk, source=UNCHECKED, by=at.quality, at=now)
    since = FROM + timedelta(days=known.count() - 1)
    put_in_force(version_id=version.pk, valid_from=since, by=at.quality, at=now)
    return version


def certified(
    at: Lab, quantity: str, values: Sequence[str], expanded: str, now: datetime = NOW, **facts: Any
) -> Standard:
    """A standard of a quantity, true at every value, with one U (k = 2)."""
    made = instruments.standard(at.centre, quantity=quantity, **facts)
    instruments.calibration(
        made,
        now.date() - timedelta(days=100),
        values=[(q(value), q(value), q(expanded), "2") for value in values],
    )
    return made


def begun(
    at: Lab, thing: Instrument, service: str, standards: Sequence[Standard],
    now: datetime = NOW, **more: Any,
) -> Job:  # fmt: skip
    """A job of this instrument, started."""
    how = {name: more.pop(name) for name in ("mode", "place") if name in more}
    conformity = more.pop("conformity", "")
    job = open_job(
        centre=at.centre, customer=at.customer, instrument=thing, service=service,
        by=at.officer, at=now, **more,
    )  # fmt: skip
    if conformity:
        Job.objects.filter(pk=job.pk).update(conformity=conformity)
    ids = [standard.pk for standard in standards]
    start_work(job_id=job.pk, standards=ids, by=at.technician, at=now, **how)
    job.refresh_from_db()
    return job


def keyed(
    at: Lab, job: Job, value: Keyed, *, phase: str = "", now: datetime = NOW, pace: int = 8
) -> Job:
    """Key what a phase needs: conditions and checks with the first, then every table."""
    found = [] if phase else list(_conditions(job))
    sheet = Worksheet.objects.get(job=job)
    plan = json.loads(sheet.plan)
    assert job.procedure is not None
    definition = read_definition(job.procedure.definition)
    for laid in tables_of(plan):
        if laid.phase != phase:
            continue
        for column in definition.by_key[laid.table].observed:
            if not column.required:
                continue
            for row in laid.rows:
                for turn in range(repeats(column, row)):
                    digits = value(laid.section, row, column.key, turn)
                    if digits is not None:
                        unit = column.unit or unit_of(plan, row)
                        found.append((laid.section, row["row"], column.key, turn, digits,
                                      unit if column.role == "reading" else ""))  # fmt: skip
    readings = [
        ReadingIn(id=uuid4(), section=section, row=row, column=column, repeat=turn, value=digits,
                  unit=unit, taken_at=now + timedelta(seconds=pace * i))
        for i, (section, row, column, turn, digits, unit) in enumerate(found)
    ]  # fmt: skip
    record_readings(job_id=job.pk, readings=readings, by=at.technician, at=readings[-1].taken_at)
    return job


def _conditions(job: Job) -> Any:
    assert job.procedure is not None
    definition = read_definition(job.procedure.definition)
    for climate in definition.environment:
        if climate.required and not climate.text:
            ends = [end for end in (climate.least, climate.most) if end is not None]
            middle = sum(ends) / len(ends) if ends else 25
            yield ("environment", 0, climate.key, 0, str(middle), climate.unit)
    for check in definition.checks:
        yield ("checks", 0, check.key, 0, "pass", "")


def adjusted(at: Lab, job: Job, note: str, *, now: datetime = NOW) -> Job:
    """Say what was adjusted; from then on the points are wanted again."""
    one = ReadingIn(id=uuid4(), section="adjustment", column="note", value=note, taken_at=now)
    record_readings(job_id=job.pk, readings=[one], by=at.technician, at=now)
    return job


def handed_in(at: Lab, job: Job, *, now: datetime = NOW) -> Job:
    """Submitted for review."""
    return submit(job_id=job.pk, by=at.technician, at=now)


# A fuel dispenser with two hoses


def dispenser(at: Lab, hoses: int = 2, **more: Any) -> Instrument:
    """A dispenser of class 0.5."""
    facts = {
        "q_min": "5 L/min", "q_max": "50 L/min", "v_min": "2 L", "product": "RON 95-III",
        "nozzles": str(hoses), "unit_price": "21000 VND/L",
    }  # fmt: skip
    given = {
        "resolution": q("0.01 L"), "accuracy": "0.5", "serial": "TAT-2204", "maker": "Tatsuno",
        "model": "SS-LAN", "name": "",
    }  # fmt: skip
    return instruments.instrument(at.customer, "fuel-dispenser", facts=facts, **{**given, **more})


def fuel_readings(worst: str = "0.03") -> Keyed:
    """Deliveries a little too large; the second hose by `worst` of 20 L at its largest flow."""

    def value(section: str, row: Mapping[str, Any], column: str, turn: int) -> str | None:
        if section.startswith("price"):
            return {"v_fd": "20.00", "pu": "21000", "pfd": "420000"}[column]
        volume = float(row["reference"])
        more = 0.01 if volume > 2 else 0
        if section.startswith("volume~2") and volume == 20:
            more = float(worst)
        indicated = f"{volume + more:.2f}"
        known = {"v_fd": indicated, "v_ref_read": f"{volume:.3f}", "t_vessel": "26.5"}
        return known.get(column, f"{60 * volume / (48 if volume == 20 else 6):.1f}")

    return value


def dispenser_job(at: Lab, *, now: datetime = NOW, worst: str = "0.03") -> Job:
    """A dispenser with two hoses, verified, waiting for review."""
    in_force(at, "fuel-dispenser", VERIFICATION, now)
    values = ("2 L", "5 L", "10 L", "20 L")
    vessel = certified(
        at, "volume", values, "0.0015 L", now, name_vi="Bình chuẩn kim loại hạng 2",
        name_en="Metal standard measures", range_min=q("2 L"), range_max=q("20 L"),
    )  # fmt: skip
    job = begun(at, dispenser(at), VERIFICATION, [vessel], now, on_site=True, place="Cửa hàng số 3")
    keyed(at, job, fuel_readings(worst), now=now)
    return handed_in(at, job, now=now + timedelta(hours=1))


# A pressure gauge that is adjusted


def off(by: float) -> Keyed:
    """A gauge that indicates `by` too much everywhere but at zero."""

    def value(section: str, row: Mapping[str, Any], column: str, turn: int) -> str | None:
        nominal = float(row["reference"])
        return f"{nominal + (by if nominal else 0):.2f}"

    return value


def adjusted_gauge_job(
    at: Lab, service: str = VERIFICATION, *, now: datetime = NOW, **more: Any
) -> Job:
    """A gauge found 0.25 bar off, adjusted, left 0.05 bar off; waiting for review."""
    in_force(at, "pressure-gauge", service, now, adjustment=True)
    job = begun(at, instruments.instrument(at.customer), service, [at.gauge], now, **more)
    keyed(at, job, off(0.25), now=now)
    adjusted(at, job, "Chỉnh lại cơ cấu truyền động", now=now + timedelta(minutes=10))
    keyed(at, job, off(0.05), phase=LEFT, now=now + timedelta(minutes=20))
    return handed_in(at, job, now=now + timedelta(hours=1))


# A micrometer


def micrometer_job(at: Lab, *, now: datetime = NOW, **more: Any) -> Job:
    """A micrometer 0…25 mm, calibrated at ten gauge blocks, waiting for review."""
    in_force(at, "micrometer", CALIBRATION, now)
    values = ("0.5 mm", "2.5 mm", "5.1 mm", "10.3 mm", "15 mm", "20.2 mm", "25 mm", "50 mm")
    blocks = certified(
        at, "length", values, "0.12 um", now, name_vi="Bộ căn mẫu cấp 1", name_en="Gauge blocks, grade 1",
        range_min=q("0.5 mm"), range_max=q("50 mm"),
    )  # fmt: skip
    thing = more.pop("instrument", None) or instruments.instrument(
        at.customer, "micrometer", range_min=q("0 mm"), range_max=q("25 mm"),
        resolution=q("0.001 mm"), maker="Mitutoyo", model="293-240-30", serial="71203344",
        facts={"digital": "yes"},
    )  # fmt: skip
    job = begun(at, thing, CALIBRATION, [blocks], now, **more)

    def value(section: str, row: Mapping[str, Any], column: str, turn: int) -> str | None:
        return f"{float(row['reference']) + (0, 0.001, 0.001)[turn]:.3f}"

    keyed(at, job, value, now=now)
    return handed_in(at, job, now=now + timedelta(hours=1))


# A meter of several functions: each row in its own unit


def _said(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


METER: Mapping[str, Any] = {
    "schema": 1, "code": "small-multimeter", "title": _said("Đồng hồ vạn năng", "Multimeter"),
    "documents": {"calibration": "ĐLVN 73:2001"}, "services": ["calibration"],
    "instrument_types": ["dmm"], "fields": [], "unit": {"code": "V"},
    "environment": [
        {"key": "temperature", "label": {"vi": "Nhiệt độ", "en": "Temperature"}, "unit": "degC",
         "required": True}
    ],
    "checks": [], "decision_rule": "simple", "coverage": "k2",
    "standards": [
        {"key": key, "label": _said(vi, en), "quantity": quantity, "uncertainty": "largest"}
        for key, vi, en, quantity in (
            ("volt", "Chuẩn điện áp", "Voltage standard", "voltage"),
            ("ohm", "Chuẩn điện trở", "Resistance standard", "resistance"),
        )
    ],
    "tables": [
        {
            "key": "points", "title": _said("Sai số", "Errors"), "reference": "ref",
            "points": {"rows": [
                {"reference": reference, "unit": unit, "standard": slot,
                 "values": {"function": f"'{function}'", "range": f"'{scale}'"}}
                for reference, unit, slot, function, scale in (
                    ("0.19", "V", "volt", "DCV", "200 mV"), ("1.9", "V", "volt", "DCV", "2 V"),
                    ("100", "ohm", "ohm", "R", "200 Ω"), ("10", "kohm", "ohm", "R", "20 kΩ"),
                )
            ]},
            "columns": [
                {"key": "function", "label": _said("Chức năng", "Function"), "role": "nominal"},
                {"key": "range", "label": _said("Thang đo", "Range"), "role": "nominal"},
                {"key": "ref", "label": _said("Giá trị chuẩn", "Reference"), "role": "reference"},
                {"key": "x", "label": _said("Số chỉ", "Reading"), "role": "reading"},
                {"key": "err", "label": _said("Sai số", "Error"), "role": "computed",
                 "expr": "x - ref"},
            ],
            "indication": "x", "error": "err", "judged": ["err"],
            "limit": {"type": "expr", "expr": "0.001*ref"},
            "acceptance": [{"key": "error", "label": _said("Sai số", "Error"),
                            "expr": "abs(err) <= mpe"}],
            "uncertainty": [{"key": "standard", "label": _said("Chuẩn", "Standard"),
                             "distribution": "normal", "expr": "U_std", "divisor": "k_std"}],
        }
    ],
}  # fmt: skip


def meter_job(
    at: Lab, *, now: datetime = NOW, conditions: bool = True,
    definition: Mapping[str, Any] = METER, **more: Any,
) -> Job:  # fmt: skip
    """A multimeter measured in volts and in ohms, waiting for review."""
    asked = definition if conditions else {**definition, "environment": []}
    of_definition(at, asked, CALIBRATION, now)
    volts = certified(at, "voltage", ("0.1 V", "1 V", "10 V"), "0.00002 V", now)
    ohms = certified(at, "resistance", ("10 ohm", "1000 ohm", "100000 ohm"), "0.004 ohm", now)
    thing = instruments.instrument(
        at.customer, "dmm", maker="Fluke", model="87V", accuracy="0.05 %"
    )
    job = begun(at, thing, CALIBRATION, [volts, ohms], now, **more)
    read = {"0.19": "0.1901", "1.9": "1.9005", "100": "100.04", "10": "10.003"}

    def value(section: str, row: Mapping[str, Any], column: str, turn: int) -> str | None:
        return read[row["reference"]]

    keyed(at, job, value, now=now)
    return handed_in(at, job, now=now + timedelta(hours=1))
