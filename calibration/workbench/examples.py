"""Published measurements that the workbench opens: those of the validation pack."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import metrology

_PACK = Path(metrology.__file__).parent / "validation" / "cases" / "propagation.json"
FIRST = ("gum-h1-end-gauge", "ea402-s9-dmm-100v")


class Example(NamedTuple):
    """A case: its name in the address, its title, its measurement."""

    key: str
    title: str
    measurement: dict[str, Any]


@cache
def examples() -> dict[str, Example]:
    """Every case by its key, those that everybody knows first."""
    cases = json.loads(_PACK.read_text(encoding="utf-8"))["cases"]
    found = {case["id"]: _example(case) for case in cases}
    known = {key: found[key] for key in FIRST if key in found}
    return known | dict(sorted(found.items(), key=lambda pair: pair[1].title))


def _example(case: dict[str, Any]) -> Example:
    names = ("inputs", "outputs", "correlations")
    return Example(case["id"], case["title"], {name: case[name] for name in names if name in case})
