"""Plans found: by unit, period and what is planned; sorted as asked, summed where they may be."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import InvalidInput
from common.period import Period
from common.text import fold
from planning.measures import known
from planning.models import Target, TargetRows
from planning.queries import Plan
from planning.register.asking import Asked, in_centre
from planning.register.columns import Head, head
from planning.states import EntryKind

_HEADS: tuple[tuple[Any, str, str], ...] = (
    (_("Kỳ"), "day", "period"),
    (_("Đơn vị"), "text", "centre"),
    (pgettext_lazy("một", "Chỉ tiêu"), "link", "measure"),
    (_("Đơn vị tính"), "text", ""),
    (_("Giao lần đầu"), "num", "first"),
    (_("Hiện nay"), "num", "current"),
    (_("Văn bản hiện hành"), "text", ""),
    (_("Ngày giao"), "day", "decided_on"),
)
_KEYS: Mapping[str, Callable[[Plan], Any]] = {
    "period": lambda plan: plan.first.period,
    "centre": lambda plan: plan.first.centre.path,
    "measure": lambda plan: fold(plan.first.label),
    "first": lambda plan: plan.first.amount,
    "current": lambda plan: plan.current.amount,
    "decided_on": lambda plan: plan.current.decided_on,
}


class AskedPlans(Asked):
    """The filters of the list of targets; what is wrong in the address is left aside."""

    def __init__(self, params: QueryDict) -> None:
        super().__init__(params, {})
        self.measure = self._text("measure")[:60]
        try:
            self.period = Period.parse(self._text("period")).code if self._text("period") else ""
        except InvalidInput:
            self.period = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return super().any or bool(self.measure or self.period)


def found(rows: TargetRows, asked: AskedPlans) -> TargetRows:
    """First plans and adjustments of what an address asks for."""
    chosen: TargetRows = in_centre(rows, asked.centre)  # type: ignore[assignment]
    for name in ("measure", "period"):
        if value := getattr(asked, name):
            chosen = chosen.filter(**{name: value})
    return chosen


def in_order(plans: list[Plan], sort: str) -> list[Plan]:
    """The newest period first, unit by unit; or by the column that the address names."""
    usual = sorted(plans, key=_KEYS["centre"])
    usual.sort(key=_KEYS["period"], reverse=True)
    key = _KEYS.get(sort.removeprefix("-"))
    return sorted(usual, key=key, reverse=sort.startswith("-")) if key else usual


def heads(sort: str) -> list[Head]:
    """The headings of the list."""
    return [head(label, kind, key, sort) for label, kind, key in _HEADS]


def total(plans: list[Plan]) -> Target | None:
    """What the present plans add up to, as one of them would say it; None of unlike ones.

    Only of one measure that is counted: percents and means do not add up. Plans of a unit and of
    one below it, or of a year and its part, would count twice: then there is none either.
    """
    measures = {plan.first.measure for plan in plans}
    periods = {plan.first.period for plan in plans}
    if len(plans) < 2 or len(measures) != 1 or len(periods) != 1 or _nested(plans):  # noqa: PLR2004 — one has no sum
        return None
    measure = known().get(measures.pop())
    if measure is None or EntryKind.EXPECTED not in measure.takes:
        return None  # what nothing is added to is no number of pieces
    amount = sum((Fraction(plan.current.amount) for plan in plans), Fraction(0))
    return Target(value=int(amount), unit=str(measure.unit))


def _nested(plans: list[Plan]) -> bool:
    paths = sorted(plan.first.centre.path for plan in plans)
    return any(after.startswith(path) for path, after in pairwise(paths))


def choices(rows: TargetRows) -> tuple[list[Period], list[tuple[str, str]]]:
    """The periods that something is planned for, newest first; (code, label) of what; one query."""
    named = set(rows.order_by().values_list("period", "measure", "name"))
    codes = sorted({period for period, _code, _name in named}, reverse=True)
    labels = {code: Target(measure=code, name=name).label for _period, code, name in named}
    return [Period.parse(code) for code in codes], sorted(
        labels.items(), key=lambda pair: fold(pair[1])
    )
