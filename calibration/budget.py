"""The uncertainty of one point: contributions of the procedure, values of the standards."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from calibration.budget_record import OUTPUT, written
from calibration.definition import STANDARD_NAMES, Definition, Slot, Source, Table
from calibration.numbers import text_of
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import Expression
from metrology.uncertainty.budget import Budget, Line
from metrology.uncertainty.contributions import Contribution, Distribution, combine


@dataclass(frozen=True)
class CertifiedValue:
    """One line of a standard's certificate, in the worksheet's unit."""

    nominal: Decimal
    value: Decimal
    expanded: Decimal
    k: Decimal

    @property
    def u(self) -> Decimal:
        """The standard uncertainty."""
        return self.expanded / self.k

    @property
    def deviation(self) -> Decimal:
        """Value found minus nominal value."""
        return self.value - self.nominal


@dataclass(frozen=True)
class StandardFacts:
    """What a calibration event of a standard says, frozen in the worksheet."""

    key: str  # the slot it fills
    calibration: int
    code: str
    certificate: str
    low: Decimal | None
    high: Decimal | None
    values: tuple[CertifiedValue, ...]

    def covers(self, reference: Decimal) -> bool:
        """Whether the point lies in the standard's own range."""
        above = self.low is None or self.low <= reference
        return above and (self.high is None or reference <= self.high)

    def calibrated_at(self, reference: Decimal) -> bool:
        """Whether its certificate says something about the point; see `span_of`."""
        span = span_of([value.nominal for value in self.values])
        return span is None or span[0] <= reference <= span[1]


