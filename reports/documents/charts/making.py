"""What each chart shows: a title that says the finding, bars, numbers beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.errors import Fault, InvalidInput
from common.templatetags.show import dong, either
from planning.rates import NONE, Standing, shown
from reports.documents.charts.drawing import (
    DARK,
    HAIR,
    HATCH,
    INK,
    LEFT,
    LIGHT,
    MIDDLE,
    RIGHT,
    SOFT,
    Drawing,
    lines_of,
)
from reports.documents.charts.months import revenue
from reports.documents.facts import Gathered
from reports.periodic.statement import Line, Statement

_TOP, _BOTTOM = 150.0, 592.0
_NAMES = 470.0  # where the names of bars end
_ENDS = 1120.0  # where the longest bar ends
_MOST = 12  # bars of one slide


@dataclass(frozen=True)
class Chart:
    """One chart; None of `draw` where there is nothing to show."""

    key: str
    name: Any
    draw: Callable[[Gathered], Drawing | None]


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its parts as (value, fill), the number at its end."""

    name: str
    parts: tuple[tuple[Fraction, str], ...]
    said: str


def chart_of(key: str) -> Chart:
    """The chart of a name; InvalidInput (field "chart") lists them."""
    if key in CHARTS:
        return CHARTS[key]
    message = _("Không có biểu đồ “%(key)s”.") % {"key": key[:40]}
    raise InvalidInput(Fault("chart", message, "unknown", key[:40], ", ".join(CHARTS)))


def about(statement: Statement) -> str:
    """Whose figures, of when, up to which day."""
    report = statement.report
    who = report.block.name if report.block else either(report.centre)
    day = f"{statement.cut_off:%d/%m/%Y}"
    draft = "" if statement.closed else _("dự thảo")
    told = (who, either(statement.period, "label"), _("chốt ngày %(day)s") % {"day": day}, draft)
    return " · ".join(part for part in told if part)


def plans(found: Gathered) -> Drawing | None:
    """Actual as a share of plan, a bar for each target; the plan is a line at 100 %."""
    statement = found.statement
    lines = [one for one in statement if one.rate and one.rate.exact is not None]
    lines = [one for one in lines if not one.said["same_as"]]
    if not lines:
        return None
    kept = [one for one in lines if one.standing in (Standing.MET, Standing.EXCEEDED)]
    title = _("Đạt hoặc vượt %(n)s/%(all)s chỉ tiêu kế hoạch") % {"n": len(kept), "all": len(lines)}
    bars = [_plan_bar(one) for one in lines[:_MOST]]
    drawing = Drawing(title, about(statement))
    most = max(Fraction(120), *(bar.parts[0][0] for bar in bars))
    _bars(drawing, bars, min(most, Fraction(200)), mark=Fraction(100))
    drawing.text(_ENDS, _BOTTOM + 30, _("% kế hoạch"), size=18, anchor="end", fill=SOFT)
    drawing.legend([(DARK, _("đạt, vượt")), (HATCH, _("chưa đạt"))], _BOTTOM + 62)
    return drawing


def _plan_bar(line: Line) -> Bar:
    exact = line.rate.exact if line.rate and line.rate.exact is not None else Fraction(0)
    missed = line.standing == Standing.NOT_MET
    return Bar(line.name, ((exact, HATCH if missed else DARK),), f"{shown(exact)} %")


def states(found: Gathered) -> Drawing | None:
    """How many contracts stand in each state at the cut-off."""
    statement = found.statement
    lines = {
        one.code.removeprefix("state_").removesuffix("_count"): one
        for one in statement
        if one.code.startswith("state_") and one.code.endswith("_count")
    }
    whole = lines.pop("all", None)
    groups = [one for one in lines.values() if one.value]
    if whole is None or not whole.value or not groups:
        return None
    largest = max(groups, key=lambda one: int(one.value or 0))
    title = _("%(all)s hợp đồng đang theo dõi, nhiều nhất là %(state)s: %(n)s") % {
        "all": dong(int(whole.value)),
        "state": largest.name,
        "n": dong(int(largest.value or 0)),
    }
    gross = statement.by_code
    bars = [
        Bar(
            _cap(one.name),
            ((Fraction(one.value or 0), DARK if one is largest else MIDDLE),),
            f"{dong(int(one.value or 0))} · {_millions(gross.get(_gross(one.code)))}",
        )
        for one in groups
    ]
    drawing = Drawing(title, about(statement))
    _bars(drawing, bars, max(bar.parts[0][0] for bar in bars))
    words = _("số hợp đồng · giá trị, triệu đồng, gồm thuế GTGT")
    drawing.text(_ENDS, _BOTTOM + 30, words, size=18, anchor="end", fill=SOFT)
    return drawing


def _gross(code: str) -> str:
    return f"{code.removesuffix('_count')}_gross"


def _millions(line: Line | None) -> str:
    if line is None or line.value is None:
        return NONE
    return shown(Fraction(line.value) / 10**6, 1)


