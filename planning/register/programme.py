"""Lines of the year's programme found: by words, unit, year, strand and whether they are done."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planning.register.asking import Asked, in_centre, with_words
from planning.register.columns import Column, Piece, one
from planning.states import ItemState, Strand

CHOICES = {"strand": Strand, "state": ItemState}


def standing(rows: "QuerySet[Any]", on: date) -> "QuerySet[Any]":
    """Lines with the `state` they are in on a day."""
    found: QuerySet[Any] = rows.annotate(
        state=Case(
            When(struck_at__isnull=False, then=Value(ItemState.STRUCK)),
            When(done_on__isnull=False, then=Value(ItemState.DONE)),
            When(due_on__lt=on, then=Value(ItemState.LATE)),
            default=Value(ItemState.OPEN),
            output_field=CharField(),
        )
    )
    return found


def found(rows: "QuerySet[Any]", asked: Asked, on: date) -> "QuerySet[Any]":
    """Those that an address asks for, but for their state."""
    rows = in_centre(rows, asked.centre)
    if asked.chosen["strand"]:
        rows = rows.filter(strand=asked.chosen["strand"])
    if asked.year:
        rows = rows.filter(year=asked.year)
    if asked.words:
        rows = with_words(rows, asked.words, "title", "source")
    return standing(rows, on)


def in_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    """Those in a state; without one every line that was not taken back."""
    return rows.filter(state=state) if state else rows.exclude(state=ItemState.STRUCK)


def counted(rows: "QuerySet[Any]") -> dict[str, int]:
    """{state: how many} of what was found."""
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def shown(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """As a page shows them: the newest year first, its lines in their order."""
    return rows.select_related("centre").order_by("-year", "centre__path", "pk")


COLUMNS: tuple[Column, ...] = (
    Column(
        _("Nội dung"),
        "link",
        (
            Piece(_("Nội dung"), lambda row: row.title),
            Piece(_("Văn bản ban hành"), lambda row: row.source),
        ),
        "title",
        "title",
    ),
    one(_("Đơn vị"), "text", lambda row: row.centre.code, "centre", "centre__code"),
    one(pgettext_lazy("lịch", "Năm"), "year", lambda row: str(row.year), "year"),
    one(_("Mảng"), "text", lambda row: row.get_strand_display()),
    one(_("Ngày ban hành"), "day", lambda row: row.issued_on, "issued_on"),
    one(_("Hạn"), "day", lambda row: row.due_on, "due_on"),
    Column(
        _("Trạng thái"),
        "state",
        (
            Piece(_("Trạng thái"), lambda row: ItemState(row.state).label),
            Piece(_("Ngày hoàn thành"), lambda row: row.done_on),
        ),
    ),
)