def span_of(nominals: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """From where to where a certificate reaches; None without values.

    Zero belongs to it: a gauge at zero is open to the air, a scale is empty, no standard needed.
    """
    if not nominals:
        return None
    return min(*nominals, Decimal(0)), max(*nominals, Decimal(0))


@dataclass(frozen=True)
class Support:
    """What a standard gives at a point: U with its k, and the size of its deviation."""

    standard: StandardFacts
    expanded: Decimal
    k: Decimal
    deviation: Decimal


@dataclass(frozen=True)
class PointBudget:
    """The budget of a point; blank where nothing is to be computed or something is missing."""

    u: Decimal | None = None
    dof: str = ""
    k: Decimal | None = None
    expanded: Decimal | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What a budget is of: a table of a procedure, the unit of its errors, the error found."""

    definition: Definition
    table: Table
    unit: str
    value: Decimal | None


# A line of the procedure, what it gave here, and the standard that supports the point.
_Sourced = tuple[Source, Contribution, Support | None]


def budget_of(
    what: Measured, env: Mapping[str, Any], standards: Sequence[StandardFacts]
) -> PointBudget:
    """Combine the table's contributions at one point, by the procedure's coverage rule.

    All numbers are in `what.unit`. A contribution that cannot be computed leaves the budget blank
    and is named in `details`.
    """
    table = what.table
    supports: dict[str, Support | None] = {}
    lines: list[_Sourced] = []
    for source in table.uncertainty:
        support = _support(what.definition, source, env[table.reference], standards, supports)
        whole = {**env, **_names(support)}
        try:
            if _applies(source.when, whole):
                lines.append((source, _contribution(source, whole), support))
        except MetrologyError as error:
            return PointBudget(details={"missing": source.key, "reason": str(error)})
    if not lines:
        return PointBudget()
    given = [contribution for _source, contribution, _support in lines]
    combined = combine(given, rule=what.definition.coverage, value=what.value)
    labels = {source.key: source.label for source, _contribution, _support in lines}
    return PointBudget(
        u=combined.u,
        dof=_dof_text(combined.dof),
        k=combined.k,
        expanded=combined.U,
        details=written(_described(combined, what, lines), labels, _standards(supports)),
    )


def _dof_text(dof: float | None) -> str:
    if dof is None:
        return ""
    return "inf" if math.isinf(dof) else text_of(Decimal(str(round(dof, 6))))


def _support(
    definition: Definition,
    source: Source,
    reference: Decimal,
    standards: Sequence[StandardFacts],
    known: dict[str, Support | None],
) -> Support | None:
    slot = definition.slot(source.standard)
    if slot is None:
        return None
    if slot.key not in known:
        known[slot.key] = support_at(slot, reference, standards)
    return known[slot.key]


def support_at(
    slot: Slot, reference: Decimal, standards: Sequence[StandardFacts]
) -> Support | None:
    """The standard that supports a point: of those that reach it, the one with the smallest u."""
    fitting = [
        s for s in standards if s.key == slot.key and (slot.combinable or s.covers(reference))
    ]
    if slot.uncertainty == "interpolated":
        fitting = [s for s in fitting if s.calibrated_at(reference)] or fitting
    found = [support for each in fitting if (support := _value_at(slot, reference, each))]
    return min(found, key=lambda support: support.expanded / support.k, default=None)


def _value_at(slot: Slot, reference: Decimal, standard: StandardFacts) -> Support | None:
    if not standard.values:
        return None
    if slot.uncertainty == "proportional":
        return _proportional(reference, standard, standard.values)
    values = _one_each(standard.values)
    inside = values[0].nominal <= reference <= values[-1].nominal
    if slot.uncertainty == "interpolated" and inside:
        return _interpolated(reference, standard, values)
    worst = max(values, key=lambda value: value.u)
    deviation = max(abs(value.deviation) for value in values)
    return Support(standard, worst.expanded, worst.k, deviation)


def _one_each(values: Sequence[CertifiedValue]) -> list[CertifiedValue]:
    """One value for each nominal, ascending: of the increasing and the decreasing run the worse."""
    found: dict[Decimal, CertifiedValue] = {}
    for value in values:
        known = found.setdefault(value.nominal, value)
        widest = max(known, value, key=lambda each: each.u)
        farthest = max(known, value, key=lambda each: abs(each.deviation))
        found[value.nominal] = replace(widest, value=farthest.value)
    return [found[nominal] for nominal in sorted(found)]


def _interpolated(
    reference: Decimal, standard: StandardFacts, values: Sequence[CertifiedValue]
) -> Support:
    """Between two certified values everything runs in a straight line."""
    above = next(value for value in values if value.nominal >= reference)
    if above.nominal == reference:
        return Support(standard, above.expanded, above.k, abs(above.deviation))
    below = next(value for value in reversed(values) if value.nominal < reference)
    part = (reference - below.nominal) / (above.nominal - below.nominal)
    deviation = abs(below.deviation + part * (above.deviation - below.deviation))
    if below.k == above.k:
        expanded = below.expanded + part * (above.expanded - below.expanded)
        return Support(standard, expanded, above.k, deviation)
    return Support(standard, below.u + part * (above.u - below.u), Decimal(1), deviation)


def _proportional(
    reference: Decimal, standard: StandardFacts, values: Sequence[CertifiedValue]
) -> Support | None:
    """A load made of many pieces: the largest relative U of the set, fully correlated."""
    sized = [value for value in values if value.nominal != 0]
    if not sized:
        return None
    worst = max(sized, key=lambda value: value.u / abs(value.nominal))
    share = max(abs(value.deviation / value.nominal) for value in sized)
    size = abs(reference)
    return Support(standard, size * worst.expanded / abs(worst.nominal), worst.k, size * share)


def _names(support: Support | None) -> dict[str, Any]:
    if support is None:
        return {"U_std": None, "k_std": None, "dev_std": None}
    return {"U_std": support.expanded, "k_std": support.k, "dev_std": support.deviation}


def _applies(when: Expression | None, env: Mapping[str, Any]) -> bool:
    if when is None:
        return True
    try:
        return when.truth(env)
    except MetrologyError as error:
        if error.code == Code.MISSING_VALUE:
            return False
        raise


def _contribution(source: Source, env: Mapping[str, Any]) -> Contribution:
    dof = None if source.dof is None else float(source.dof.number(env))
    return Contribution(
        key=source.key,
        distribution=cast("Distribution", source.distribution),
        value=source.expr.number(env),
        divisor=None if source.divisor is None else source.divisor.number(env),
        sensitivity=Decimal(1) if source.sensitivity is None else source.sensitivity.number(env),
        dof=dof,
    )


def _described(
    combined: Budget[Decimal], what: Measured, lines: Sequence[_Sourced]
) -> Budget[Decimal]:
    """The combined budget with what it is of, and where each of its lines comes from."""
    named = zip(combined.lines, lines, strict=True)
    model = "" if what.table.error is None else what.table.error.text
    return replace(
        combined,
        unit=what.unit,
        output=OUTPUT,
        model=model,
        lines=tuple(_with_source(line, what, each) for line, each in named),
    )


def _with_source(line: Line[Decimal], what: Measured, given: _Sourced) -> Line[Decimal]:
    source, _contribution, support = given
    place = f"{what.definition.code}, {what.table.key}.{source.key}: {source.expr.text}"
    leans = [expr for expr in (source.expr, source.divisor) if expr is not None]
    if support is not None and any(expr.names & set(STANDARD_NAMES) for expr in leans):
        place += f"; {support.standard.code}, {support.standard.certificate}"
    plain = source.sensitivity is None or source.sensitivity.text.strip() == "1"
    return replace(
        line, label=source.label["vi"], source=place, unit=what.unit if plain else line.unit
    )


def _standards(supports: Mapping[str, Support | None]) -> list[dict[str, Any]]:
    return [
        {
            "key": s.standard.key,
            "code": s.standard.code,
            "calibration": s.standard.calibration,
            "certificate_number": s.standard.certificate,
        }
        for s in supports.values()
        if s is not None
    ]
