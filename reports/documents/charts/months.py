"""Revenue by month of the report's year beside the year before and the plan, as a slide."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.templatetags.show import dong, either
from contracts.revenue import Base, sums
from contracts.states import Strand
from planning.rates import Rate
from reports.documents.charts.drawing import DARK, HAIR, INK, LIGHT, SOFT, WIDTH, Drawing
from reports.documents.facts import Gathered
from reports.indicators.choices import choices_of
from reports.indicators.labels import BASE_LABELS, VAT_LABELS
from reports.overview import chart as bars
from reports.overview.computing import Month
from reports.overview.finding import UNITS
from reports.overview.plans import YearPlan, year_plan

_SCALE = 1.5
_LEFT, _TOP = (WIDTH - bars.WIDTH * _SCALE) / 2, 118.0


def revenue(found: Gathered) -> Drawing | None:
    """By the base and VAT that the unit chose; a closed report's as it was known when closed."""
    statement, report = found.statement, found.report
    if report.block is not None:
        return None  # its members report a period, not months
    choices = choices_of(report.centre, report.cut_off)
    base, vat = Base(choices.revenue_base), choices.revenue_vat
    year = statement.period.year
    plan = year_plan(report.centre, choices.revenue_code, year)
    months = _months(found, base, vat, plan, kinds=choices.kinds)
    drawn = bars.chart(months)
    if drawn is None:
        return None
    about = ", ".join((str(BASE_LABELS[base]), str(VAT_LABELS[vat])))
    who = either(report.centre)
    day = _("chốt ngày %(day)s") % {"day": f"{report.cut_off:%d/%m/%Y}"}
    drawing = Drawing(_title(months, plan, year), f"{who} · {about} · {day}")
    _draw(drawing, drawn)
    entries = [(LIGHT, str(year - 1)), (DARK, str(year))]
    drawing.legend(entries, 648)
    if drawn.plan:
        drawing.line(360, 640, 394, 640, fill=INK, width=4)
        drawing.text(404, 648, _("kế hoạch"), size=20, fill=SOFT)
    return drawing


def _title(months: list[Month], plan: YearPlan, year: int) -> str:
    now = sum(month.now for month in months)
    rate = Rate(now, plan.whole)
    unit = 10**6
    said = _("Doanh thu năm %(year)s: %(sum)s triệu đồng") % {
        "year": year,
        "sum": dong(round(now / unit)),
    }
    if rate.exact is None:
        return said
    return f"{said}, {_('đạt %(rate)s kế hoạch năm') % {'rate': rate.shown}}"


def _months(found: Gathered, base: Base, vat: str, plan: YearPlan, *, kinds: Any) -> list[Month]:
    """Of the whole year, up to the cut-off."""
    report, period = found.report, found.statement.period
    year = type(period).parse(str(period.year))
    known = timezone.localdate(report.closed_at) if report.closed_at else None
    asked: dict[str, Any] = {"kinds": kinds, "strand": Strand.SERVICE, "centre": report.centre}
    start = year.a_year_before().start
    rows = sums(
        by=("month",), bases=(base,), start=start, end=report.cut_off, known_on=known, **asked
    )
    amounts = {one.key[0]: getattr(one, vat) for one in rows}
    return [
        Month(
            period=each,
            now=amounts.get(each.start, 0),
            then=amounts.get(each.a_year_before().start, 0),
            plan=plan.months.get(each.first_month),
            ahead=each.start > report.cut_off,
        )
        for each in year.months()
    ]


def _draw(drawing: Drawing, drawn: bars.Chart) -> None:
    """The same drawing as on the manager's page, larger and with its own fills."""
    drawing.raw(f'<g transform="translate({_LEFT:.1f} {_TOP:.1f}) scale({_SCALE})">')
    for tick in drawn.ticks:
        at = float(tick.at)
        drawing.line(drawn.left, at, drawn.right, at, fill=HAIR, width=1)
        drawing.text(drawn.left - 6, at + 4, tick.words, size=13, anchor="end", fill=SOFT)
    drawing.path(drawn.then, fill=LIGHT, stroke=SOFT, width=0.8)
    drawing.path(drawn.now, fill=DARK, stroke=DARK, width=0.8)
    if drawn.plan:
        drawing.path(drawn.plan, stroke="#ffffff", width=7)  # seen on a dark bar, in grey too
        drawing.path(drawn.plan, stroke=INK, width=3)
    drawing.line(drawn.left, float(drawn.zero), drawn.right, float(drawn.zero), fill=INK)
    for name in drawn.names:
        drawing.text(float(name.at), drawn.bottom + 20, name.words, size=13, anchor="middle")
    under = drawn.bottom + 42
    drawing.text(drawn.right, under, _("tháng"), size=13, anchor="end", fill=SOFT)
    drawing.text(drawn.left, under, str(UNITS[drawn.unit]), size=13, fill=SOFT)
    drawing.raw("</g>")
