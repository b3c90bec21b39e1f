"""Every published number is met, by code that knows no case."""

import re
from pathlib import Path

import pytest

from metrology.validation.cases import CaseFile
from metrology.validation.reader import own_files, own_units
from metrology.validation.runner import evaluate

ROOT = Path(__file__).parents[2]
FILES = [*own_files(), own_units()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_published_numbers_are_met(file: CaseFile) -> None:
    missed = [
        (each.case.id, each.expected.output, each.expected.quantity, each.computed, each.refusal)
        for case in file.cases
        for each in evaluate(case)
        if not each.passed
    ]
    assert missed == []


def test_no_case_is_known_by_its_name() -> None:
    """The code that computes and compares holds no id: nothing can be treated specially."""
    code = [
        path.read_text("utf-8")
        for folder in ("metrology", "calibration/management", "calibration/validation_report")
        for path in (ROOT / folder).rglob("*.py")
    ]
    words = set(re.findall(r"[\w-]+", "\n".join(code)))
    assert not {case.id for file in FILES for case in file.cases} & words
