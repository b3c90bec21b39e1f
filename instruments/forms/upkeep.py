"""The forms between calibrations: a value to interpolate, a check, its limits, the interval."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.forms import day
from instruments.form_fields import QuantityFormField, write_quantity
from instruments.models import IntermediateCheck, Standard
from instruments.models.standards import LONGEST_REASON
from instruments.services import LEAST_FIRST, MOST_FIRST, MOST_MONTHS
from instruments.upkeep.checks import USUAL_FIRST, Series


class AtForm(forms.Form):
    """The value that is asked for between the certified points."""

    at = QuantityFormField(label=_("Giá trị cần nội suy"))


class CheckChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A check by its day, point and value."""

    def label_from_instance(self, obj: IntermediateCheck) -> str:
        day = date_format(obj.on, "d/m/Y")
        return f"{day}: {write_quantity(obj.point)} → {write_quantity(obj.found)}, {obj.item}"


class CheckForm(forms.Form):
    """An intermediate check."""

    on = day(_("Ngày kiểm tra"))
    point = QuantityFormField(label=_("Điểm kiểm tra"), help_text=_("Giá trị danh nghĩa."))
    found = QuantityFormField(label=_("Giá trị tìm thấy"))
    item = forms.CharField(
        label=_("Vật kiểm tra"),
        max_length=200,
        help_text=_("So với cái gì: ghi như những lần trước để thành một chuỗi."),
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=LONGEST_REASON, required=False)
    corrects = CheckChoice(
        label=_("Thay cho lần kiểm tra ghi sai"),
        queryset=IntermediateCheck.objects.none(),
        required=False,
        help_text=_("Khi đó ghi chú nêu lý do."),
    )

    def __init__(self, *args: object, standard: Standard, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = standard.checks.filter(corrected_by=None).order_by("-on", "-pk")
        field = self.fields["corrects"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.empty_label = "–"  # type: ignore[attr-defined]


class LimitsForm(forms.Form):
    """How the checks of one series are judged."""

    point = QuantityFormField(label=_("Điểm kiểm tra"))
    item = forms.CharField(label=_("Vật kiểm tra"), max_length=200)
    first = forms.IntegerField(
        label=_("Số lần đầu lấy trung bình và s"),
        min_value=LEAST_FIRST,
        max_value=MOST_FIRST,
        initial=USUAL_FIRST,
    )
    lower = QuantityFormField(label=_("Giới hạn dưới đã thỏa thuận"), required=False)
    upper = QuantityFormField(label=_("Giới hạn trên đã thỏa thuận"), required=False)
    since = day(
        _("Tính từ ngày"),
        required=False,
        help_text=_("Sau khi sửa hoặc chỉnh chuẩn: bắt đầu lại từ ngày này."),
    )
    why = forms.CharField(label=_("Lý do"), max_length=LONGEST_REASON)

    @classmethod
    def of(cls, series: Series) -> "LimitsForm":
        """The form, filled with what is agreed now."""
        agreed = series.agreed
        facts = {"point": series.point, "item": series.item, "first": series.chart.first}
        if agreed is not None:
            facts |= {"lower": agreed.lower, "upper": agreed.upper, "since": agreed.since}
        return cls(initial=facts)


class IntervalForm(forms.Form):
    """A person decides the interval, with a reason."""

    months = forms.IntegerField(
        label=_("Chu kỳ hiệu chuẩn, tháng"), min_value=1, max_value=MOST_MONTHS
    )
    why = forms.CharField(label=_("Lý do"), max_length=LONGEST_REASON)
