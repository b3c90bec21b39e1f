"""The figures that a report holds, reckoned from rows now."""

from collections.abc import Iterable
from datetime import date

from accounts.models import Centre
from calibration.centres import ancestors
from common.period import Period
from reports.indicators import INDICATORS, compute
from reports.indicators.shapes import Figure
from reports.models import PeriodReport, SavedIndicator
from reports.periodic.members import of_block
from reports.periodic.sections import holds
from reports.states import ReportKind

type_of_figures = dict[str, Figure]


def reckon(report: PeriodReport, codes: Iterable[str] | None = None) -> type_of_figures:
    """The figures of a report's unit, period and cut-off, as known now: all it holds, or some.

    Those of a block's report are sums over what its members reported.
    """
    period = Period.parse(report.period)
    asked = held(report.kind, report.centre, report.cut_off) if codes is None else list(codes)
    if report.kind == ReportKind.BLOCK:
        return of_block(report, asked).figures
    return compute(asked, centre=report.centre, period=period, cut_off=report.cut_off)


def held(kind: str, centre: Centre, on: date) -> list[str]:
    """The codes of what a kind of report holds: the registry's, and the unit's saved ones."""
    codes = [one.code for one in INDICATORS.values() if holds(kind, one.code, one.section)]
    return codes + [code for code in saved_codes(centre, on) if code not in INDICATORS]


def saved_codes(centre: Centre, on: date) -> list[str]:
    """The unit's saved indicators that hold on a day, and those of the units above it."""
    over = ancestors(centre.path)
    rows = SavedIndicator.objects.filter(centre__code__in=over, valid_from__lte=on)
    return list(dict.fromkeys(rows.order_by("code").values_list("code", flat=True)))
