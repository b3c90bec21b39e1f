"""Products of tasks, and activities with a due day: delivered in the period, due by the cut-off."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planning.models import Activity, Product
from planning.states import ProductKind
from reports.indicators.entries import rule, standing, still
from reports.indicators.labels import ACTIVITY, PRODUCT
from reports.indicators.products import Due, product_kind
from reports.indicators.question import Question
from reports.indicators.registry import add
from reports.indicators.shapes import Found, Section, counted

P = ProductKind


@dataclass(frozen=True)
class Item:
    """One product of a task."""

    pk: int
    centre_id: int
    kind: str
    task_code: str
    due_on: date
    delivered_on: date | None
    accepted_on: date | None


_FIELDS = ("pk", "centre_id", "kind", "task__code", "due_on", "delivered_on", "accepted_on")


def items(asked: Question) -> list[Item]:
    """Products of standing tasks: delivered in the period, or due by its end and open in it."""
    delivered = Q(delivered_on__range=(asked.start, asked.until))
    open_then = Q(due_on__gte=asked.start) | ~Q(accepted_on__lt=asked.start)
    due = Q(due_on__lte=asked.until) & open_then
    rows = standing(Product, asked).filter(still("task__", asked)).filter(delivered | due)
    return [Item(*row) for row in rows.order_by("due_on", "pk").values_list(*_FIELDS)]


def _delivered(kind: str, asked: Question) -> Found:
    return counted(
        item.pk
        for item in asked.rows(items)
        if item.kind == kind
        and item.delivered_on is not None
        and asked.start <= item.delivered_on <= asked.until
    )


for _code, _kind, _name, _what in (
    (
        "thematic_reports",
        P.THEMATIC_REPORT,
        _("Báo cáo chuyên đề hoàn thành"),
        _("Sản phẩm loại báo cáo chuyên đề của nhiệm vụ, có ngày giao trong kỳ."),
    ),
    (
        "report_products",
        P.REPORT,
        _("Báo cáo là sản phẩm của nhiệm vụ"),
        _("Sản phẩm loại báo cáo của nhiệm vụ, có ngày giao trong kỳ."),
    ),
    (
        "procedure_products",
        P.PROCEDURE,
        _("Quy trình là sản phẩm của nhiệm vụ"),
        _("Sản phẩm loại quy trình của nhiệm vụ, có ngày giao trong kỳ."),
    ),
):
    add(
        _code,
        partial(_delivered, _kind),
        name=_name,
        definition=rule(_what),
        unit="product" if _kind == P.PROCEDURE else "report",
        model=PRODUCT,
        section=Section.SCIENCE,
        by_date=pgettext_lazy("sản phẩm", "ngày giao"),
    )


def _due(kinds: Collection[str], asked: Question) -> Iterator[Due]:
    for item in asked.rows(items):
        if item.kind in kinds:
            yield Due(item.pk, item.centre_id, item.due_on, item.delivered_on, item.accepted_on)


# Made once: what a loader gave is kept under the loader.
_REPORTS = partial(_due, frozenset({P.THEMATIC_REPORT, P.REPORT}))
_PROCEDURES = partial(_due, frozenset({P.PROCEDURE}))
_PAPERS = partial(_due, frozenset({P.PAPER}))
_OTHERS = partial(_due, frozenset({P.PROTOTYPE, P.SOFTWARE, P.OTHER}))


def activities_due(asked: Question) -> list[Due]:
    """Activities with a due day; done is delivered and accepted at once. One query."""
    rows = standing(Activity, asked).filter(due_on__lte=asked.until)
    rows = rows.filter(Q(due_on__gte=asked.start) | ~Q(done_on__lt=asked.start))
    values = rows.order_by("due_on", "pk").values_list("pk", "centre_id", "due_on", "done_on")
    return [Due(pk, centre, due, done, done) for pk, centre, due, done in values]


product_kind("task_report", _("Báo cáo của nhiệm vụ"), _REPORTS, model=PRODUCT)
product_kind("task_procedure", _("Quy trình của nhiệm vụ"), _PROCEDURES, model=PRODUCT)
product_kind("task_paper", _("Bài báo của nhiệm vụ"), _PAPERS, model=PRODUCT)
product_kind("task_other", _("Sản phẩm khác của nhiệm vụ"), _OTHERS, model=PRODUCT)
product_kind("activity", _("Hoạt động có hạn"), activities_due, model=ACTIVITY)
