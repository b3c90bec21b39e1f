"""Loads what the law and the trade say about kinds of instrument. Run twice, it changes nothing."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from audit.record import record
from instruments.models import InstrumentType, VerificationCycle

DATA = Path(__file__).resolve().parent / "data"
CHAIN = "reference"
AMENDED = date(2020, 1, 1)  # TT 07/2019/TT-BKHCN in force
UNVERIFIED = date(2026, 4, 15)  # TT 04/2026/TT-BKHCN in force; read from a damaged copy only
AMENDED_SOURCE = "TT 23/2013/TT-BKHCN Điều 4, sửa bởi TT 07/2019"
UNVERIFIED_SOURCE = "TT 04/2026/TT-BKHCN, bản sao quét hỏng: chưa đối chiếu, không dùng để tính"

Line = dict[str, str]


@transaction.atomic
def load_reference(at: datetime, codes: Collection[str] | None = None) -> None:
    """Add the types and cycles that are missing, mend types whose description moved on.

    Cycles are only added, never edited: a stored certificate was computed by them. `codes` limits
    the load to some types, for tests.
    """
    lines = [line for line in type_lines() if codes is None or line["code"] in codes]
    types = {row.code: row for row in InstrumentType.objects.all()}
    before = len(types)
    touched = _load_types(lines, types)
    added = _load_cycles(lines, types)
    if touched or added:
        changes = {"types": (before, len(types)), "cycles": (None, f"+{added}")}
        subject = touched[0] if touched else types[lines[0]["code"]]
        record(subject=subject, verb="reference.load", by=None, at=at, chain=CHAIN, changes=changes)


@cache
def type_lines() -> tuple[Line, ...]:
    """The lines of instrument_types.csv."""
    return _read("instrument_types.csv")


@cache
def _history() -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in _read("cycle_history.csv"):
        found[line["code"]].append(line)
    return dict(found)


def _read(name: str) -> tuple[Line, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _load_types(lines: list[Line], types: dict[str, InstrumentType]) -> list[InstrumentType]:
    touched: list[InstrumentType] = []
    for line in lines:
        facts = _facts(line)
        row = types.get(line["code"]) or InstrumentType(code=line["code"])
        if row.pk and all(getattr(row, name) == value for name, value in facts.items()):
            continue
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        types[row.code] = row
        touched.append(row)
    return touched


def _facts(line: Line) -> dict[str, Any]:
    group_two = line["group2"] == "yes"
    return {
        "name_vi": line["name_vi"],
        "name_en": line["name_en"],
        "field": line["field"],
        "quantity": line["quantity"],
        "unit": line["unit"],
        "group_two": group_two,
        "control": line["control"],
        "documents": line["dlvn"],
        "documents_confidence": line["dlvn_confidence"],
        "source": line["source"],
        "note": line["note"],
        "usual_months": None if group_two else int(line["cycle_months"]),
    }


def _load_cycles(lines: list[Line], types: dict[str, InstrumentType]) -> int:
    there = set(
        VerificationCycle.objects.values_list("instrument_type_id", "valid_from", "confirmed")
    )
    wanted = [cycle for line in lines for cycle in _cycles(line, types[line["code"]])]
    missing = [
        cycle
        for cycle in wanted
        if (cycle.instrument_type_id, cycle.valid_from, cycle.confirmed) not in there
    ]
    VerificationCycle.objects.bulk_create(missing)
    return len(missing)


def _cycles(line: Line, kind: InstrumentType) -> Iterator[VerificationCycle]:
    if not kind.group_two:
        return
    if (history := _history().get(kind.code)) is not None:
        for past in history:
            if past["months"]:
                yield _cycle(kind, past)
    elif line["cycle_months"]:
        yield VerificationCycle(
            instrument_type=kind,
            months=int(line["cycle_months"]),
            valid_from=AMENDED,
            source=AMENDED_SOURCE,
        )
    if line["cycle_2026_unverified"]:
        yield VerificationCycle(
            instrument_type=kind,
            months=int(line["cycle_2026_unverified"]),
            valid_from=UNVERIFIED,
            source=UNVERIFIED_SOURCE,
            confirmed=False,
        )


def _cycle(kind: InstrumentType, line: Line) -> VerificationCycle:
    return VerificationCycle(
        instrument_type=kind,
        months=int(line["months"]),
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
        source=line["source"],
    )
