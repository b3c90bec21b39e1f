"""Activities found: by words, unit, kind, strand, days, done or not; counted by kind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.errors import Fault, InvalidInput
from planning.register.asking import Asked, in_centre, with_words
from planning.register.columns import FILED, Column, Piece, one
from planning.register.programme import in_state, standing
from planning.states import ActivityKind, ItemState, Strand

CHOICES = {"kind": ActivityKind, "strand": Strand, "state": ItemState}
DAYS = ("start", "end")
__all__ = ["COLUMNS", "AskedDays", "KindSum", "found", "in_state", "shown", "sums"]


class AskedDays(Asked):
    """The filters of a list of activities; the days are those on which they count."""

    def __init__(self, params: QueryDict) -> None:
        super().__init__(params, CHOICES)
        self.days = {name: _day(params.get(name, "")) for name in DAYS}

    def insist(self) -> "AskedDays":
        """Itself; InvalidInput names each filter that says nothing."""
        super().insist()
        wrong = [name for name in DAYS if self._text(name) and self.days[name] is None]
        if wrong:
            message = _("Ngày viết như 2026-11-20.")
            raise InvalidInput(
                *(Fault(name, message, code="bad_day", found=self._text(name)[:20])
                  for name in wrong)
            )  # fmt: skip
        return self

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return super().any or any(self.days.values())

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(name, value) of what is asked for."""
        days = [(name, day.isoformat()) for name, day in self.days.items() if day]
        return [*super().kept, *days]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def found(rows: "QuerySet[Any]", asked: AskedDays, on: date) -> "QuerySet[Any]":
    """Those that an address asks for, but for their kind; they count on the day they are done."""
    rows = in_centre(rows, asked.centre)
    if asked.chosen["strand"]:
        rows = rows.filter(strand=asked.chosen["strand"])
    rows = standing(rows.annotate(day=Coalesce("done_on", "begun_on")), on)
    if asked.year:
        rows = rows.filter(day__year=asked.year)
    if start := asked.days["start"]:
        rows = rows.filter(day__gte=start)
    if end := asked.days["end"]:
        rows = rows.filter(day__lte=end)
    if asked.words:
        rows = with_words(rows, asked.words, "title", "people", "paper", "venue_name", "sort")
    return in_state(rows, asked.chosen["state"])


def state_of(row: Any, on: date) -> ItemState:
    """The same state, of one row."""
    if row.struck_at is not None:
        return ItemState.STRUCK
    if row.done_on is not None:
        return ItemState.DONE
    return ItemState.LATE if row.due_on and row.due_on < on else ItemState.OPEN


@dataclass(frozen=True)
class KindSum:
    """How many entries of a kind, and how many turns they stand for."""

    kind: ActivityKind
    count: int
    done: int
    turns: int
    approximate: bool


def sums(rows: "QuerySet[Any]") -> list[KindSum]:
    """By kind, in the order of the kinds; one query."""
    is_done = Q(done_on__isnull=False)
    by_kind = rows.order_by().values_list("kind").annotate(
        n=Count("pk"),
        done=Count("pk", filter=is_done),
        turns=Sum("quantity", filter=is_done),
        about=Count("pk", filter=Q(approximate=True)),
    )  # fmt: skip
    there = {kind: (n, done, turns or 0, about) for kind, n, done, turns, about in by_kind}
    return [
        KindSum(kind, n, done, turns, bool(about))
        for kind in ActivityKind
        if (counted := there.get(kind.value))
        for n, done, turns, about in [counted]
    ]


def shown(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """As a page shows them: the newest first."""
    counted: QuerySet[Any] = rows.select_related("centre").annotate(
        files=Count("evidence", filter=FILED)
    )
    return counted.order_by(F("day").desc(nulls_last=True), "-pk")


def _about(row: Any) -> Any:
    return pgettext_lazy("số", "khoảng") if row.approximate else ""


COLUMNS: tuple[Column, ...] = (
    Column(
        gettext_lazy("Nội dung"),
        "link",
        (
            Piece(gettext_lazy("Nội dung"), lambda row: row.title),
            Piece(gettext_lazy("Văn bản, số hiệu"), lambda row: row.paper),
            Piece(gettext_lazy("Người thực hiện"), lambda row: row.people),
        ),
        "title",
        "title",
    ),
    one(gettext_lazy("Đơn vị"), "text", lambda row: row.centre.code, "centre", "centre__code"),
    Column(
        gettext_lazy("Loại"),
        "text",
        (
            Piece(gettext_lazy("Loại"), lambda row: row.get_kind_display()),
            Piece(gettext_lazy("Phân loại"), lambda row: row.sort),
            Piece(gettext_lazy("Loại nơi đăng"), lambda row: row.get_venue_display()),
            Piece(gettext_lazy("Nơi đăng"), lambda row: row.venue_name),
            Piece(gettext_lazy("Trình độ"), lambda row: row.get_degree_display()),
        ),
    ),
    one(gettext_lazy("Mảng"), "text", lambda row: row.get_strand_display()),
    one(gettext_lazy("Bắt đầu"), "day", lambda row: row.begun_on, "begun_on"),
    one(gettext_lazy("Hạn"), "day", lambda row: row.due_on, "due_on"),
    one(gettext_lazy("Ngày hoàn thành"), "day", lambda row: row.done_on, "done_on"),
    Column(
        gettext_lazy("Số lượt"),
        "num",
        (
            Piece(gettext_lazy("Số lượt"), lambda row: row.quantity),
            Piece(gettext_lazy("Cách nhập"), _about),
        ),
        "quantity",
        "quantity",
    ),
    one(gettext_lazy("Minh chứng"), "num", lambda row: row.files, "files"),
    Column(
        gettext_lazy("Trạng thái"),
        "state",
        (Piece(gettext_lazy("Trạng thái"), lambda row: ItemState(row.state).label),),
    ),
)
