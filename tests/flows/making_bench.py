"""Laboratories for the flows of the tablet: instruments of the worked examples, waiting for a bench."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from calibration.models import Job
from calibration.procedures.templates import TEMPLATES
from calibration.services import open_job
from instruments.models import Instrument, Standard
from tests.factories import authority, calibration, instruments, people, records
from tests.factories.calibration import Lab

EXAMPLES = {
    each["code"]: each
    for each in json.loads(
        (Path(TEMPLATES).parent / "worked_examples.json").read_text(encoding="utf-8")
    )["examples"]
}
METERS = 12


def _told(lab: Lab, **more: Any) -> dict[str, Any]:
    return {"technician": lab.technician.email, "approver": lab.approver.email, **more}


def _ready(lab: Lab, code: str, now: datetime, **changes: Any) -> Mapping[str, Any]:
    """The procedure of an example in force, and its standards calibrated."""
    example: Mapping[str, Any] = EXAMPLES[code]
    records.in_force(lab, code, example["service"], now, **changes)
    for given in example["standards"]:
        _standard(lab, given, now)
    authority.allow(lab.centre)
    return example


def _standard(lab: Lab, given: Mapping[str, Any], now: datetime) -> Standard:
    q = instruments.q
    low, high = (q(end) for end in given["range"]) if "range" in given else (None, None)
    made = instruments.standard(
        lab.centre, name_vi=given["name"], quantity=given["quantity"], also=given.get("also", []),
        range_min=low, range_max=high, mpe=q(given["mpe"]) if "mpe" in given else None,
    )  # fmt: skip
    values = [(q(nominal), q(value), q(u), k) for nominal, value, u, k in given["values"]]
    instruments.calibration(made, now.date() - timedelta(days=100), values=values)
    return made


def _thing(lab: Lab, example: Mapping[str, Any], **more: Any) -> Instrument:
    given = {**example["instrument"], **more}
    for name in ("range_min", "range_max", "resolution"):
        if name in given:
            given[name] = instruments.q(given[name])
    return instruments.instrument(lab.customer, given.pop("type"), **given)


def _job(lab: Lab, example: Mapping[str, Any], now: datetime, **more: Any) -> Job:
    return open_job(
        centre=lab.centre, customer=lab.customer, instrument=_thing(lab, example, **more),
        service=example["service"], regime=example.get("regime", ""),
        conformity=example.get("conformity", ""), by=lab.officer, at=now,
        due_on=now.date() + timedelta(days=3),
    )  # fmt: skip


def dispenser() -> dict[str, Any]:
    """A fuel dispenser with two hoses."""
    from django.utils import timezone

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    return _told(lab, job=_job(lab, _ready(lab, "fuel-dispenser", now), now).pk)


def meters() -> dict[str, Any]:
    """Twelve water meters of one size."""
    from django.utils import timezone

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    example = _ready(lab, "water-meter", now)
    jobs = [_job(lab, example, now, serial=f"DH-{n:03}").pk for n in range(1, METERS + 1)]
    return _told(lab, jobs=jobs)


def gauges() -> dict[str, Any]:
    """Gauges under a procedure with adjustment, and one that two technicians measure."""
    from django.utils import timezone

    from accounts.permissions import Role

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    shared = calibration.measuring_job(lab, now=now).pk
    records.in_force(lab, "pressure-gauge", "verification", now, adjustment=True)
    jobs = [calibration.gauge_job(lab, now=now).pk for _ in range(2)]
    second = people.person(Role.TECHNICIAN, lab.centre, "Nguyễn Văn Bạn")
    authority.allow(lab.centre)
    return _told(lab, second=second.email, shared=shared, jobs=jobs)


def benches() -> dict[str, Any]:
    """One of everything that a bench page shows differently."""
    from django.utils import timezone

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    found = {"gauge": calibration.gauge_job(lab, now=now).pk}
    for code in ("fuel-dispenser", "micrometer", "weights", "electricity-meter"):
        found[code] = _job(lab, _ready(lab, code, now), now).pk
    example = _ready(lab, "water-meter", now)
    meters = [_job(lab, example, now, serial=f"DH-{n:03}").pk for n in range(1, METERS + 1)]
    return _told(lab, jobs=found, meters=meters)


FRESH = {one.__name__: one for one in (dispenser, meters, gauges, benches)}
