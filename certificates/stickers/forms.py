"""What people type on the sticker pages."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre, User
from calibration.states import Service
from certificates.states import StickerSize, StickerState
from certificates.stickers.moving import LARGEST, LONGEST_WHY
from certificates.stickers.queries import Code
from certificates.stickers.services import LONGEST_CODE, LONGEST_NOTE, LONGEST_PROTOCOL
from common.forms import day

_NUMBERS = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class NumberField(forms.CharField):
    """The number of a piece: "17", or as it is printed, "26V.00017"."""

    def __init__(self, **more: Any) -> None:
        given: dict[str, Any] = {"max_length": 30, "widget": _NUMBERS, **more}
        super().__init__(**given)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = re.search(r"([0-9]{1,9})$", text.strip(), re.ASCII)
        if found is None or int(found[1]) > LARGEST:
            raise forms.ValidationError(_("Hãy gõ số tem, như 17 hoặc 26V.00017."), code="number")
        return int(found[1])


class SeriesForm(forms.Form):
    """A batch from the printer."""

    centre = CentreField(Centre.objects.none(), label=gettext_lazy("Trung tâm"), empty_label=None)
    service = forms.ChoiceField(
        label=gettext_lazy("Tem của"),
        choices=[(one.value, one.label) for one in (Service.VERIFICATION, Service.CALIBRATION)],
    )
    code = forms.CharField(
        label=gettext_lazy("Sê-ri"), max_length=LONGEST_CODE,
        help_text=gettext_lazy("In trước dấu chấm trên tem, như 26V trong 26V.00017."),
    )  # fmt: skip
    first = NumberField(label=gettext_lazy("Từ số"))
    last = NumberField(label=gettext_lazy("Đến số"))
    digits = forms.IntegerField(
        label=gettext_lazy("Số chữ số"), min_value=3, max_value=7, initial=5,
    )  # fmt: skip
    size = forms.ChoiceField(label=gettext_lazy("Cỡ"), choices=StickerSize.choices)
    received_on = day(gettext_lazy("Ngày nhập"))
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Nhà in, số phiếu nhập, …"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, centres: Any, **more: Any) -> None:
        super().__init__(data, **more)
        _choose_from(self, "centre", centres)
        self.fields["received_on"].initial = timezone.localdate


def _choose_from(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class _RangeForm(forms.Form):
    """A range of one code."""

    series = forms.ChoiceField(label=gettext_lazy("Sê-ri"))
    first = NumberField(label=gettext_lazy("Từ số"))
    last = NumberField(
        label=gettext_lazy("Đến số"), required=False,
        help_text=gettext_lazy("Để trống: chỉ một tem."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, codes: list[Code], **more: Any) -> None:
        super().__init__(data, **more)
        self.codes = {code.key: code for code in codes}
        field = self.fields["series"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code.key, code.shown) for code in codes]

    def run(self) -> dict[str, Any]:
        """The range as services take it."""
        said: dict[str, Any] = self.cleaned_data
        code = self.codes[said["series"]]
        first = said["first"]
        return {
            "centre": code.centre,
            "code": code.code,
            "first": first,
            "last": said.get("last") or first,
        }


class IssueForm(_RangeForm):
    """To whom, and which: a range, or so many of the lowest."""

    to = forms.ModelChoiceField(label=gettext_lazy("Giao cho"), queryset=User.objects.none())
    first = NumberField(label=gettext_lazy("Từ số"), required=False)
    last = NumberField(label=gettext_lazy("Đến số"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("hoặc số lượng"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Lấy những số thấp nhất còn trong kho."),
    )  # fmt: skip
    field_order = ("series", "to", "first", "last", "count")

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        _choose_from(self, "to", people)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and (said.get("count") is None) == (said.get("first") is None):
            raise forms.ValidationError(_("Hãy ghi số lượng, hoặc từ số – đến số."), code="which")
        return said


class WhyForm(_RangeForm):
    """Spoilt pieces, and why."""

    why = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BackForm(_RangeForm):
    """Pieces that go back to the store."""

    why = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=LONGEST_WHY)


class DestroyForm(WhyForm):
    """Pieces that are destroyed by a protocol."""

    protocol = forms.CharField(label=gettext_lazy("Biên bản hủy số"), max_length=LONGEST_PROTOCOL)
    field_order = ("series", "first", "last", "protocol", "why")


class ChoiceForm(forms.Form):
    """Which pieces go on a job."""

    WAYS = (
        ("next", gettext_lazy("Tem kế tiếp trong tay người thực hiện")),
        ("these", gettext_lazy("Tem số")),
        ("none", gettext_lazy("Không dán: không đủ chỗ, hoặc chỉ dùng giấy chứng nhận")),
    )
    way = forms.ChoiceField(label=gettext_lazy("Tem"), choices=WAYS, widget=forms.RadioSelect)
    numbers = forms.CharField(
        label=gettext_lazy("Tem số"), required=False, max_length=400,
        help_text=gettext_lazy("Nhiều tem thì cách nhau bằng dấu phẩy."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("way") == "these" and not said.get("numbers", "").strip():
            self.add_error("numbers", _("Hãy gõ số tem."))
        return said


class PieceFilter(forms.Form):
    """The address of the list of pieces."""

    q = forms.CharField(label=gettext_lazy("Số tem"), required=False, max_length=40)
    code = forms.ChoiceField(label=gettext_lazy("Sê-ri"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"), required=False,
        choices=[("", gettext_lazy("Tất cả")), *StickerState.choices],
    )  # fmt: skip
    holder = forms.ModelChoiceField(
        label=gettext_lazy("Trong tay"), required=False, queryset=User.objects.none(),
        empty_label=gettext_lazy("Mọi người"),
    )  # fmt: skip

    def __init__(self, data: Any, *, codes: list[str], people: Any) -> None:
        super().__init__(data)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Tất cả")), *((code, code) for code in codes)]
        _choose_from(self, "holder", people)
