"""What may be planned and entered: codes of indicators with their names and units.

The indicators themselves are `reports`' and are told here when it starts (`reports.apps`), so that
planning checks a code without knowing how it is computed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from common.text import fold

OWN = "own_"  # begins the code of a unit's own goal
_LONGEST = 60
_OFFERED: dict[str, "Measure"] = {}
_ASKED: list[Callable[[Any], "Actual | None"]] = []


@dataclass(frozen=True)
class Measure:
    """One indicator as planning knows it; `places` is how many decimals its numbers may have.

    `takes` are the kinds of entries (`EntryKind`) that its figure reads: another kind would never
    be seen in a report. `rows_at` names the list whose rows it is counted from.
    """

    code: str
    label: Any
    unit: Any
    planned: bool = True
    places: int = 0
    takes: frozenset[str] = frozenset()
    rows_at: Any = ""


def offer(measure: Measure) -> None:
    """Make an indicator known. Not `planned`: targets are not set for it."""
    _OFFERED[measure.code] = measure


@dataclass(frozen=True)
class Actual:
    """What came of a target up to a day, as the reports count it; `url` opens its rows."""

    value: int | Fraction | None
    until: date
    url: str = ""


def answer_by(ask: Callable[[Any], Actual | None]) -> None:
    """The reports give the function that tells what came of a target."""
    _ASKED[:] = [ask]


def actual_of(target: Any) -> Actual | None:
    """What came of a target; None where no report counts it."""
    return _ASKED[0](target) if _ASKED else None


def offered() -> Mapping[str, Measure]:
    """Every indicator that a target may be set for, in the order of the registry."""
    return {code: one for code, one in _OFFERED.items() if one.planned}


def known() -> Mapping[str, Measure]:
    """Every indicator, also one that nothing is planned or entered for."""
    return dict(_OFFERED)


def entered() -> Mapping[str, Measure]:
    """Every indicator that a figure may be entered for, as a number or in words."""
    return {code: one for code, one in _OFFERED.items() if one.takes}


def is_code(text: str) -> bool:
    """Whether `text` may be the code of an indicator or of an own goal."""
    return re.fullmatch(r"[a-z0-9_]{1,60}", text) is not None


def own_code(name: str) -> str:
    """The code of a unit's own goal of this name; the same name gives the same code."""
    return (OWN + re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_"))[:_LONGEST]
