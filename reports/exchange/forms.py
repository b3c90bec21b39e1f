"""The shape of what people send in: keys of other installations, and their files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.errors import InvalidInput
from common.period import Period
from reports.exchange.registering import MOST_KEY, MOST_NOTE


class KeyForm(forms.Form):
    """A unit's public key, and how it was received."""

    unit = CentreField(Centre.objects.none(), label=_("Đơn vị"))
    public_key = forms.CharField(
        label=_("Khóa công khai"),
        max_length=MOST_KEY,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono", "spellcheck": "false"}),
        help_text=_("Dán cả khối PEM, từ “BEGIN PUBLIC KEY” đến “END PUBLIC KEY”."),
    )
    note = forms.CharField(
        label=_("Cách nhận khóa"),
        max_length=MOST_NOTE,
        help_text=_("Ví dụ: gửi kèm công văn 12/VP, đã đọc dấu khóa qua điện thoại với bà Lan."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = person.centres(Can.MANAGE_BLOCKS)


class EndForm(forms.Form):
    """Why a key is no longer taken."""

    why = forms.CharField(label=_("Lý do"), max_length=300)


class FileForm(forms.Form):
    """A report's file; the unit and the period where one of them is waited for."""

    file = forms.FileField(
        label=_("Tệp báo cáo"), widget=forms.FileInput(attrs={"accept": ".json"})
    )
    unit = CentreField(
        Centre.objects.none(),
        label=_("Đơn vị"),
        required=False,
        empty_label=_("như tệp nói"),
        to_field_name="code",
    )
    period = forms.CharField(
        label=_("Kỳ"), max_length=8, required=False, help_text=_("Để trống: như tệp nói.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = person.centres(Can.MANAGE_BLOCKS)

    def clean_period(self) -> str:
        """The code of the period, or the sentence that says which there are."""
        typed: str = self.cleaned_data["period"]
        try:
            return Period.parse(typed).code if typed else ""
        except InvalidInput as error:
            raise forms.ValidationError([str(one.message) for one in error.faults]) from error
