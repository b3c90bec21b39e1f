"""Rows of planning that are work: tasks, their products, proposals, programme, activities."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from planning.models import Activity, Product, ProgrammeItem, Proposal, ScienceTask
from reports.rows.shape import Coded, Shape, address, coded, type_of_row


def _tasks(ids: Sequence[int]) -> Iterator[type_of_row]:
    rows = ScienceTask.objects.filter(pk__in=ids).select_related("centre")
    for row in rows.prefetch_related("extensions"):
        granted = [one for one in row.extensions.all() if one.approved_on and not one.struck_at]
        last = max(granted, key=lambda one: (one.approved_on, one.pk), default=None)
        cells = (
            str(row),
            coded(row, "level"),
            coded(row, "role"),
            row.starts_on,
            row.ends_on,
            last.until if last else None,
            row.accepted_on,
            row.centre.code,
        )
        yield row.pk, address("planning:task", row.pk), cells


def _products(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in Product.objects.filter(pk__in=ids).select_related("task", "centre"):
        cells = (
            row.name,
            coded(row, "kind"),
            str(row.task),
            row.due_on,
            row.delivered_on,
            row.accepted_on,
            row.centre.code,
        )
        yield row.pk, address("planning:task", row.task_id), cells


def _proposals(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in Proposal.objects.filter(pk__in=ids).select_related("centre"):
        cells = (
            row.title,
            coded(row, "kind"),
            coded(row, "level"),
            row.plan_year,
            row.made_on,
            _answer(row),
            row.centre.code,
        )
        yield row.pk, address("planning:proposal", row.pk), cells


def _answer(row: Proposal) -> Coded:
    if row.approved_on:
        return Coded("approved", pgettext("đề xuất", "được duyệt"))
    if row.refused_on:
        return Coded("refused", pgettext("đề xuất", "bị từ chối"))
    if row.submitted_on:
        return Coded("submitted", pgettext("đề xuất", "đã trình"))
    return Coded("made", pgettext("đề xuất", "đã lập"))


def _items(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in ProgrammeItem.objects.filter(pk__in=ids).select_related("centre"):
        cells = (row.title, row.year, row.source, row.due_on, row.done_on, row.centre.code)
        yield row.pk, address("planning:item", row.pk), cells


def _activities(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in Activity.objects.filter(pk__in=ids).select_related("centre"):
        about = f"≈ {row.quantity}" if row.approximate else row.quantity
        cells = (
            row.title,
            coded(row, "kind"),
            _sort(row),
            row.paper or row.people,
            row.begun_on,
            row.done_on,
            about,
            row.centre.code,
        )
        yield row.pk, address("planning:activity", row.pk), cells


def _sort(row: Activity) -> Coded | str:
    """What sort of its kind it is: where a paper appeared, what a training leads to, else words."""
    if row.venue:
        return Coded(row.venue, f"{row.get_venue_display()}: {row.venue_name}".removesuffix(": "))
    return coded(row, "degree") or row.sort


SHAPES = {
    "planning.sciencetask": Shape(
        (
            "task", "level", "role", "starts_on", "first_deadline", "deadline", "accepted_on",
            "centre",
        ),
        lambda: (
            _("Nhiệm vụ"),
            pgettext("nhiệm vụ", "Cấp"),
            _("Vai trò"),
            _("Bắt đầu"),
            _("Hạn ban đầu"),
            _("Gia hạn đến"),
            _("Nghiệm thu"),
            _("Đơn vị"),
        ),
        _tasks,
    ),
    "planning.product": Shape(
        ("product", "kind", "task", "due_on", "delivered_on", "accepted_on", "centre"),
        lambda: (
            pgettext("nhiệm vụ", "Sản phẩm"),
            _("Loại"),
            _("Nhiệm vụ"),
            _("Hạn"),
            _("Đã giao ngày"),
            _("Nghiệm thu"),
            _("Đơn vị"),
        ),
        _products,
    ),
    "planning.proposal": Shape(
        ("title", "kind", "level", "plan_year", "made_on", "state", "centre"),
        lambda: (
            _("Tên đề xuất"),
            _("Loại"),
            pgettext("nhiệm vụ", "Cấp"),
            _("Năm kế hoạch"),
            _("Ngày lập"),
            _("Tình trạng"),
            _("Đơn vị"),
        ),
        _proposals,
    ),
    "planning.programmeitem": Shape(
        ("title", "year", "source", "due_on", "done_on", "centre"),
        lambda: (
            _("Nội dung"),
            _("Năm"),
            pgettext("chương trình", "Ban hành theo"),
            _("Hạn"),
            _("Ngày hoàn thành"),
            _("Đơn vị"),
        ),
        _items,
    ),
    "planning.activity": Shape(
        ("title", "kind", "sort", "paper", "begun_on", "done_on", "quantity", "centre"),
        lambda: (
            _("Nội dung"),
            _("Loại"),
            _("Phân loại"),
            _("Văn bản, người thực hiện"),
            _("Ngày bắt đầu"),
            _("Ngày hoàn thành"),
            _("Số lượt"),
            _("Đơn vị"),
        ),
        _activities,
    ),
}  # fmt: skip
