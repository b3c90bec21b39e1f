"""What an evaluation reads and gives: plain data, exact decimals as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from calibration.certified import AnyStandard
from calibration.definition import Definition
from calibration.plan import Plan

Cell = tuple[str, int, str, int]  # section, row, column, repeat
ADJUSTED: Cell = ("adjustment", 0, "note", 0)  # what was adjusted: from then on there is an as-left


@dataclass(frozen=True)
class Entry:
    """The latest reading of a cell: canonical digits (or pass, fail, words), the unit's code."""

    digits: str
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Work:
    """All that a result depends on."""

    definition: Definition
    facts: Mapping[str, str]
    plan: Plan
    cells: Mapping[Cell, Entry]
    standards: Sequence[AnyStandard]
    judged: bool  # verification decides; calibration and testing report values
    conformity: str = ""  # the decision rule a customer asked for with reported values

    @cached_property
    def reaching(self) -> tuple[AnyStandard, ...]:
        """The standards with the range each had when the work started.

        A range amended since would let another standard support a point than the one frozen.
        """
        known = self.plan.get("reach", {})
        return tuple(
            each.within(*known[str(each.calibration)]) if str(each.calibration) in known else each
            for each in self.standards
        )

    @property
    def rule(self) -> str:
        """The decision rule of the limits."""
        return self.conformity or self.definition.decision_rule

    @property
    def decides(self) -> bool:
        """Whether points have a verdict."""
        return self.judged or bool(self.conformity)

    @property
    def adjusted(self) -> bool:
        """Whether the instrument was adjusted: what was found and what was left differ then."""
        return ADJUSTED in self.cells


@dataclass(frozen=True)
class PointResult:
    """One row of one table. Texts are exact decimals; "" means none.

    Reference and indication are in `unit`; error, limit, u and U in `error_unit` where it is
    given, else in the step of `unit`. `problems` says of a blank what cannot be computed, and why.
    """

    section: str
    row: int
    unit: str
    error_unit: str = ""
    phase: str = ""
    channel: int = 0
    reference: str = ""
    indication: str = ""
    error: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""
    verdict: str = ""
    acceptance: Sequence[Mapping[str, Any]] = ()
    u: str = ""
    dof: str = ""
    k: str = ""
    expanded: str = ""
    stated_error: str = ""
    stated_expanded: str = ""
    cmc: str = ""
    budget: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClimateFinding:
    """A quantity of the environment outside its limits, with the reason given for going on."""

    key: str
    label: Mapping[str, str]
    found: str
    allowed: str
    blocking: bool
    reason: str = ""


@dataclass(frozen=True)
class ChannelVerdict:
    """What came out of one channel; "" until all of it is decided."""

    channel: int
    label: Mapping[str, str]
    verdict: str


@dataclass(frozen=True)
class Evaluation:
    """The whole: points in order, what is missing, the verdict ("" until all is decided)."""

    points: tuple[PointResult, ...]
    missing: tuple[Cell, ...]
    verdict: str
    stopped_by: str  # the check or table that ended the work with a fail
    undecided: tuple[PointResult, ...]  # nothing is missing, and yet a rule cannot be told
    climate: tuple[ClimateFinding, ...]
    channels: tuple[ChannelVerdict, ...] = ()
    conformity: str = ""  # of a calibration judged on request

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing."""
        return not self.missing
