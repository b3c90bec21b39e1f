"""What people type about things in custody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from calibration.custody.queries import ALL, HELD, RETURNED

STATES = ((HELD, _("đang giữ")), (RETURNED, _("đã trả")), (ALL, _("tất cả")))
MOST_DAYS = 9_999


class Moment(forms.DateTimeField):
    """A moment with the browser's own calendar; blank is now."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, required=False, help_text=_("Để trống là bây giờ."), **more)


class HeldFilter(forms.Form):
    """The address of the list of things."""

    q = forms.CharField(label=_("Mã, tên, số chế tạo"), required=False, max_length=200)
    customer = forms.ChoiceField(label=pgettext_lazy("một", "Khách hàng"), required=False)
    place = forms.ChoiceField(label=_("Nơi để"), required=False)
    days = forms.IntegerField(
        label=_("Đã giữ từ, ngày"), required=False, min_value=0, max_value=MOST_DAYS
    )
    state = forms.ChoiceField(required=False, choices=[("", ""), *STATES], widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, owners: list[tuple[int, str, int]], places: list[tuple[str, int]]
    ) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["customer"].choices = [
            ("", _("Mọi khách hàng")),
            *((str(pk), f"{name} ({n})") for pk, name, n in owners),
        ]
        fields["place"].choices = [
            ("", _("Mọi nơi")),
            *((name, f"{name} ({n})") for name, n in places),
        ]


class ArrivalForm(forms.Form):
    """What holds for all that is received at once; each row may say otherwise."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)
    brought_by = forms.CharField(label=_("Người giao"), max_length=150)
    received_at = Moment(label=_("Nhận lúc"))
    condition = forms.CharField(
        label=_("Tình trạng khi nhận"),
        max_length=300,
        required=False,
        initial=_("bình thường, đủ bộ phận"),
        help_text=_("Dùng cho mọi dòng không ghi riêng."),
    )
    place = forms.CharField(label=_("Nơi để"), max_length=100, required=False)
    samples = forms.CharField(
        label=_("Mẫu, mỗi dòng một mẫu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
    )

    def __init__(
        self, data: Any = None, *, centres: Any = None, samples: bool = True, **more: Any
    ) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        if centres is None or len(centres) < 2:  # noqa: PLR2004 — nothing to choose
            del self.fields["centre"]
        else:
            fields["centre"].queryset = centres
        if not samples:
            del self.fields["samples"]

    def sample_names(self) -> list[str]:
        """The samples typed."""
        text: str = self.cleaned_data.get("samples", "")
        return [line.strip() for line in text.splitlines() if line.strip()]


class LeavingForm(forms.Form):
    """What holds for all that is handed back at once."""

    returned_to = forms.CharField(label=_("Người nhận lại"), max_length=150)
    returned_at = Moment(label=_("Trả lúc"))
    condition = forms.CharField(
        label=_("Tình trạng khi trả"),
        max_length=300,
        required=False,
        initial=_("bình thường, đủ bộ phận"),
        help_text=_("Dùng cho mọi dòng không ghi riêng."),
    )
    why = forms.CharField(label=_("Lý do trả khi việc chưa xong"), max_length=300, required=False)


class PlaceForm(forms.Form):
    """Where to."""

    place = forms.CharField(label=_("Chuyển tới"), max_length=100)


class ManyFiles(forms.ClearableFileInput):
    """A file box that takes several."""

    allow_multiple_selected = True
