"""Proposals found: by words, unit, kind, level, plan year and what became of them."""

from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planning.register.asking import Asked, in_centre, with_words
from planning.register.columns import Column, Piece, one
from planning.states import Level, ProposalKind, ProposalState

CHOICES = {"kind": ProposalKind, "level": Level, "state": ProposalState}


def standing(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Proposals with the `state` they are in."""
    found: QuerySet[Any] = rows.annotate(
        state=Case(
            When(struck_at__isnull=False, then=Value(ProposalState.STRUCK)),
            When(approved_on__isnull=False, then=Value(ProposalState.APPROVED)),
            When(refused_on__isnull=False, then=Value(ProposalState.REFUSED)),
            When(submitted_on__isnull=False, then=Value(ProposalState.SUBMITTED)),
            default=Value(ProposalState.MADE),
            output_field=CharField(),
        )
    )
    return found


def found(rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
    """Those that an address asks for, but for their state."""
    rows = in_centre(rows, asked.centre)
    for name in ("kind", "level"):
        if value := asked.chosen[name]:
            rows = rows.filter(**{name: value})
    if asked.year:
        rows = rows.filter(plan_year=asked.year)
    if asked.words:
        rows = with_words(rows, asked.words, "title")
    return standing(rows)


def in_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    """Those in a state; without one every proposal that was not taken back."""
    return rows.filter(state=state) if state else rows.exclude(state=ProposalState.STRUCK)


def counted(rows: "QuerySet[Any]") -> dict[str, int]:
    """{state: how many} of what was found."""
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def shown(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """As a page shows them: the next plan first."""
    return rows.select_related("centre").order_by("-plan_year", "-made_on", "-pk")


def _answered(row: Any) -> Any:
    return row.approved_on or row.refused_on


COLUMNS: tuple[Column, ...] = (
    one(pgettext_lazy("một", "Đề xuất"), "link", lambda row: row.title, "title"),
    one(_("Đơn vị"), "text", lambda row: row.centre.code, "centre", "centre__code"),
    one(_("Năm kế hoạch"), "year", lambda row: str(row.plan_year), "plan_year"),
    Column(
        _("Loại, cấp"),
        "text",
        (
            Piece(_("Loại"), lambda row: row.get_kind_display()),
            Piece(pgettext_lazy("nhiệm vụ", "Cấp"), lambda row: row.get_level_display()),
        ),
    ),
    one(_("Ngày lập"), "day", lambda row: row.made_on, "made_on"),
    one(_("Ngày trình"), "day", lambda row: row.submitted_on, "submitted_on"),
    Column(
        _("Trạng thái"),
        "state",
        (
            Piece(_("Trạng thái"), lambda row: ProposalState(row.state).label),
            Piece(_("Ngày trả lời"), _answered),
        ),
    ),
)