def products(found: Gathered) -> Drawing | None:
    """Of what was due: accepted, delivered and not yet accepted, overdue; by kind."""
    statement = found.statement
    by_code = statement.by_code
    kinds = [
        code.removeprefix("product_").removesuffix("_due")
        for code, line in by_code.items()
        if code.startswith("product_") and code.endswith("_due") and line.value
    ]
    if not kinds:
        return None
    four = {kind: _four(by_code, f"product_{kind}") for kind in kinds}
    due, accepted = (sum(one[part] for one in four.values()) for part in (0, 2))
    overdue = sum(one[3] for one in four.values())
    title = _("Đã nghiệm thu %(rate)s sản phẩm đến hạn (%(n)s/%(due)s)") % {
        "rate": f"{shown(Fraction(100 * accepted, due))} %",
        "n": dong(accepted),
        "due": dong(due),
    }
    if overdue:
        late = ngettext("%(n)s sản phẩm quá hạn", "%(n)s sản phẩm quá hạn", overdue)
        title = f"{title}; {late % {'n': dong(overdue)}}"
    bars = [_product_bar(by_code[f"product_{kind}_due"].name, four[kind]) for kind in kinds]
    drawing = Drawing(title, about(statement))
    _bars(drawing, bars[:_MOST], max(Fraction(one[0]) for one in four.values()))
    words = _("số sản phẩm đến hạn")
    drawing.text(_ENDS, _BOTTOM + 30, words, size=18, anchor="end", fill=SOFT)
    fills = (
        (DARK, _("đã nghiệm thu")),
        (LIGHT, _("đã giao, chưa nghiệm thu")),
        (HATCH, _("quá hạn")),
    )
    drawing.legend(fills, _BOTTOM + 62)
    return drawing


def _four(found: Mapping[str, Line], prefix: str) -> tuple[int, ...]:
    parts = ("due", "delivered", "accepted", "overdue")
    lines = [found.get(f"{prefix}_{part}") for part in parts]
    return tuple(int(line.value or 0) if line else 0 for line in lines)


def _product_bar(name: str, four: Sequence[int]) -> Bar:
    due, delivered, accepted, overdue = four
    parts = (
        (Fraction(accepted), DARK),
        (Fraction(max(0, delivered - accepted)), LIGHT),
        (Fraction(overdue), HATCH),
    )
    return Bar(name.rpartition(": ")[0] or name, parts, f"{dong(accepted)}/{dong(due)}")


def _bars(
    drawing: Drawing, bars: Sequence[Bar], most: Fraction, *, mark: Fraction | None = None
) -> None:
    """Bars below each other; `mark` is a line across them, at the plan."""
    scale = (_ENDS - _NAMES) / float(most or 1)
    slot = min(84.0, (_BOTTOM - _TOP) / len(bars))
    thick = slot * 0.62
    small = 18 if slot < 44 else 22  # noqa: PLR2004 — pixels
    said = []
    for n, bar in enumerate(bars):
        top = _TOP + n * slot + (slot - thick) / 2
        _name(drawing, bar.name, top + thick / 2, small, lines=1 if slot < 56 else 2)  # noqa: PLR2004
        x = _NAMES
        for value, fill in bar.parts:
            width = min(float(value) * scale, _ENDS - x)
            drawing.bar(x, top, width, thick, fill)
            x += max(0.0, width)
        said.append((x + 10, top + thick / 2 + 8, bar.said))
    drawing.line(_NAMES, _TOP - 4, _NAMES, _TOP + slot * len(bars) + 4, fill=INK, width=2)
    drawing.line(LEFT, _BOTTOM + 8, RIGHT, _BOTTOM + 8, fill=HAIR)
    if mark is not None:
        at = _NAMES + scale * float(mark)
        drawing.line(at, _TOP - 8, at, _BOTTOM, fill=INK, width=3)
        drawing.text(at, _TOP - 16, f"{shown(mark)} %", size=18, anchor="middle", weight=600)
    for left, foot, words in said:
        drawing.text(left, foot, words, size=small, weight=600, over=True)


def _name(drawing: Drawing, name: str, middle: float, size: int, *, lines: int) -> None:
    said = lines_of(_cap(name), 36 if size > 20 else 44, lines)  # noqa: PLR2004
    first = middle + 8 - (len(said) - 1) * size * 0.6
    for n, line in enumerate(said):
        drawing.text(_NAMES - 14, first + n * size * 1.2, line, size=size, anchor="end")


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


CHARTS: Final[Mapping[str, Chart]] = {
    one.key: one
    for one in (
        Chart("plans", gettext_lazy("Kế hoạch và thực hiện"), plans),
        Chart("revenue", gettext_lazy("Doanh thu theo tháng"), revenue),
        Chart("contracts", gettext_lazy("Trạng thái hợp đồng"), states),
        Chart("products", gettext_lazy("Hoàn thành sản phẩm"), products),
    )
}
