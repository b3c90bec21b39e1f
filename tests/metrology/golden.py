"""What the tests of this folder share: published answers, and refusals."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from metrology.errors import MetrologyError

DATA = Path(__file__).parent / "data"


def published(name: str) -> Any:
    """Answers transcribed from the named documents; see data/README.md."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@contextmanager
def refused(code: str, **params: str) -> Generator[pytest.ExceptionInfo[MetrologyError]]:
    """Expect a refusal with this code and at least these params."""
    with pytest.raises(MetrologyError) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert {name: refusal.value.params.get(name) for name in params} == params


def case_ids(cases: list[dict[str, Any]]) -> list[str]:
    return [case["id"] for case in cases]


CASES = Path(__file__).parents[2] / "metrology" / "validation" / "cases"


def cases(kind: str) -> list[dict[str, Any]]:
    """The published reference cases of one kind, as `manage.py evaluate` reads them."""
    read: list[dict[str, Any]] = json.loads((CASES / f"{kind}.json").read_text("utf-8"))["cases"]
    return read
