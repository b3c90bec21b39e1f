"""Rows of planning that are told: entered figures, targets, members of blocks."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.templatetags.show import dong
from planning.models import BlockMember, EnteredFigure, Target
from planning.rates import shown
from reports.rows.shape import Coded, Shape, address, coded, type_of_row


def _entered(ids: Sequence[int]) -> Iterator[type_of_row]:
    rows = EnteredFigure.objects.filter(pk__in=ids).select_related("centre")
    for row in rows.prefetch_related("evidence"):
        files = [one.name for one in row.evidence.all() if one.struck_at is None]
        cells = (
            row.indicator,
            row.period,
            coded(row, "kind"),
            _number(row),
            row.basis,
            ", ".join(files) or Coded("none", _("không có minh chứng")),
            row.centre.code,
        )
        yield row.pk, address("planning:figure", row.pk), cells


def _number(row: EnteredFigure) -> str:
    if row.value is None:
        return row.words
    return shown(Fraction(row.value, 10**row.places), row.places)


def _targets(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in Target.objects.filter(pk__in=ids).select_related("centre"):
        value = shown(Fraction(row.amount), row.places) if row.places else dong(row.value)
        cells = (
            row.label,
            row.period,
            value,
            row.unit_label,
            row.source,
            row.decided_on,
            row.centre.code,
        )
        yield row.pk, address("planning:target", row.pk), cells


def _members(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in BlockMember.objects.filter(pk__in=ids).select_related("block", "unit"):
        cells = (row.unit.name_vi, row.block.name, row.year, coded(row, "role"), row.unit.code)
        yield row.pk, address("planning:block", row.block_id), cells


SHAPES = {
    "planning.enteredfigure": Shape(
        ("indicator", "period", "kind", "value", "basis", "evidence", "centre"),
        lambda: (
            _("Chỉ tiêu"),
            _("Kỳ"),
            _("Cách nhập"),
            _("Giá trị"),
            _("Căn cứ"),
            _("Minh chứng"),
            _("Đơn vị"),
        ),
        _entered,
    ),
    "planning.target": Shape(
        ("measure", "period", "value", "unit", "source", "decided_on", "centre"),
        lambda: (
            _("Chỉ tiêu"),
            _("Kỳ"),
            pgettext("kế hoạch", "Giao"),
            _("Đơn vị tính"),
            _("Văn bản giao"),
            _("Ngày giao"),
            _("Đơn vị"),
        ),
        _targets,
    ),
    "planning.blockmember": Shape(
        ("unit", "block", "year", "role", "centre"),
        lambda: (_("Tên đơn vị"), _("Khối"), _("Năm"), _("Vai trò"), _("Mã")),
        _members,
    ),
}
