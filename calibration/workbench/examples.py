"""Published measurements that the workbench opens: those of the validation pack."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import metrology
from calibration.workbench.numbers import decimal_comma

_PACK = Path(metrology.__file__).parent / "validation" / "cases" / "propagation.json"
_TITLES_VI = Path(__file__).parents[1] / "data" / "example_titles.json"
FIRST = ("gum-h1-end-gauge", "ea402-s9-dmm-100v")


class Example(NamedTuple):
    """A case: its name in the address, its titles, its measurement."""

    key: str
    title: str
    title_vi: str
    measurement: dict[str, Any]

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_vi if decimal_comma() else self.title


@cache
def examples() -> dict[str, Example]:
    """Every case by its key, those that everybody knows first."""
    cases = json.loads(_PACK.read_text(encoding="utf-8"))["cases"]
    titles = json.loads(_TITLES_VI.read_text(encoding="utf-8"))
    found = {case["id"]: _example(case, titles) for case in cases}
    known = {key: found[key] for key in FIRST if key in found}
    return known | dict(sorted(found.items(), key=lambda pair: pair[1].title))


def _example(case: dict[str, Any], titles: dict[str, str]) -> Example:
    names = ("inputs", "outputs", "correlations")
    measurement = {name: case[name] for name in names if name in case}
    return Example(case["id"], case["title"], titles.get(case["id"], case["title"]), measurement)
