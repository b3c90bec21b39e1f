"""What two reports of one unit and period say differently; definitions that are not ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.exchange.content import Content
from reports.indicators import INDICATORS
from reports.periodic.said import Said
from reports.periodic.saying import number
from reports.shown import text

MOST = 50


@dataclass(frozen=True)
class Difference:
    """One figure that two reports say differently."""

    code: str
    name: str
    here: str
    there: str


def differences(here: Content, there: Content) -> list[Difference]:
    """At most fifty of them; where no figure differs, what else does is not listed."""
    mine, theirs = here.figures, there.figures
    found = [
        Difference(
            code, (mine.get(code) or theirs[code]).name, _shown(mine, code), _shown(theirs, code)
        )
        for code in sorted({*mine, *theirs})
        if _shown(mine, code) != _shown(theirs, code)
    ]
    return found[:MOST]


def _shown(figures: Mapping[str, Said], code: str) -> str:
    one = figures.get(code)
    return one.shown if one else "–"


@dataclass(frozen=True)
class OtherDefinition:
    """A figure that another installation counts by another version of the definition."""

    code: str
    name: str
    theirs: Said
    version: str  # ours, "" where the indicator is not known here
    definition: str


def other_definitions(content: Content) -> list[OtherDefinition]:
    """The figures whose definition is not the one here: both are shown."""
    return [
        OtherDefinition(code, one.name, one, *_ours(code))
        for code, one in content.figures.items()
        if one.version != _ours(code)[0]
    ]


def _ours(code: str) -> tuple[str, str]:
    mine = INDICATORS.get(code)
    return (str(mine.version), str(mine.definition)) if mine else ("", "")


@dataclass(frozen=True)
class Planned:
    """A target as a file says it, for the page."""

    code: str
    name: str
    first: str
    current: str
    source: str


def planned(content: Content) -> list[Planned]:
    """The targets of a file by name, numbers as printed."""
    made = []
    for one in content.targets:
        figure = content.figures[one["indicator"]]
        first, current = (text(number(one[name]), figure.unit) for name in ("first", "current"))
        made.append(Planned(figure.code, figure.name, first, current, one["source"]))
    return made
