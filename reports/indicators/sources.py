"""What a saved indicator may count: rows of a closed list of sources, by a closed list of fields.

A source is read as the other indicators read it: what was taken back is not counted, a date must
lie in the period up to the cut-off.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calibration.models import Job
from calibration.states import JobState, Outcome, Regime, Service
from contracts.models import Contract
from contracts.queries import end_of
from contracts.states import ContractState, LineKind, Strand
from planning import states
from planning.models import Activity, Extension, Product, Proposal, ScienceTask
from reports.indicators import labels
from reports.indicators.entries import standing, still
from reports.indicators.question import Question

BY = "by"  # the field that says which date counts


@dataclass(frozen=True)
class Field:
    """One field to filter by: what it is called, where it is, what it may be.

    `choices` are codes with their words; without them it is a text (as long as the column), or a
    whole number, or yes and no.
    """

    name: Any
    lookup: str
    choices: Mapping[str, Any] | None = None
    kind: type = str
    longest: int = 200


@dataclass(frozen=True)
class Source:
    """Rows that may be counted. `days` are the dates to choose from, the first unless told."""

    name: Any
    model: str
    unit: str
    rows: Callable[[Question], QuerySet[Any]]
    days: Mapping[str, Any]
    fields: Mapping[str, Field]
    centre: str = "centre_id"
    quantity: str = ""  # a row stands for so many; blank: for one


def _choices(of: Any) -> dict[str, Any]:
    return dict(of.choices)


def _signed(asked: Question) -> QuerySet[Any]:
    rows = Contract.objects.filter(centre__path__startswith=asked.centre.path)
    return rows.exclude(state__in=[ContractState.CANCELLED, ContractState.DRAFT])


def _performed(asked: Question) -> QuerySet[Any]:
    rows = Job.objects.filter(
        centre__path__startswith=asked.centre.path,
        state=JobState.APPROVED,
        contract_item__isnull=False,
    )
    if asked.known_on is not None:
        rows = rows.filter(approved_at__lt=end_of(asked.known_on))
    return rows


def _activities(asked: Question) -> QuerySet[Any]:
    return standing(Activity, asked)


def _tasks(asked: Question) -> QuerySet[Any]:
    """`running`: the first day of the period on which a task lives; none where it was over."""
    granted = Extension.objects.filter(
        still("", asked), task=OuterRef("pk"), approved_on__lte=asked.until
    )
    over = Q(accepted_on__lt=asked.start) | Q(stopped_on__lt=asked.start)
    first = Greatest("starts_on", Value(asked.start, DateField()))
    running = Case(When(over, then=Value(None)), default=first, output_field=DateField())
    found: QuerySet[Any] = standing(ScienceTask, asked).annotate(
        running=running, extended=Exists(granted)
    )
    return found


def _products(asked: Question) -> QuerySet[Any]:
    rows: QuerySet[Any] = standing(Product, asked).filter(still("task__", asked))
    return rows


def _proposals(asked: Question) -> QuerySet[Any]:
    return standing(Proposal, asked)


_KIND, _STRAND = pgettext_lazy("một", "Loại"), _("Mảng")
_LEVEL = pgettext_lazy("nhiệm vụ", "Cấp")

SOURCES: dict[str, Source] = {
    "activities": Source(
        _("Hoạt động, văn bản"),
        labels.ACTIVITY,
        "turn",
        _activities,
        {"done_on": _("ngày hoàn thành"), "begun_on": _("ngày bắt đầu"), "due_on": _("hạn")},
        {
            "kind": Field(_KIND, "kind", _choices(states.ActivityKind)),
            "strand": Field(_STRAND, "strand", _choices(states.Strand)),
            "venue": Field(_("Loại nơi đăng"), "venue", _choices(states.Venue)),
            "venue_name": Field(_("Nơi đăng"), "venue_name__iexact"),
            "degree": Field(_("Trình độ"), "degree", _choices(states.Degree)),
            "sort": Field(_("Phân loại"), "sort__iexact", longest=100),
            "approximate": Field(_("Số lượt là khoảng"), "approximate", kind=bool),
        },
        quantity="quantity",
    ),
    "tasks": Source(
        _("Nhiệm vụ"),
        labels.TASK,
        "task",
        _tasks,
        {
            "starts_on": _("ngày bắt đầu"),
            "accepted_on": _("ngày nghiệm thu"),
            "acceptance_due_on": _("ngày dự kiến nghiệm thu"),
            "ends_on": _("thời hạn ban đầu"),
            "stopped_on": _("ngày dừng thực hiện"),
            "running": _("thời gian thực hiện"),
        },
        {
            "kind": Field(_KIND, "kind", _choices(states.TaskKind)),
            "level": Field(_LEVEL, "level", _choices(states.Level)),
            "role": Field(_("Vai trò"), "role", _choices(states.TaskRole)),
            "start_year": Field(_("Năm bắt đầu"), "starts_on__year", kind=int),
            "extended": Field(_("Được gia hạn"), "extended", kind=bool),
            "code": Field(_("Mã số"), "code__iexact", longest=60),
            "strand": Field(_STRAND, "strand", _choices(states.Strand)),
        },
    ),
    "products": Source(
        _("Sản phẩm của nhiệm vụ"),
        labels.PRODUCT,
        "product",
        _products,
        {
            "due_on": _("hạn"),
            "delivered_on": pgettext_lazy("sản phẩm", "ngày giao"),
            "accepted_on": _("ngày nghiệm thu"),
        },
        {
            "kind": Field(_KIND, "kind", _choices(states.ProductKind)),
            "level": Field(_("Cấp của nhiệm vụ"), "task__level", _choices(states.Level)),
            "task": Field(_("Mã số nhiệm vụ"), "task__code__iexact", longest=60),
        },
    ),
    "proposals": Source(
        _("Đề xuất"),
        labels.PROPOSAL,
        "proposal",
        _proposals,
        {
            "made_on": _("ngày lập"),
            "submitted_on": _("ngày trình"),
            "approved_on": _("ngày duyệt"),
            "refused_on": _("ngày từ chối"),
        },
        {
            "kind": Field(_KIND, "kind", _choices(states.ProposalKind)),
            "level": Field(_LEVEL, "level", _choices(states.Level)),
            "plan_year": Field(_("Năm kế hoạch"), "plan_year", kind=int),
        },
    ),
    "contracts": Source(
        _("Hợp đồng"),
        labels.CONTRACT,
        "contract",
        _signed,
        {
            "signed_on": _("ngày ký"),
            "accepted_on": _("ngày nghiệm thu"),
            "liquidated_on": _("ngày thanh lý"),
        },
        {
            "strand": Field(_STRAND, "strand", _choices(Strand)),
            "kind": Field(_("Có dòng dịch vụ"), "lines__kind", _choices(LineKind)),
        },
    ),
    "jobs": Source(
        _("Phương tiện đo, mẫu đã thực hiện"),
        labels.JOB,
        "instrument",
        _performed,
        {"performed_on": _("ngày thực hiện")},
        {
            "service": Field(_("Dịch vụ"), "service", _choices(Service)),
            "regime": Field(_("Chế độ"), "regime", _choices(Regime)),
            "outcome": Field(pgettext_lazy("một", "Kết quả"), "outcome", _choices(Outcome)),
            "on_site": Field(_("Tại hiện trường"), "on_site", kind=bool),
            "type": Field(_("Mã loại phương tiện đo"), "instrument__type__code", longest=60),
            "strand": Field(_STRAND, "contract_item__line__contract__strand", _choices(Strand)),
        },
    ),
}
