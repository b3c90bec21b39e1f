"""Science tasks found: by words, unit, kind, level, role, year, and where they stand on a day."""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planning.models import Extension, Product
from planning.register.asking import Asked, in_centre, with_words
from planning.register.columns import Column, Piece, one
from planning.states import Level, Strand, TaskKind, TaskRole, TaskState

CHOICES = {
    "kind": TaskKind, "level": Level, "role": TaskRole, "strand": Strand, "state": TaskState,
}  # fmt: skip
_STANDING = Q(products__struck_at__isnull=True, products__isnull=False)


def standing(rows: "QuerySet[Any]", on: date) -> "QuerySet[Any]":
    """Tasks with the `deadline` that holds on a day and the `state` they are in."""
    granted = Extension.objects.filter(
        task=OuterRef("pk"), approved_on__lte=on, struck_at__isnull=True
    )
    last = granted.order_by("-approved_on", "-pk").values("until")[:1]
    deadline = Coalesce(Subquery(last), F("ends_on"), output_field=DateField())
    found: QuerySet[Any] = rows.annotate(deadline_on=deadline).annotate(
        state=Case(
            When(struck_at__isnull=False, then=Value(TaskState.STRUCK)),
            When(accepted_on__isnull=False, then=Value(TaskState.ACCEPTED)),
            When(stopped_on__isnull=False, then=Value(TaskState.STOPPED)),
            When(deadline_on__lt=on, then=Value(TaskState.LATE)),
            When(starts_on__gt=on, then=Value(TaskState.COMING)),
            default=Value(TaskState.RUNNING),
            output_field=CharField(),
        )
    )
    return found


def found(rows: "QuerySet[Any]", asked: Asked, on: date) -> "QuerySet[Any]":
    """Those that an address asks for, but for their state."""
    rows = in_centre(rows, asked.centre)
    for name in ("kind", "level", "role", "strand"):
        if value := asked.chosen[name]:
            rows = rows.filter(**{name: value})
    if asked.words:
        rows = with_words(rows, asked.words, "code", "title", "head")
    return in_year(standing(rows, on), asked.year, on) if asked.year else standing(rows, on)


def in_year(rows: "QuerySet[Any]", year: int, on: date) -> "QuerySet[Any]":
    """Those carried out in some part of a year: a task that is late runs on until today."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ended = Coalesce("accepted_on", "stopped_on", output_field=DateField())
    open_still = Q(ended__isnull=True) & (Q(deadline_on__gte=first) | Q(state=TaskState.LATE))
    going = open_still if first <= on else Q(ended__isnull=True, deadline_on__gte=first)
    found: QuerySet[Any] = rows.annotate(ended=ended)
    return found.filter(Q(ended__gte=first) | going, starts_on__lte=last)


def in_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    """Those in a state; without one every task that was not taken back."""
    return rows.filter(state=state) if state else rows.exclude(state=TaskState.STRUCK)


def counted(rows: "QuerySet[Any]") -> dict[str, int]:
    """{state: how many} of what was found, in one query."""
    by_state = rows.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(by_state)


def shown(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Found tasks as a page shows them: with their products counted, the newest first."""
    counted_rows: QuerySet[Any] = (
        rows.select_related("centre")
        .annotate(
            products_due=Count("products", filter=_STANDING),
            products_delivered=Count(
                "products", filter=_STANDING & Q(products__delivered_on__isnull=False)
            ),
            products_accepted=Count(
                "products", filter=_STANDING & Q(products__accepted_on__isnull=False)
            ),
        )
        .order_by("-starts_on", "code", "-pk")
    )
    return counted_rows


def products_of(rows: "QuerySet[Any]") -> dict[str, int]:
    """How many products found tasks have: due in all, delivered, accepted."""
    mine = Product.objects.standing().filter(task__in=rows.order_by().values("pk"))
    return mine.aggregate(
        due=Count("pk"),
        delivered=Count("pk", filter=Q(delivered_on__isnull=False)),
        accepted=Count("pk", filter=Q(accepted_on__isnull=False)),
    )


def _extended(task: Any) -> date | None:
    """The first deadline, where another one holds now."""
    return task.ends_on if task.deadline_on != task.ends_on else None


def _if_open(task: Any) -> date | None:
    ended = task.accepted_on or task.stopped_on
    due: date | None = task.acceptance_due_on
    return None if ended else due


COLUMNS: tuple[Column, ...] = (
    Column(
        pgettext_lazy("một", "Nhiệm vụ"),
        "link",
        (
            Piece(_("Tên nhiệm vụ"), lambda task: task.title),
            Piece(_("Mã số"), lambda task: task.code),
            Piece(_("Chủ nhiệm"), lambda task: task.head),
            Piece(_("Loại"), lambda task: task.get_kind_display()),
            Piece(_("Mảng"), lambda task: task.get_strand_display()),
        ),
        "title",
        "title",
    ),
    one(_("Đơn vị"), "text", lambda task: task.centre.code, "centre", "centre__code"),
    Column(
        _("Cấp, vai trò"),
        "text",
        (
            Piece(pgettext_lazy("nhiệm vụ", "Cấp"), lambda task: task.get_level_display()),
            Piece(_("Vai trò"), lambda task: task.get_role_display()),
        ),
    ),
    one(_("Bắt đầu"), "day", lambda task: task.starts_on, "starts_on"),
    Column(
        _("Thời hạn"),
        "day",
        (
            Piece(_("Thời hạn hiện nay"), lambda task: task.deadline_on),
            Piece(_("Thời hạn ban đầu"), _extended),
        ),
        "deadline",
        "deadline_on",
    ),
    one(_("Sản phẩm"), "num", lambda task: task.products_due, "products_due"),
    one(_("Đã giao"), "num", lambda task: task.products_delivered, "products_delivered"),
    one(_("Đã nghiệm thu"), "num", lambda task: task.products_accepted, "products_accepted"),
    Column(
        _("Trạng thái"),
        "state",
        (
            Piece(_("Trạng thái"), lambda task: TaskState(task.state).label),
            Piece(_("Nghiệm thu"), lambda task: task.accepted_on),
            Piece(_("Dự kiến nghiệm thu"), _if_open),
            Piece(_("Dừng"), lambda task: task.stopped_on),
        ),
    ),
)
