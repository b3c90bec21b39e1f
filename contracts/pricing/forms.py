"""What people type about the price list, surcharges and norms."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.forms import RowsField, day
from common.templatetags.show import dong, either
from contracts import tables
from contracts.forms import DongField
from contracts.models import Contract, ContractLine, Surcharge, VatCategory
from contracts.pricing.norms import ENDINGS
from contracts.pricing.surcharges import MOST_PERCENT, surcharges_on
from contracts.states import SurchargeKind


class _Centred(forms.Form):
    """A form whose row belongs to one of the centres whose prices the person manages."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_PRICES).order_by("path")


class BringForm(_Centred):
    """A price list as a workbook, and the day its new prices begin."""

    file = forms.FileField(
        label=_("Bảng giá (.xlsx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(tables.ENDINGS)}),
    )
    valid_from = day(_("Giá mới từ ngày"), initial=timezone.localdate)


class SurchargeForm(_Centred):
    """A surcharge: a share of lines, or an amount."""

    kind = forms.ChoiceField(label=_("Loại phụ phí"), choices=SurchargeKind.choices)
    name_vi = forms.CharField(label=_("Tên phụ phí"), max_length=250)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=250, required=False)
    percent = forms.IntegerField(
        label=_("Tỷ lệ, %"), required=False, min_value=1, max_value=MOST_PERCENT,
        help_text=_("Của thành tiền các dòng chịu phụ phí. Để trống nếu ghi số tiền."),
    )  # fmt: skip
    amount = DongField(label=_("Số tiền, đồng, chưa thuế"), required=False)
    vat_category = forms.ChoiceField(
        label=_("Nhóm thuế GTGT"), choices=VatCategory.choices, initial=VatCategory.STANDARD
    )
    valid_from = day(_("Từ ngày"), initial=timezone.localdate)


class EndForm(forms.Form):
    """The last day of a surcharge."""

    last_day = day(_("Ngày cuối áp dụng"), initial=timezone.localdate)


class ChargeForm(forms.Form):
    """A surcharge on lines of a draft."""

    surcharge = forms.ModelChoiceField(
        Surcharge.objects.none(), label=_("Phụ phí"), empty_label=None
    )
    lines = RowsField(
        ContractLine.objects.none(), label=_("Tính trên các dòng"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["surcharge"].queryset = surcharges_on(contract.centre, timezone.localdate())
        fields["surcharge"].label_from_instance = _measured
        fields["lines"].queryset = contract.lines.all()


def _measured(one: Surcharge) -> str:
    """A surcharge with its size, to choose from."""
    size = f"{one.percent} %" if one.amount is None else f"{dong(one.amount)} đ"
    return f"{either(one)}: {size}"


class NormForm(forms.Form):
    """The norm of a service, as a file."""

    title = forms.CharField(label=_("Tên định mức"), max_length=250)
    source = forms.CharField(label=_("Văn bản ban hành"), max_length=200, required=False)
    valid_from = day(_("Từ ngày"), initial=timezone.localdate)
    file = forms.FileField(
        label=_("Tệp định mức (.pdf, .xlsx, .docx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS.values())}),
    )
