"""What people type about the ledger."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from common.forms import day
from contracts import tables
from contracts.ledger.bank.headings import FIELDS, SHOWN_ROWS, letters
from contracts.ledger.bank.wording import field_name


class DaysForm(forms.Form):
    """Filters in an address: words, days, an age; what is wrong in it is left aside."""

    q = forms.CharField(required=False, max_length=200)
    age = forms.CharField(required=False, max_length=20)
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    on = forms.DateField(required=False)
    start = forms.DateField(required=False)
    end = forms.DateField(required=False)
    free = forms.BooleanField(required=False)

    def get(self, name: str) -> Any:
        """A value, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class CloseForm(forms.Form):
    """Close the books of a centre up to a day."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"))
    until = day(_("Khóa sổ đến hết ngày"))
    why = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi mở lại: ngày mới sớm hơn ngày đang khóa."),
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()


class WhyForm(forms.Form):
    """Why something is undone."""

    why = forms.CharField(
        label=_("Lý do"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class BankForm(forms.Form):
    """A bank's list, for a centre."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"))
    file = forms.FileField(
        label=_("Sao kê (.xlsx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(tables.ENDINGS)}),
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()


class ColumnsForm(forms.Form):
    """In which row the headings stand and which column each field is."""

    row = forms.TypedChoiceField(label=_("Dòng tiêu đề"), coerce=int)

    def __init__(self, *args: Any, seen: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rows = range(1, min(len(seen), SHOWN_ROWS) + 1)
        fields["row"].choices = [(0, _("không có")), *((n, n) for n in rows)]
        width = max((len(row) for row in seen), default=0)
        columns = [("", "–"), *((n, letters(n)) for n in range(width))]
        for name in FIELDS:
            fields[name] = forms.TypedChoiceField(
                label=field_name(name), choices=columns, coerce=int, required=False,
                empty_value=None,
            )  # fmt: skip

    def columns(self) -> dict[str, int]:
        """The columns that were chosen."""
        found = {name: self.cleaned_data.get(name) for name in FIELDS}
        return {name: column for name, column in found.items() if column is not None}


class ExportForm(forms.Form):
    """A period for accounting."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"))
    start = day(_("Từ ngày"), initial=lambda: timezone.localdate().replace(day=1))
    end = day(_("Đến ngày"), initial=timezone.localdate)
    way = forms.ChoiceField(label=_("Dạng tệp"), choices=[("xlsx", "xlsx"), ("csv", "csv")])

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()

    def clean(self) -> dict[str, Any]:
        """The end does not lie before the start."""
        typed = super().clean() or {}
        start, end = typed.get("start"), typed.get("end")
        if start and end and end < start:
            self.add_error("end", _("Ngày cuối trước ngày đầu."))
        return typed


class ReadBackForm(forms.Form):
    """An export to be added up again."""

    file = forms.FileField(
        label=_("Bản xuất (.xlsx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
