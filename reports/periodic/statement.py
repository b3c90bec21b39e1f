"""What a period report says: live for a draft, only what was frozen for a closed one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from common.period import Period
from planning.rates import NONE, Rate, Standing
from reports.models import PeriodReport
from reports.periodic.planned import Planned, rate_of
from reports.periodic.said import Said
from reports.periodic.sections import OTHER, SECTIONS, TABLES, place
from reports.states import PlanPeriod, ReportState

type_of_said = Mapping[str, Any]


@dataclass(frozen=True)
class Line(Said):
    """One figure of a report, with its plan and what came of it. `said` is what is frozen."""

    cause: str = ""
    part_of_year: bool = False

    @property
    def section(self) -> str:
        """Where it stands in the report."""
        found = str(self.said["section"])
        return found if found in SECTIONS else OTHER

    @property
    def group(self) -> Any:
        """The table of the appendix that it belongs to; blank elsewhere."""
        return next((name for start, name in TABLES.items() if self.code.startswith(start)), "")

    @property
    def unit_of_parts(self) -> str:
        """What the numbers behind it are in: đồng, or pieces."""
        return "dong" if self.unit == "dong" else ""

    @property
    def model(self) -> str:
        """What its rows are."""
        return str(self.said["model"])

    @property
    def parts(self) -> list[str]:
        """The codes of the figures that it opens to, where it has no rows of its own."""
        return list(self.said["parts"])

    @property
    def row_count(self) -> int:
        """How many rows it is made from."""
        return int(self.said["rows"])

    @cached_property
    def target(self) -> Planned | None:
        """The plan as first set and as it holds."""
        return Planned.read(self.said["target"]) if self.said["target"] else None

    @cached_property
    def rate(self) -> Rate | None:
        """How far the plan is fulfilled."""
        return rate_of(self.value, self.target)

    @property
    def standing(self) -> Standing | None:
        """Exceeded, met, not met; None without a rate."""
        return self.rate.standing if self.rate else None

    @property
    def word(self) -> str:
        """vượt, đạt, chưa đạt; a dash where a part of a year stands against the year's plan."""
        if self.rate is None or (self._running and self.standing == Standing.NOT_MET):
            return NONE
        return self.rate.word

    @property
    def missed(self) -> bool:
        """Whether a cause is asked for: once for one plan.

        A part of a year has not missed the year's plan.
        """
        once = not self.said["same_as"]
        return once and self.standing == Standing.NOT_MET and not self._running

    @property
    def _running(self) -> bool:
        plan = self.target
        return plan is not None and plan.basis == PlanPeriod.YEAR and self.part_of_year

    @property
    def empty(self) -> bool:
        """Whether there is nothing to print: no row, no plan, nothing entered, no number."""
        return not (self.row_count or self.target or self.value or self.words)


@dataclass(frozen=True)
class Section:
    """A part of the report with its figures."""

    key: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> Any:
        """As the report heads it."""
        return SECTIONS[self.key]

    @property
    def filled(self) -> tuple[Line, ...]:
        """Without what is empty: what the document prints."""
        return tuple(line for line in self.lines if not line.empty)


@dataclass(frozen=True)
class Statement:
    """A report's figures, adjustments and words. Equal content, whether live or frozen."""

    report: PeriodReport
    figures: tuple[Line, ...]
    adjustments: tuple[Mapping[str, Any], ...] = ()
    texts: tuple[Mapping[str, Any], ...] = ()  # of the closed report, as filled in
    choices: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    members: tuple[Mapping[str, Any], ...] = ()  # of a block, each with the source of its figures

    @property
    def period(self) -> Period:
        """The period."""
        return Period.parse(self.report.period)

    @property
    def cut_off(self) -> date:
        """The day up to which it counts."""
        return self.report.cut_off

    @property
    def closed(self) -> bool:
        """Whether it is frozen."""
        return self.report.state == ReportState.CLOSED

    @cached_property
    def by_code(self) -> Mapping[str, Line]:
        """{code: figure}."""
        return {line.code: line for line in self.figures}

    def __getitem__(self, code: str) -> Line:
        return self.by_code[code]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.figures)

    @property
    def sections(self) -> list[Section]:
        """The parts that have figures, in the order of the report."""
        keys = sorted({line.section for line in self.figures}, key=place)
        return [Section(key, tuple(x for x in self.figures if x.section == key)) for key in keys]

    @property
    def silent(self) -> list[Mapping[str, Any]]:
        """The members of a block that have not reported."""
        return [one for one in self.members if not one["source"]]

    @property
    def missed(self) -> list[Line]:
        """The figures that missed their plan."""
        return [line for line in self.figures if line.missed]

    @property
    def unexplained(self) -> list[Line]:
        """Those of them that nobody has given a cause for."""
        return [line for line in self.missed if not line.cause]


def frozen(report: PeriodReport) -> Statement:
    """What a closed report says, read from what was frozen and from nowhere else."""
    closing = report.closing
    said = json.loads(closing.statement)
    part = "-" in said["period"]
    return Statement(
        report=report,
        figures=tuple(Line(one, one["cause"], part) for one in said["figures"]),
        adjustments=tuple(said["adjustments"]),
        texts=tuple(said["sections"]),
        choices=said["choices"],
        members=tuple(said.get("members", ())),
        digest=closing.digest,
    )
