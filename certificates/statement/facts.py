"""What a statement says about instruments and standards, as they are on the day."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import translation

from calibration.models import Job, StandardUse
from certificates.states import Kind
from common.pairs import Pair, pair
from instruments import cycles
from instruments.models import Instrument, StandardCalibration
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS

# The fields of an instrument that are characteristics of their own.
RANGE = pair("Phạm vi đo", "Measuring range")
RESOLUTION = pair("Giá trị độ chia", "Scale interval")
ACCURACY = pair("Cấp chính xác", "Accuracy class")
KNOWN = frozenset({"range_min", "range_max", "resolution", "accuracy"})
# What the certificate prints of an instrument anyway.
PRINTED = KNOWN | {"serial", "model", "type_approval"}
YES, NO = pair("có", "yes"), pair("không", "no")

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?) (\S+)")


def instrument(
    thing: Instrument, definition: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """An instrument as the certificate describes it (TT 24/2013 Art. 41.2-4)."""
    return {
        "name": pair(thing.shown_name, "" if thing.name else thing.type.name_en),
        "type": {"code": thing.type.code, "group_two": thing.type.group_two},
        "maker": thing.maker,
        "country": thing.country,
        "model": thing.model,
        "serial": thing.serial,
        "tag": thing.tag,
        "year": thing.year,
        "type_approval": thing.type_approval,
        "characteristics": _own(thing, _judged_by(definition, facts)) + _asked(definition, facts),
    }


def _judged_by(definition: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    """The instrument's own fields as they were when the work began: the limits come from them.

    Whatever was amended on its card since was not measured against, and is not printed.
    """
    fields = definition.get("fields", [])
    sources = {field["key"]: field.get("from", field["key"]) for field in fields}
    return {sources[key]: str(found) for key, found in facts.items() if sources.get(key) in KNOWN}


def _own(thing: Instrument, judged_by: Mapping[str, str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, str]] = {}
    for name in ("range_min", "range_max", "resolution"):
        card = getattr(thing, name)
        if name in judged_by or card is not None:
            found[name] = value(judged_by[name]) if name in judged_by else quantity(card)
    if accuracy := judged_by.get("accuracy") or thing.accuracy:
        found["accuracy"] = value(accuracy)
    rows: list[dict[str, Any]] = []
    if "range_max" in found:
        ends = [found[name] for name in ("range_min", "range_max") if name in found]
        rows.append({"label": RANGE, "values": ends})
    if "resolution" in found:
        rows.append({"label": RESOLUTION, "values": [found["resolution"]]})
    if "accuracy" in found:
        rows.append({"label": ACCURACY, "values": [found["accuracy"]]})
    return rows


def _asked(definition: Mapping[str, Any], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the procedure asked beyond the instrument's own fields; a table of facts is its own."""
    return [
        {"label": _label(field), "values": [_answered(field, str(facts[field["key"]]))]}
        for field in definition.get("fields", [])
        if field.get("from", field["key"]) not in PRINTED
        and field.get("type") != "table"
        and facts.get(field["key"])
    ]


def _answered(field: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A fact as it is said: yes and no in words, a choice by its label."""
    if field.get("type") == "boolean":
        return {"words": YES if text == "yes" else NO}
    for choice in field.get("choices", ()):
        if isinstance(choice, Mapping) and choice["value"] == text:
            return {"words": dict(choice["label"])}
    return {"text": text} if field.get("type") == "text" else value(text)


def _label(field: Mapping[str, Any]) -> Pair:
    found = field.get("label")
    return dict(found) if isinstance(found, dict) else pair(str(found or field["key"]))


def quantity(found: Quantity) -> dict[str, str]:
    """A measured value: digits, unit for machines, symbol for people."""
    return {"digits": found.digits, "unit": found.unit.code, "symbol": found.unit.symbol}


def value(text: str) -> dict[str, str]:
    """A text of the facts: 10 bar is a quantity, 1.6 digits, III stays text."""
    if match := _QUANTITY.fullmatch(text):
        digits, unit = match.groups()
        if unit in UNITS:
            return {"digits": digits, "unit": unit, "symbol": UNITS[unit].symbol}
    return {"digits": text} if _NUMBER.fullmatch(text) else {"text": text}


def standards(uses: Iterable[StandardUse]) -> list[dict[str, Any]]:
    """Each calibration event once, whichever slots of the procedure it fills."""
    found = {use.calibration_id: standard(use.calibration, use.key) for use in reversed(list(uses))}
    return list(found.values())[::-1]


def standard(event: StandardCalibration, key: str) -> dict[str, Any]:
    """A standard with the calibration event that was in force when the work began."""
    thing = event.standard
    return {
        "key": key,
        "code": thing.code,
        "name": pair(thing.name_vi, thing.name_en),
        "maker": thing.maker,
        "model": thing.model,
        "serial": thing.serial,
        "accuracy": thing.accuracy,
        "certificate_number": event.certificate_number,
        "certificate_sha256": event.file_sha256,
        "on_paper": not event.file_sha256,
        "laboratory": event.laboratory,
        "calibrated_on": event.on.isoformat(),
        "valid_until": event.valid_until.isoformat(),
        "traceable_to": event.traceable_to,
    }


def standard_values(use: StandardUse) -> dict[str, Any]:
    """The values that the judgement leaned on."""
    return event_values(use.calibration)


def event_values(event: StandardCalibration) -> dict[str, Any]:
    """The values of one calibration event."""
    return {
        "standard": event.standard_id,
        "calibration": event.pk,
        "values": [
            {
                "nominal": quantity(one.nominal),
                "value": quantity(one.value),
                "expanded": quantity(one.expanded),
                "k": one.k,
            }
            for one in event.values.all()
        ],
    }


def validity(job: Job, kind: Kind) -> tuple[date | None, Pair]:
    """Until when a verification holds and by which rule, in both languages.

    A calibration certificate gives no interval (ISO/IEC 17025:2017, 7.8.4.3), a notice none at all.
    """
    if kind != Kind.VERIFICATION or job.instrument is None or job.performed_on is None:
        return None, pair("")
    said = {}
    until = None
    for language in ("vi", "en"):
        with translation.override(language):
            until, said[language] = cycles.valid_until(
                job.instrument.type, job.performed_on, job.regime
            )
    return until, said
