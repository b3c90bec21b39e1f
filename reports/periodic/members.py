"""What a block's report says: sums over the reports of its members, and where each comes from.

A member counts by the report that it closed here or that came as a signed file; whoever has
neither is named and is not nought. What is told of the block itself is reckoned of its keeper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django.utils.functional import lazy

from common.period import Period
from common.templatetags.show import words as in_language
from planning.models import BlockMember
from reports.indicators import compute
from reports.indicators.entries import told
from reports.indicators.finding import find_all
from reports.indicators.labels import MEMBER
from reports.indicators.shapes import Amounts, Figure, Indicator, Rows
from reports.models import PeriodReport
from reports.rollup.adding import roll_up_block
from reports.rollup.shapes import Part, RollUp, Row, Total
from reports.states import FigureKind

OF_BLOCK = "block_"  # begins the codes of what is told of a block itself
type_of_member = Mapping[str, Any]
_both = lazy(in_language, str)


@dataclass(frozen=True)
class OfBlock:
    """The figures of a block, and its members with the source of each."""

    figures: dict[str, Figure]
    members: tuple[type_of_member, ...]


def of_block(report: PeriodReport, codes: Iterable[str]) -> OfBlock:
    """All of it as it is known now; the number of queries does not grow with the members."""
    assert report.block is not None
    asked, period = list(codes), Period.parse(report.period)
    summed = [code for code in asked if not code.startswith(OF_BLOCK)]
    found = roll_up_block(report.block, period, summed)
    of = {row.unit_id: row for row in report.block.members.filter(year=period.year)}
    figures = _sums(report, found, {unit: row.pk for unit, row in of.items()}) | compute(
        [code for code in asked if code.startswith(OF_BLOCK)],
        centre=report.centre,
        period=period,
        cut_off=report.cut_off,
        block=report.block,
    )
    return OfBlock({code: figures[code] for code in asked}, _members(found, of))


def _sums(report: PeriodReport, found: RollUp, keys: Mapping[int, int]) -> dict[str, Figure]:
    known = find_all(list(found.totals), report.centre, report.cut_off)
    return {
        code: _figure(code, total, found.rows, known[code], keys)
        for code, total in found.totals.items()
    }


def _figure(
    code: str, total: Total, rows: Iterable[Row], words: Indicator, keys: Mapping[int, int]
) -> Figure:
    """The total; its rows are the members that say something, each with what it brings."""
    saying = [(row, part) for row in rows if (part := row.parts.get(code)) and _says(part)]
    parts = {keys[row.unit.pk]: part for row, part in saying}
    kind, said = FigureKind(total.kind), ""
    if total.value is None:
        said = told([f"{row.unit.name_vi}: {part.words}" for row, part in saying if part.words])
        kind = FigureKind.WORDS if said else kind
    return Figure(
        key=code,
        value=total.value,
        rows=Rows(MEMBER, tuple(parts), _brought(parts)),
        kind=kind,
        numerator=total.numerator,
        denominator=total.denominator,
        told=said or str(total.why),
        indicator=_of_basis(words, [part for _row, part in saying]),
    )


def _says(part: Part) -> bool:
    return part.value is not None or part.denominator is not None or bool(part.words)


def _brought(parts: Mapping[int, Part]) -> Amounts:
    """{member: (number, None)}, of a ratio or a mean (numerator, denominator)."""
    found = {}
    for pk, part in parts.items():
        ratio = part.denominator is not None
        pair = (part.numerator, part.denominator) if ratio else (part.value, None)
        if isinstance(pair[0], int) and isinstance(pair[1], int | None):
            found[pk] = pair
    return cast("Amounts", found)  # frozen as [id, number, number or nothing]


def _of_basis(words: Indicator, parts: Iterable[Part]) -> Indicator:
    """What each unit chose for itself is said as they said it, where they all said the same."""
    every = list(parts)
    if words.says is None or not every or len({part.base for part in every}) > 1:
        return words
    basis: dict[str, Any] = {name: _both(dict(said)) for name, said in every[0].basis.items()}
    return replace(words, **basis)


def _members(found: RollUp, of: Mapping[int, BlockMember]) -> tuple[type_of_member, ...]:
    rows = {row.unit.pk: row for row in found.rows}
    units = sorted([*(row.unit for row in found.rows), *found.missing], key=lambda one: one.path)
    return tuple(
        {
            "unit": unit.code,
            "name": {"vi": unit.name_vi, "en": unit.name_en},
            "role": of[unit.pk].role,
            **_source(rows.get(unit.pk)),
        }
        for unit in units
    )


def _source(row: Row | None) -> dict[str, Any]:
    """Where a member's figures come from; a blank source has not reported."""
    met, given = (row.targets if row else None) or (None, None)
    return {
        "source": str(row.source) if row else "",
        "version": row.version if row else None,
        "cut_off": row.cut_off.isoformat() if row and row.cut_off else None,
        "report": row.report if row else None,
        "received": row.received if row else None,
        "digest": row.digest if row else "",
        "met": met,
        "set": given,
    }
