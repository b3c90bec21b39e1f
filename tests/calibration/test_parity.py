"""An old workbook against the procedure: what is equal, what differs and by how much, what cannot
be mapped and why."""

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from calibration.definition import Definition, read_definition
from calibration.parity.comparing import Comparison, agree, compare
from calibration.parity.mapping import read_mapping
from calibration.parity.workbook import Cell, places, read_workbook
from common.errors import InvalidInput
from tests.factories import books

TEMPLATES = Path("calibration/data/procedures")


def definition(code: str = "pressure-gauge") -> Definition:
    return read_definition((TEMPLATES / f"{code}.json").read_text())


def compared(book: dict[str, Any], **mapping: Any) -> Comparison:
    read = read_workbook(books.workbook(book))
    mapped = read_mapping(books.gauge_mapping(**mapping), definition(), read.names)
    return compare(definition(), mapped, read)


def outputs(found: Comparison, status: str) -> dict[str, Any]:
    return {each["place"]: each for each in found.cells if each["status"] == status}


def counts(found: Comparison) -> tuple[int, int, int]:
    return found.count("equal"), found.count("differs"), found.count("unmapped")


def test_the_workbook_of_the_pressure_gauge_agrees_everywhere() -> None:
    found = compared(books.gauge())

    assert outputs(found, "unmapped") == {}
    assert outputs(found, "differs") == {}
    assert counts(found) == (7 * 6 + 1, 0, 0)


def test_one_changed_formula_shows_exactly_its_cells() -> None:
    found = compared(books.gauge(F11=("=ABS(B11-C11)/2", "0.000")))

    differing = outputs(found, "differs")
    assert set(differing) == {"F11", "H11", "I11"}
    assert differing["F11"] == {
        "place": "F11", "role": "output", "section": "accuracy", "what": "hyst", "row": 2,
        "formula": "=ABS(B11-C11)/2", "status": "differs", "ours": "0.10",
        "theirs": "0.0500000000000003", "difference": "-0.05", "in_digits": "-50",
        "of_u": "-0.793884",
    }  # fmt: skip
    assert found.count("unmapped") == 0
