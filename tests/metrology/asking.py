"""Ask the core through a case file, as `manage.py evaluate` does."""

import json
from typing import Any

import pytest

from metrology.errors import MetrologyError
from metrology.validation.cases import CaseError, Result
from metrology.validation.reader import read
from metrology.validation.runner import evaluate

Fields = dict[str, Any]


def results(kind: str, given: Fields, *questions: Fields) -> list[Result]:
    """Ask through a file, as `manage.py evaluate` does."""
    expected = [{"output": "y", "value": 0, "tolerance": 0} | each for each in questions]
    case = {"id": "made", "kind": kind, "expected": expected} | given
    file = read(json.dumps({"schema": 1, "kind": kind, "cases": [case]}).encode(), "made.json")
    if file.refused:
        raise file.refused[0]
    return list(evaluate(file.cases[0]))


def ask(kind: str, given: Fields, quantity: str, method: str, **details: Any) -> Any:
    [found] = results(kind, given, {"quantity": quantity, "method": method} | details)
    if found.refusal is not None:
        raise found.refusal
    return found.computed


def says(kind: str, given: Fields, quantity: str, method: str, **details: Any) -> str:
    """What is said where the case is refused, when it is read or when it is computed."""
    with pytest.raises((CaseError, MetrologyError)) as refusal:
        ask(kind, given, quantity, method, **details)
    return str(refusal.value)
