"""The forms of the pages about standards and their calibration events."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.forms import day
from common.text import sort_key
from instruments.form_fields import NumberFormField, QuantityFormField
from instruments.forms.instruments import SAID_TOGETHER
from instruments.messages import quantity_words
from instruments.models import Standard, StandardCalibration
from instruments.models.standards import LONGEST_REASON
from instruments.services import EVENT_FACTS, STANDARD_FACTS, STANDARD_NAMES
from metrology.quantities.catalogue.quantities import NAMES


class StandardForm(forms.Form):
    """A new standard of a centre; with `standard` its facts to amend."""

    centre = forms.ModelChoiceField(label=_("Trung tâm"), queryset=Centre.objects.none())
    code = forms.CharField(label=_("Mã hiệu"), max_length=40)
    name_vi = forms.CharField(label=_("Tên"), max_length=200)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    maker = forms.CharField(label=_("Hãng sản xuất"), max_length=120, required=False)
    model = forms.CharField(label=_("Kiểu"), max_length=120, required=False)
    serial = forms.CharField(label=_("Số chế tạo"), max_length=80)
    quantity = forms.ChoiceField(label=_("Đại lượng"))
    also = forms.MultipleChoiceField(
        label=_("Đại lượng khác"),
        required=False,
        help_text=_("Chuẩn đa năng: chọn thêm những đại lượng khác mà cùng một chuẩn bao gồm."),
    )
    range_min = QuantityFormField(
        label=_("Giới hạn đo dưới"), required=False, help_text=SAID_TOGETHER
    )
    range_max = QuantityFormField(
        label=_("Giới hạn đo trên"), required=False, help_text=SAID_TOGETHER
    )
    accuracy = forms.CharField(label=_("Cấp chính xác"), max_length=80, required=False)
    mpe = QuantityFormField(
        label=_("Sai số cho phép của chuẩn"),
        required=False,
        difference=True,
        help_text=SAID_TOGETHER,
    )

    def __init__(
        self, *args: Any, person: Person, standard: Standard | None = None, **kwargs: Any
    ) -> None:
        if standard is not None:
            kwargs["initial"] = {
                name: getattr(standard, name) for name in (*STANDARD_NAMES, *STANDARD_FACTS)
            }
        super().__init__(*args, **kwargs)
        named = sorted(((quantity_words(code), code) for code in NAMES), key=_in_order)
        choices = [(code, words) for words, code in named]
        self.fields["also"].choices = choices  # type: ignore[attr-defined]
        if standard is not None:
            del self.fields["centre"], self.fields["quantity"]
            return
        centres = person.centres(Can.MANAGE_STANDARDS)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]
        if len(centres) == 1:
            self.fields["centre"].initial = centres[0]
        self.fields["quantity"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class _Hushed(forms.Form):
    """A form that can be shown again with what was typed, before it is judged."""

    def hush(self) -> None:
        """Show no errors: the person is not done."""
        self._errors = ErrorDict()


class CalibrationForm(_Hushed):
    """A calibration event of a standard."""

    on = day(_("Ngày hiệu chuẩn"))
    valid_until = day(_("Có giá trị đến"))
    laboratory = forms.CharField(label=_("Nơi hiệu chuẩn"), max_length=200)
    certificate_number = forms.CharField(label=_("Số giấy chứng nhận"), max_length=80)
    traceable_to = forms.CharField(label=_("Liên kết chuẩn"), max_length=120, required=False)
    file = forms.FileField(
        label=_("Tệp giấy chứng nhận"),
        required=False,
        help_text=_("PDF, XML (DCC), PNG hoặc JPEG, nhiều nhất 20 MB."),
    )


class CorrectionForm(CalibrationForm):
    """What an event truly says; it begins with what is recorded."""

    why = forms.CharField(
        label=_("Lý do đính chính"),
        max_length=LONGEST_REASON,
        help_text=_("Bản đã ghi vẫn còn, được gạch đi cùng lý do này."),
    )

    @classmethod
    def of(cls, event: StandardCalibration) -> "CorrectionForm":
        """The form, filled with the event."""
        return cls(initial={name: getattr(event, name) for name in EVENT_FACTS})


class DoubtForm(forms.Form):
    """An event found wrong while nobody knows what is true."""

    why = forms.CharField(
        label=_("Phát hiện gì"),
        max_length=LONGEST_REASON,
        help_text=_("Ví dụ: kiểm tra giữa kỳ vượt đường hành động; chuẩn bị rơi."),
    )
    since = day(
        _("Nghi ngờ từ ngày"),
        required=False,
        help_text=_("Để trống nếu không biết: nghi ngờ từ ngày hiệu chuẩn."),
    )


class ValueForm(_Hushed):
    """One line of the certificate; an empty line is left out."""

    nominal = QuantityFormField(label=_("Giá trị danh nghĩa"))
    value = QuantityFormField(label=_("Giá trị"))
    expanded = QuantityFormField(label=_("U"), difference=True)
    k = NumberFormField(label=_("k"), initial="2", max_length=6)

    def has_changed(self) -> bool:
        """A line with nothing but the usual k is empty."""
        return any(name != "k" for name in self.changed_data)


VALUE_ROWS = 6
MOST_VALUE_ROWS = 200
ValueFormSet = formset_factory(
    ValueForm, extra=VALUE_ROWS, max_num=MOST_VALUE_ROWS, absolute_max=MOST_VALUE_ROWS
)


def formset_of(event: StandardCalibration) -> "BaseFormSet[ValueForm]":
    """The lines of an event, to be corrected."""
    rows = [
        {"nominal": row.nominal, "value": row.value, "expanded": row.expanded, "k": row.k}
        for row in event.values.all()
    ]
    return ValueFormSet(prefix="values", initial=rows)


def value_lines(formset: "BaseFormSet[ValueForm]") -> list[tuple[Any, Any, Any, str]]:
    """The filled lines, in order."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data]
    return [(row["nominal"], row["value"], row["expanded"], row["k"]) for row in rows]


class WhyForm(forms.Form):
    """A dangerous move asks for its reason."""

    why = forms.CharField(label=_("Lý do"), max_length=200)


def _in_order(choice: tuple[str, str]) -> str:
    return sort_key(choice[0])
