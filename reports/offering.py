"""Tells planning which indicators there are: for some targets are set, for all figures entered."""

from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy

from common.period import Period
from planning.measures import Actual, Measure, answer_by, offer
from planning.models import Target
from planning.numbers import MOST_PLACES
from planning.states import EntryKind
from reports.indicators import ALIASES, INDICATORS, Indicator, compute
from reports.indicators.labels import ROWS_AT, UNITS
from reports.indicators.targets import ESTIMATED
from reports.periodic.own import entered

# States at a cut-off, shares of strands, means and rates of targets are told, not planned.
_NOT_PLANNED = (
    "state_", "strand_", "average_", "instruments_per_", "targets_", "revenue_plan_rate",
    "revenue_missed", "block_targets",
)  # fmt: skip

_NEVER_ADDED = frozenset({"words", "percent", "day"})


def _is_planned(one: Indicator) -> bool:
    told = one.unit == "words" or one.code.startswith(_NOT_PLANNED)
    return one.planned and not told


def _takes(one: Indicator) -> frozenset[str]:
    """The kinds of entries that its figure reads: what is still to come is added to pieces only."""
    adds_up = one.unit not in _NEVER_ADDED and (_is_planned(one) or one.code in ESTIMATED)
    return one.hears | ({EntryKind.EXPECTED} if adds_up else set())


def offer_all() -> None:
    """Once, when the apps are ready."""
    answer_by(actual_of)
    for code, one in INDICATORS.items():
        offer(
            Measure(
                code,
                _label(one),
                UNITS.get(one.unit, one.unit),
                planned=_is_planned(one),
                places=MOST_PLACES if one.is_ratio else 0,
                takes=_takes(one),
                rows_at=ROWS_AT.get(one.model, ""),
            )
        )


def _label(one: Indicator) -> Any:
    """A plan of money is of one base, with or without VAT: its name says so."""
    return format_lazy("{name}, {vat}", name=one.name, vat=one.vat) if one.vat else one.name


def actual_of(target: Target) -> Actual | None:
    """What came of a target up to today: the indicator's figure, or the unit's own entries."""
    period, today = Period.parse(target.period), timezone.localdate()
    if period.start > today:
        return None
    until = period.cut_off(today)
    code = target.measure
    if target.is_own:
        rows = entered(target.centre, period.code, [code]).get(code, [])
        values = [Fraction(row.value, 10**row.places) for row in rows if row.value is not None]
        return Actual(sum(values, Fraction(0)) if values else None, until)
    if code not in INDICATORS and code not in ALIASES:
        return None
    figure = compute([code], centre=target.centre, period=period, cut_off=until)[code]
    where = f"?centre={target.centre.code}&period={period.code}"
    return Actual(figure.value, until, reverse("reports:figures") + where)
