"""Figures of indicators: of one unit, or of many at once. Nothing of them is stored."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.models import Centre
from common.period import Period
from planning.models import Block
from reports.indicators.finding import find_all
from reports.indicators.question import Question, spanning
from reports.indicators.shapes import Figure


def compute(
    codes: Iterable[str],
    *,
    centre: Centre,
    period: Period,
    cut_off: date,
    known_on: date | None = None,
    block: Block | None = None,
) -> dict[str, Figure]:
    """Figures by code, of a unit with those below it. Only what they need is loaded, each once.

    Rows count up to `cut_off`, states are read on it. `known_on`: as was known at the end of that
    day (revenue and approved work); None: all that is known now. `block`: what is told of blocks is
    of this one.
    """
    _question, found = answers(
        codes, centre=centre, period=period, cut_off=cut_off, known_on=known_on, block=block
    )
    return found


def answers(
    codes: Iterable[str],
    *,
    centre: Centre,
    period: Period,
    cut_off: date,
    known_on: date | None = None,
    block: Block | None = None,
) -> tuple[Question, dict[str, Figure]]:
    """The same, with the question that holds what was loaded."""
    asked = find_all(codes, centre, cut_off)
    question = Question(
        centre=centre,
        period=period,
        cut_off=cut_off,
        known_on=known_on,
        asked={one.code: one for one in asked.values()},
        block=block,
    )
    return question, {code: question.figure(one.code) for code, one in asked.items()}


def compute_each(
    codes: Iterable[str],
    *,
    units: Sequence[Centre],
    period: Period,
    cut_off: date,
    known_on: date | None = None,
) -> dict[int, dict[str, Figure]]:
    """{unit's pk: its figures by code}; the number of queries does not grow with the units."""
    if not units:
        return {}
    over = spanning(units)
    asked = find_all(codes, over, cut_off)
    whole = Question(
        centre=over,
        period=period,
        cut_off=cut_off,
        known_on=known_on,
        asked={one.code: one for one in asked.values()},
    )
    parts = {unit.pk: whole.of(unit) for unit in units}
    return {
        pk: {code: part.figure(one.code) for code, one in asked.items()}
        for pk, part in parts.items()
    }
