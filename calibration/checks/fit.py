"""Whether the standards of a slot reach the points it supports, and are accurate enough there."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from calibration.certified import span_of, support_at
from calibration.checks.blocks import Block, technician
from calibration.checks.standards import Chosen
from calibration.definition import Definition, Slot
from calibration.plan import Laid, error_unit_of, tables_of, unit_of
from common.templatetags.show import digits
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS, Unit, base_quantity, convert, difference_unit

Span = tuple[Decimal | None, Decimal | None]


class Point(NamedTuple):
    """A planned point and its limit of error, both in one unit."""

    value: Decimal
    limit: Decimal | None


Points = Mapping[Unit, Sequence[Point]]


def points_of(definition: Definition, plan: Mapping[str, Any], slot: Slot) -> Points:
    """The planned points that a slot supports, by unit: those of its quantity in its tables."""
    found: dict[Unit, dict[Point, None]] = {}
    for laid, row in _rows(definition, plan, slot):
        unit = UNITS[unit_of(plan, row)]
        if row.get("reference", "") == "" or base_quantity(slot.quantity) != unit.quantity:
            continue
        error = UNITS[error_unit_of(plan, laid, row)]
        value = Decimal(row["reference"])
        found.setdefault(unit, {})[Point(value, _limit(row, error, value, unit))] = None
    return {unit: list(points) for unit, points in found.items()}


def _rows(
    definition: Definition, plan: Mapping[str, Any], slot: Slot
) -> Iterator[tuple[Laid, Mapping[str, Any]]]:
    for laid in tables_of(plan):
        table = definition.by_key.get(laid.table)
        if table is None or not slot.serves(table.key):
            continue
        for row in laid.rows:
            if (row.get("standard") or table.standard or slot.key) == slot.key:
                yield laid, row


def _limit(row: Mapping[str, Any], error: Unit, value: Decimal, unit: Unit) -> Decimal | None:
    """The limit in the step of `unit`; a share of the value becomes its size there."""
    if not row.get("limit"):
        return None
    try:
        return convert(Decimal(row["limit"]), error, difference_unit(unit))
    except MetrologyError:
        if error.quantity != UNITS["%"].quantity:
            return None
    return abs(value) * convert(Decimal(row["limit"]), error, UNITS["1"])


def misfits(mine: Sequence[Chosen], points: Points, env: Mapping[str, Any]) -> list[Block]:
    """What the standards of one slot do not reach, or not well enough."""
    if not mine:
        return []
    blocks = []
    for unit, those in points.items():
        if not mine[0].slot.combinable:
            blocks += uncovered(mine, [point.value for point in those], unit)
        for each in mine:
            blocks += unmet_by(each, env, those, unit)
    return blocks


def reaches_any(each: Chosen, points: Points) -> bool:
    """Whether the standard is of use for at least one point; yes where none needs it."""
    return not points or any(
        not uncovered([each], [point.value], unit)
        for unit, those in points.items()
        for point in those
    )


def uncovered(mine: Sequence[Chosen], points: Sequence[Decimal], unit: Unit) -> list[Block]:
    """The points that none of these standards reaches, as one block."""
    ranges = [_reach_in(each, unit) for each in mine]
    outside = [point for point in points if not any(_within(point, span) for span in ranges)]
    if not outside:
        return []
    what = _("Điểm đo %(points)s %(unit)s nằm ngoài phạm vi của chuẩn %(names)s.") % {
        "points": "; ".join(digits(point) for point in dict.fromkeys(outside)),
        "unit": unit.symbol,
        "names": ", ".join(each.standard.code for each in mine),
    }
    until = _("chọn chuẩn có phạm vi phù hợp")
    return [Block("standard_range", what, until, technician(), "standards")]


def _within(point: Decimal, span: Span) -> bool:
    low, high = span
    return (low is None or low <= point) and (high is None or point <= high)


def _reach_in(each: Chosen, unit: Unit) -> Span:
    """The standard's range, no farther than its certificate has values to interpolate between.

    Beyond them nothing is traceable (ISO/IEC 17025:2017, 6.5.1).
    """
    low, high = (_in(end, unit) for end in each.standard.range_of(unit.quantity))
    span = None
    if each.slot.uncertainty == "interpolated":
        values = each.calibration.values_of(unit.quantity)
        span = span_of([value.nominal.to(unit) for value in values], unit.quantity)
    if span is None:
        return low, high
    return (
        span[0] if low is None else max(low, span[0]),
        span[1] if high is None else min(high, span[1]),
    )


def _in(end: Quantity | None, unit: Unit) -> Decimal | None:
    return None if end is None else end.to(unit)


def unmet_by(
    each: Chosen, env: Mapping[str, Any], points: Sequence[Point], unit: Unit
) -> list[Block]:
    """The slot's requirement at the points with a limit, where its names are on record."""
    rule = each.slot.requirement
    limits = [point for point in points if point.limit is not None]
    if rule is None or not limits:
        return []
    if "U_std" not in rule.names:  # then only the size of the limit counts
        limits = [min(limits, key=lambda point: point.limit or 0)]
    mpe = _step(each.standard.mpe_of(unit.quantity), unit)
    for point in limits:
        known = {"mpe_standard": mpe, "mpe": point.limit}
        if "U_std" in rule.names:
            known["U_std"] = _expanded_at(each, point.value, unit)
        if any(known[name] is None for name in known if name in rule.names):
            continue
        if not rule.truth({**env, **known}):
            return [_unmet(each, rule.text, known.get("U_std") or mpe, unit)]
    return []


def _unmet(each: Chosen, rule: str, found: Decimal | None, unit: Unit) -> Block:
    what = _("Chuẩn %(name)s chưa đủ chính xác: cần %(rule)s, chuẩn có %(found)s.") % {
        "name": each.standard.code,
        "rule": rule,
        "found": "–" if found is None else f"{found:f} {difference_unit(unit).symbol}",
    }
    until = _("chọn chuẩn chính xác hơn")
    return Block("standard_accuracy", what, until, technician(), f"standards.{each.standard.pk}")


def _step(size: Quantity | None, unit: Unit) -> Decimal | None:
    """A permissible error or an uncertainty in the step of `unit`: in °C it is a difference."""
    if size is None:
        return None
    return convert(size.value, difference_unit(size.unit), difference_unit(unit))


def _expanded_at(each: Chosen, value: Decimal, unit: Unit) -> Decimal | None:
    """The certified U that supports a point; None where the certificate gives none."""
    facts = each.certified.in_unit(unit.code)
    support = support_at(each.slot, value, [facts]) if facts else None
    return None if support is None else support.expanded
