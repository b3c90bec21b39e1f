"""What people type on the page of keys."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can

LONGEST_LABEL, LONGEST_REASON = 120, 300


class KeyForm(forms.Form):
    """A key of a centre, from its file in the folder of keys."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    label = forms.CharField(label=_("Tên khóa"), max_length=LONGEST_LABEL)
    locator = forms.CharField(
        label=_("Tệp khóa"),
        max_length=104,
        help_text=_(
            "Tệp .p12 mà người vận hành đã đặt vào thư mục khóa, tên bắt đầu bằng mã đơn vị."
        ),
    )
    replace = forms.BooleanField(label=_("Thay khóa đang dùng"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person) -> None:
        super().__init__(data, prefix="key")
        centres: Any = self.fields["centre"]
        centres.queryset = person.centres(Can.MANAGE_KEYS)


class RetireForm(forms.Form):
    """Why a key signs nothing more."""

    reason = forms.CharField(label=_("Lý do ngừng dùng"), max_length=LONGEST_REASON)
