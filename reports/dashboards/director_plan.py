"""Plan against actual for every target of the centre, with where each will be at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from planning.rates import NONE, Rate, Standing
from planning.rates import rounded as round_once
from reports.dashboards.charts import Bar, Drawing, Part, bars
from reports.dashboards.forecast import Forecast, Method, forecasts
from reports.dashboards.shell import Asked
from reports.figures import Figures
from reports.indicators.chosen import PLAN_LABELS
from reports.indicators.targets import TargetLine, target_lines
from reports.shown import text
from reports.states import FigureKind

DRAWN, CUT = 12, 200  # lines drawn; percent at which a bar is cut
SHAPES = {Standing.EXCEEDED: "▲", Standing.MET: "●", Standing.NOT_MET: "▽"}


@dataclass(frozen=True)
class Line:
    """One target: its plan, what was done, what is expected."""

    target: TargetLine
    forecast: Forecast

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.target.planned.target.label)

    @property
    def unit(self) -> str:
        """What its numbers are measured in: the indicator's code, else as a person wrote it."""
        figure = self.target.figure
        return figure.words.unit if figure else self.target.planned.target.unit

    @property
    def done(self) -> int | Fraction | None:
        """Counted up to the cut-off; what is expected is not in it."""
        figure = self.target.figure
        return figure.value if figure else self.target.actual

    @property
    def rate(self) -> Rate:
        """What was done against the plan."""
        return Rate(self.done or 0, None if self.done is None else self.target.planned.value)

    @property
    def expected(self) -> Rate:
        """What is forecast against the plan."""
        value = self.forecast.value
        return Rate(value or 0, None if value is None else self.target.planned.value)

    @property
    def end(self) -> int | Fraction | None:
        """The number at the end as far as one knows: forecast, or done where it is over."""
        return self.done if self.forecast.how is Method.OVER else self.forecast.value

    @property
    def shape(self) -> str:
        """The standing as a shape; nothing without a rate."""
        standing = self.rate.standing
        return SHAPES[standing] if standing else ""

    @property
    def of(self) -> Any:
        """Whether the plan is the period's, the year's, or a share of the year's."""
        return PLAN_LABELS[self.target.planned.of]

    @property
    def entered(self) -> bool:
        """Whether what was done was entered by hand."""
        return self.target.figure is None or self.target.figure.kind != FigureKind.COMPUTED

    def shown(self, value: int | Fraction | None) -> str:
        """A number of this line as printed; a forecast to whole ones."""
        return text(value, self.unit)

    @property
    def plan_shown(self) -> str:
        """The plan as printed."""
        return self.shown(self.target.planned.value)

    @property
    def done_shown(self) -> str:
        """What was done as printed."""
        return self.shown(self.done)

    @property
    def forecast_shown(self) -> str:
        """The forecast, whole, with ≥ where more may come; a dash where there is none."""
        if self.forecast.value is None:
            return NONE
        number = int(round_once(Fraction(self.forecast.value), 0))
        return f"{'≥ ' if self.forecast.at_least else ''}{self.shown(number)}"


@dataclass(frozen=True)
class Plans:
    """All lines of the centre."""

    lines: tuple[Line, ...]

    @property
    def kept(self) -> int:
        """How many are attained or exceeded by now."""
        return sum(reached(one, one.done) for one in self.lines)

    @property
    def foreseen(self) -> list[Line]:
        """Those of which one may say how they will end: “at least” says so only of what is kept."""
        return [
            one
            for one in self.lines
            if one.forecast.value is not None
            and (not one.forecast.at_least or reached(one, one.forecast.value))
        ]

    @property
    def will_keep(self) -> int:
        """How many of these are expected to be attained or exceeded."""
        return sum(reached(one, one.forecast.value) for one in self.foreseen)

    @property
    def title(self) -> str:
        """What the chart shows, as a sentence."""
        said = _("Đã đạt hoặc vượt %(n)s/%(all)s chỉ tiêu") % {
            "n": self.kept,
            "all": len(self.lines),
        }
        if not self.foreseen:
            return said
        more = _("dự kiến cuối kỳ %(n)s/%(all)s chỉ tiêu dự báo được")
        return f"{said}; {more % {'n': self.will_keep, 'all': len(self.foreseen)}}"

    @property
    def unit(self) -> str:
        """Of the scale."""
        return _("% kế hoạch")

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What each fill means."""
        return [("now", _("thực hiện")), ("hatch", _("dự báo thêm")), ("plan", _("kế hoạch"))]

    @property
    def chart(self) -> Drawing | None:
        """Percent of plan: done, what is expected more, the plan at 100 %."""
        return bars([_bar(one) for one in self.lines if one.rate.exact is not None][:DRAWN])

    @property
    def cut(self) -> bool:
        """Whether a bar is longer than is drawn."""
        rates = (rate.exact for one in self.lines for rate in (one.rate, one.expected))
        return any(rate is not None and rate > CUT for rate in rates)


def reached(line: Line, value: int | Fraction | None) -> bool:
    """Whether a number attains the plan; a plan of nought is attained by anything told."""
    return value is not None and value >= line.target.planned.value


def plans_of(figures: Figures, asked: Asked) -> Plans:
    """Every target of the centre itself, by the one rule of `reports.indicators.targets`."""
    lines = target_lines(figures.question)
    told: Sequence[Forecast] = forecasts(figures.question, lines, asked)
    return Plans(tuple(Line(*two) for two in zip(lines, told, strict=True)))


def _bar(line: Line) -> Bar:
    done = min(Fraction(CUT), line.rate.exact or Fraction(0))
    more = min(Fraction(CUT), line.expected.exact or Fraction(0)) - done
    return Bar(line.name, (Part(done), Part(max(Fraction(0), more), "hatch")), line.rate.shown, 100)
