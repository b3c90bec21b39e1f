"""Intermediate checks in series, one for each point and check item, each with its control chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text import fold
from instruments.models import ControlLimits, IntermediateCheck, Standard
from instruments.models.standards import not_corrected
from instruments.upkeep.drift import shown
from instruments.words import in_words
from metrology.intervals.control_chart import RULES, ControlChart, control_chart
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import to_coherent

# Of how many first checks the lines are made where nothing else is agreed.
USUAL_FIRST = 6
GRAVE = frozenset({"limits", "action"})
Key = tuple[str, Fraction, str]


@dataclass(frozen=True)
class Checked:
    """One check in its series: the value in the unit of the point, and the rules it breaks."""

    check: IntermediateCheck
    value: Decimal
    rules: tuple[str, ...]

    @property
    def grave(self) -> bool:
        """Whether it lies beyond the action line or the agreed limits."""
        return not GRAVE.isdisjoint(self.rules)

    @property
    def words(self) -> list[str]:
        """The rules it breaks, in the reader's language."""
        return [in_words(RULES[rule]) for rule in self.rules]


@dataclass(frozen=True)
class Series:
    """The checks of one point with one item, in order of time, and how they are judged."""

    point: Quantity
    item: str
    checked: tuple[Checked, ...]
    agreed: ControlLimits | None
    chart: ControlChart
    lower: Decimal | None
    upper: Decimal | None

    @property
    def grave(self) -> bool:
        """Whether the last check forbids to trust the calibration."""
        return bool(self.checked) and self.checked[-1].grave

    @property
    def finding(self) -> str:
        """One sentence about the last check."""
        if not self.checked:
            return _("%(point)s, %(item)s: chưa có lần kiểm tra nào.") % self._named()
        last = self.checked[-1]
        facts = {**self._named(), "day": date_format(last.check.on, "d/m/Y")}
        if "limits" in last.rules:
            return _("%(point)s: lần kiểm tra %(day)s nằm ngoài giới hạn thỏa thuận.") % facts
        if "action" in last.rules:
            return _("%(point)s: lần kiểm tra %(day)s vượt đường hành động ±3s.") % facts
        if last.rules:
            return _("%(point)s: lần kiểm tra %(day)s cần theo dõi.") % facts
        if self.chart.lines is None and self.lower is None and self.upper is None:
            return self._not_yet()
        return _("%(point)s: lần kiểm tra %(day)s ổn định.") % facts

    def _named(self) -> dict[str, str]:
        return {"point": shown(self.point), "item": self.item}

    def _not_yet(self) -> str:
        missing = self.chart.first - len(self.checked)
        if missing <= 0:
            text = _(
                "%(point)s: các giá trị đầu bằng nhau, chỉ giới hạn thỏa thuận mới đánh giá được."
            )
            return text % self._named()
        return ngettext(
            "%(point)s: còn %(n)s lần kiểm tra nữa mới có đường cảnh báo và hành động.",
            "%(point)s: còn %(n)s lần kiểm tra nữa mới có đường cảnh báo và hành động.",
            missing,
        ) % {**self._named(), "n": missing}


def series_of(standard: Standard) -> list[Series]:
    """Every series of a standard, by quantity, point and item; what is agreed last counts.

    Reads prefetched `checks` and `control_limits` when there are some.
    """
    agreed = {_key(row.point, row.item): row for row in _in_order(standard.control_limits.all())}
    groups: dict[Key, list[IntermediateCheck]] = {key: [] for key in agreed}
    for check in not_corrected(sorted(standard.checks.all(), key=lambda one: (one.on, one.pk))):
        groups.setdefault(_key(check.point, check.item), []).append(check)
    return [_series(groups[key], agreed.get(key)) for key in sorted(groups)]


def _in_order(rows: Iterable[ControlLimits]) -> list[ControlLimits]:
    return sorted(rows, key=lambda row: row.pk)


def _key(point: Quantity, item: str) -> Key:
    return point.unit.quantity, to_coherent(point.value, point.unit), fold(item)


def _series(checks: Sequence[IntermediateCheck], agreed: ControlLimits | None) -> Series:
    named = agreed or checks[0]
    unit, since = named.point.unit, agreed.since if agreed else None
    kept = [check for check in checks if since is None or check.on >= since]
    lower = agreed.lower.to(unit) if agreed and agreed.lower else None
    upper = agreed.upper.to(unit) if agreed and agreed.upper else None
    values = [check.found.to(unit) for check in kept]
    first = agreed.first if agreed else USUAL_FIRST
    chart = control_chart(values, first=first, lower=lower, upper=upper)
    checked = tuple(
        Checked(check, value, rules)
        for check, value, rules in zip(kept, values, chart.signals, strict=True)
    )
    return Series(named.point, named.item, checked, agreed, chart, lower, upper)
