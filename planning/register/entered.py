"""Entered figures found: by indicator, unit, period and kind; what holds, and what came before."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import InvalidInput
from common.period import Period
from common.text import fold
from planning.measures import known
from planning.models import EnteredFigure
from planning.queries import holding
from planning.rates import planned
from planning.register.asking import Asked, in_centre
from planning.register.columns import FILED, Column, Piece, one
from planning.states import EntryKind

CHOICES = {"kind": EntryKind}


class AskedFigures(Asked):
    """The filters of the list of entered figures."""

    def __init__(self, params: QueryDict) -> None:
        super().__init__(params, CHOICES)
        self.indicator = self._text("indicator")[:60]
        self.period = self._period()

    def _period(self) -> str:
        try:
            return Period.parse(self._text("period")).code if self._text("period") else ""
        except InvalidInput:
            return ""

    def insist(self) -> "AskedFigures":
        """Itself; InvalidInput names each filter that says nothing."""
        super().insist()
        if self._text("period"):
            Period.parse(self._text("period"))
        return self

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return super().any or bool(self.indicator or self.period)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(name, value) of what is asked for."""
        more = [("indicator", self.indicator), ("period", self.period)]
        return [*super().kept, *((name, value) for name, value in more if value)]


def found(rows: "QuerySet[Any]", asked: AskedFigures) -> "QuerySet[Any]":
    """What holds of what an address asks for: the newest entry of each chain that stands."""
    rows = in_centre(holding(rows), asked.centre)
    for name in ("indicator", "period"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.chosen["kind"]:
        rows = rows.filter(kind=asked.chosen["kind"])
    if asked.year:
        rows = rows.filter(period__startswith=str(asked.year))
    if asked.words:
        rows = rows.filter(indicator__in=_named(asked.words))
    return rows


def _named(words: str) -> list[str]:
    """Codes of the indicators whose name has each of the words."""
    asked = fold(words).split()
    return [
        code
        for code, one in known().items()
        if all(word in fold(f"{code} {one.label}") for word in asked)
    ]


def shown(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """As a page shows them: the newest period first."""
    counted: QuerySet[Any] = rows.select_related("centre", "entered_by").annotate(
        files=Count("evidence", filter=FILED)
    )
    return counted.order_by("-period", "centre__path", "indicator", "-pk")


def chain(row: EnteredFigure) -> list[EnteredFigure]:
    """Every entry of the same unit, indicator, period and kind, the newest first."""
    same = EnteredFigure.objects.filter(
        centre_id=row.centre_id, indicator=row.indicator, period=row.period, kind=row.kind
    )
    return list(same.select_related("centre", "entered_by").order_by("-pk"))


COLUMNS: tuple[Column, ...] = (
    Column(
        pgettext_lazy("một", "Chỉ tiêu"),
        "link",
        (
            Piece(pgettext_lazy("một", "Chỉ tiêu"), lambda row: row.label),
            Piece(_("Mã chỉ tiêu"), lambda row: row.indicator),
        ),
    ),
    one(_("Đơn vị"), "text", lambda row: row.centre.code, "centre", "centre__code"),
    one(_("Kỳ"), "day", lambda row: row.period, "period"),
    one(_("Cách nhập"), "text", lambda row: row.get_kind_display()),
    one(_("Giá trị"), "num", planned),
    one(pgettext_lazy("bằng lời", "Nội dung"), "text", lambda row: row.words),
    one(_("Căn cứ"), "text", lambda row: row.basis),
    one(_("Minh chứng"), "num", lambda row: row.files, "files"),
    one(_("Người nhập"), "text", lambda row: str(row.entered_by)),
)
