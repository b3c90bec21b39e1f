"""What a report says by itself: the lines of its template for which there are facts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from common.period import Period
from planning.rates import Standing
from reports.narrative.naming import told
from reports.narrative.spoken import Figures
from reports.narrative.templates import Line, Section

_PLACE: Final = re.compile(r"<([a-z_]+)>")
_OPTIONAL: Final = re.compile(r"\{\?(.*?)\?\}", re.DOTALL)
Fact = Mapping[str, str]


@dataclass(frozen=True)
class Task:
    """A science task as sentences name it."""

    title: str
    code: str = ""
    first: date | None = None
    deadline: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class Ground:
    """Everything that words are proposed from."""

    period: Period
    unit: str
    figures: Figures
    causes: Mapping[str, str] = field(default_factory=dict)
    planned: Sequence[str] = ()  # codes of the figures that have a target, in order
    delayed: Sequence[Task] = ()
    accepting: Sequence[Task] = ()
    overdue: str = ""  # the code of the figure that counts contracts overdue
    silent: Sequence[str] = ()  # units that have not reported


def proposed(section: Section, ground: Ground) -> str:
    """The text of a section: a line for each paragraph, names of figures left inside."""
    return "\n".join(_lines(section.lines, ground))


def placed(text: str, ground: Ground) -> str:
    """The period and the unit put into a heading."""
    return _put(text, _common(ground))


def _lines(lines: Sequence[Line], ground: Ground) -> Iterator[str]:
    common = _common(ground)
    for line in lines:
        for fact in _each(line.each, ground) if line.each else ({},):
            said = told(_put(line.text, {**common, **fact}), ground.figures)
            if said is not None:
                yield said


def _common(ground: Ground) -> dict[str, str]:
    return {
        "period": ground.period.label_vi,
        "next": ground.period.after().label_vi,
        "year": str(ground.period.year),
        "after_year": str(ground.period.year + 1),
        "unit": ground.unit,
    }


def _put(text: str, facts: Fact) -> str:
    """Facts in their places; an optional part with a blank one goes."""

    def lacks(part: str) -> bool:
        return any(not facts.get(name, "") for name in _PLACE.findall(part))

    kept = _OPTIONAL.sub(lambda found: "" if lacks(found[1]) else found[0], text)
    return _PLACE.sub(lambda found: facts.get(found[1], ""), kept)


def _each(name: str, ground: Ground) -> Iterator[Fact]:
    match name:
        case "missed":
            yield from _planned(ground, missed=True)
        case "met":
            yield from _planned(ground, missed=False)
        case "delayed" | "accepting":
            tasks = ground.delayed if name == "delayed" else ground.accepting
            yield from (_task(one) for one in tasks)
        case "overdue" if ground.overdue:
            yield {"code": ground.overdue}
        case "estimate" if _estimated(ground.figures):
            yield {}
        case "silent":
            yield from ({"name": one} for one in ground.silent)


def _estimated(figures: Figures) -> bool:
    """Whether the estimate of the whole period says more than the revenue up to the cut-off."""
    whole, so_far = figures.get("revenue_est"), figures.get("revenue")
    return whole is not None and (so_far is None or whole.value != so_far.value)


def _planned(ground: Ground, *, missed: bool) -> Iterator[Fact]:
    for code in ground.planned:
        figure = ground.figures.get(code)
        if figure is None or figure.standing is None:
            continue
        if (figure.standing == Standing.NOT_MET) is missed:
            cause = ground.causes.get(code, "").strip().rstrip(".")
            yield {"code": code, "name": figure.name, "cause": f"{cause}." if cause else ""}


def _task(one: Task) -> Fact:
    moved = one.deadline if one.deadline != one.first else None
    days = {"first": one.first, "deadline": moved, "due": one.due}
    shown = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in days.items()}
    return {"title": plain(one.title), "code": plain(one.code), **shown}


def plain(text: str) -> str:
    """Text of a row as part of a paragraph: no line ends, and nothing that reads as a name."""
    return " ".join(text.replace("[[", "[").replace("]]", "]").split())
