"""Templates of reports: dated files of data, the one in force on a day for a kind of report."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "data"
ALWAYS = "unit"  # the kind whose frame serves where a kind has none on a day


@dataclass(frozen=True)
class Line:
    """A paragraph; with `each`, one for every thing of that list."""

    text: str
    each: str = ""


@dataclass(frozen=True)
class Section:
    """What one writes at a time; `heading` is blank where the part has one section only."""

    key: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """A Roman number of the report."""

    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Template:
    """A kind's report from a day (to a day), and the rule or form that it follows."""

    kind: str
    valid_from: date
    valid_to: date | None
    source: str
    title: str
    subject: str
    parts: tuple[Part, ...] = field(repr=False)

    def sections(self) -> Iterator[Section]:
        """Its sections, in order."""
        for part in self.parts:
            yield from part.sections


def template_for(kind: str, on: date) -> Template:
    """The newest one in force on a day; a kind without one takes the frame of a unit's report."""
    for wanted in (kind, ALWAYS):
        found = [one for one in every() if one.kind == wanted and _holds(one, on)]
        if found:
            return max(found, key=lambda one: one.valid_from)
    raise LookupError(kind)


def _holds(one: Template, on: date) -> bool:
    return one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)


@cache
def every() -> tuple[Template, ...]:
    """All files, read once."""
    return tuple(
        read(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(_FOLDER.glob("*.toml"))
    )


def read(data: Mapping[str, Any]) -> Template:
    """A template from the data of a file."""
    parts = tuple(
        Part(one["heading"], tuple(_section(each) for each in one["sections"]))
        for one in data["parts"]
    )
    return Template(
        kind=data["kind"],
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        source=data["source"],
        title=data["title"],
        subject=data["subject"],
        parts=parts,
    )


def _section(data: Mapping[str, Any]) -> Section:
    lines = tuple(
        Line(one) if isinstance(one, str) else Line(one["text"], one["each"])
        for one in data["lines"]
    )
    return Section(data["key"], data.get("heading", ""), lines)
