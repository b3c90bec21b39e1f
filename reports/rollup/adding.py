"""The roll-up of a tree and of a block."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.models import Centre
from common.period import Period
from planning.models import Block
from reports.indicators.finding import find_all
from reports.rollup.shapes import Column, Covered, From, Part, RollUp, Row, total
from reports.rollup.sources import elsewhere, live_rows, reported


def roll_up_block(block: Block, period: Period, codes: Sequence[str]) -> RollUp:
    """The members in the year of the period, by their closed reports and files."""
    members = block.members.filter(year=period.year).select_related("unit")
    units = [member.unit for member in members.order_by("unit__path")]
    found = reported(units, period)
    rows = [found[unit.pk].row(unit, codes) for unit in units if unit.pk in found]
    missing = [unit for unit in units if unit.pk not in found]
    return _added(period, codes, rows, missing, keeper=block.centre)


def roll_up_tree(
    top: Centre, period: Period, codes: Sequence[str], *, cut_off: date, by: str = From.LIVE
) -> RollUp:
    """A unit and those below it, each counted once: by its own rows, or by what was reported."""
    units = list(Centre.objects.filter(path__startswith=top.path).order_by("path"))
    if by == From.LIVE:
        return _live(units, period, codes, cut_off)
    return _reported(top, units, period, codes, cut_off)


def _live(units: list[Centre], period: Period, codes: Sequence[str], cut_off: date) -> RollUp:
    """Own rows of each. Of a unit that works elsewhere nothing is here: its file counts.

    Without a file it has not reported; a file holds the units below it too.
    """
    away = elsewhere(units)
    apart = [unit for unit in units if unit.pk in away]
    found = reported(apart, period)
    below = {unit.pk: _nearest(unit, apart) for unit in units}
    here = [unit for unit in units if unit.pk not in away and below[unit.pk] is None]
    rows = live_rows(here, codes, period, cut_off)
    over = [unit for unit in apart if below[unit.pk] is None]
    rows += [found[unit.pk].row(unit, codes) for unit in over if unit.pk in found]
    covered = [Covered(unit, by) for unit in units if (by := below[unit.pk]) is not None]
    missing = [unit for unit in over if unit.pk not in found]
    return _added(period, codes, rows, missing, covered)


def _reported(
    top: Centre, units: list[Centre], period: Period, codes: Sequence[str], cut_off: date
) -> RollUp:
    """A report holds the units below it, so the highest report of each branch counts.

    The report of `top` itself would be the whole: it counts only where nothing is below. Else its
    own work is counted from its rows, without what was entered for it: an entry speaks for those
    below too. Where it works elsewhere its rows are not here, and it is named.
    """
    wanted = [unit for unit in units if unit.pk != top.pk] or units
    found = reported(wanted, period)
    said = [unit for unit in wanted if unit.pk in found]
    rows: list[Row] = []
    missing: list[Centre] = []
    covered: list[Covered] = []
    if top not in wanted:
        if elsewhere([top]):
            missing.append(top)
        else:
            rows += live_rows([top], codes, period, cut_off, mute=True)
    for unit in wanted:
        over = _nearest(unit, said)
        if over is not None:
            covered.append(Covered(unit, over))
        elif unit.pk in found:
            rows.append(found[unit.pk].row(unit, codes))
        else:
            missing.append(unit)
    return _added(period, codes, rows, missing, covered)


def _nearest(unit: Centre, others: Iterable[Centre]) -> Centre | None:
    """The highest of `others` that is above a unit."""
    over = [one for one in others if one.pk != unit.pk and unit.path.startswith(one.path)]
    return min(over, key=lambda one: len(one.path), default=None)


def _added(
    period: Period,
    codes: Sequence[str],
    rows: Iterable[Row],
    missing: Iterable[Centre],
    covered: Iterable[Covered] = (),
    keeper: Centre | None = None,
) -> RollUp:
    ordered = tuple(sorted(rows, key=lambda row: row.unit.path))
    columns = columns_of(codes, period.end, keeper)
    return RollUp(
        period=period,
        columns=columns,
        rows=ordered,
        missing=tuple(missing),
        covered=tuple(covered),
        totals={one.code: total(_parts(ordered, one.code), one.unit, one.code) for one in columns},
    )


def _parts(rows: Iterable[Row], code: str) -> list[Part]:
    return [row.parts[code] for row in rows if code in row.parts]


def columns_of(codes: Sequence[str], on: date, keeper: Centre | None = None) -> tuple[Column, ...]:
    """The words of the indicators, and of those saved by `keeper`; InvalidInput for others."""
    known = find_all(codes, keeper or Centre(path="/"), on)
    return tuple(
        Column(code, one.name, one.definition, str(one.unit), str(one.version), one.base, one.vat)
        for code, one in known.items()
    )
