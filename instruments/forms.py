"""The forms of this app's pages."""

from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre, Customer, Site
from accounts.people import Person
from accounts.permissions import Can
from common.text import sort_key
from instruments.form_fields import FactsField, NumberFormField, QuantityFormField
from instruments.messages import quantity_words
from instruments.models import Instrument, InstrumentType, Standard
from instruments.queries import owners_seen, types_seen
from instruments.services import FACTS, STANDARD_FACTS, STANDARD_NAMES
from metrology.quantities.catalogue.quantities import NAMES

Choice = tuple[str, Any]
SAID_TOGETHER = _("Ví dụ: 10 bar; 0,2 MPa; −20 °C.")


class InstrumentFilter(forms.Form):
    """The address of the list: text, kind, customer. A client has no customer to choose."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=200)
    type = forms.ChoiceField(label=_("Loại phương tiện đo"), required=False)
    customer = forms.ChoiceField(label=pgettext_lazy("một", "Khách hàng"), required=False)

    def __init__(self, data: Any, *, person: Person, inside: bool) -> None:
        super().__init__(data)
        types: list[Choice] = [(kind.code, _either(kind)) for kind in types_seen(person)]
        self._choices("type", types, _("Mọi loại"))
        if inside:
            owners: list[Choice] = [(str(pk), name) for pk, name in owners_seen(person)]
            self._choices("customer", owners, _("Mọi khách hàng"))
        else:
            del self.fields["customer"]

    def _choices(self, name: str, choices: list[Choice], every: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices]


class InstrumentForm(forms.ModelForm[Instrument]):
    """All that is known of an instrument. The service writes; this form only reads."""

    resolution = QuantityFormField(
        label=_("Giá trị độ chia"), required=False, difference=True, help_text=SAID_TOGETHER
    )
    facts = FactsField(
        label=_("Thông số khác"),
        required=False,
        help_text=_("Mỗi dòng một thông số, viết: tên = giá trị. Ví dụ: e = 50 g"),
    )

    class Meta:
        model = Instrument
        fields = ("customer", *FACTS)
        labels = {
            "customer": pgettext_lazy("một", "Khách hàng"),
            "type": _("Loại phương tiện đo"),
            "site": pgettext_lazy("một", "Nơi sử dụng"),
        }
        help_texts = {
            "name": _("Chỉ ghi khi khác tên của loại."),
            "range_min": SAID_TOGETHER,
            "range_max": SAID_TOGETHER,
            "type_approval": _("Cần cho phương tiện đo phải phê duyệt mẫu."),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = _grouped_types()  # type: ignore[attr-defined]
        customer_id: Any = self.instance.customer_id
        if customer_id:
            del self.fields["customer"]
        else:
            mine = Customer.objects.filter(centre__in=person.centres(Can.MANAGE_INSTRUMENTS))
            self.fields["customer"].queryset = mine.select_related("centre")  # type: ignore[attr-defined]
            customer_id = self["customer"].value()
        sites = Site.objects.filter(customer_id=customer_id) if _is_id(customer_id) else None
        self.fields["site"].queryset = sites or Site.objects.none()  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The service says it, with the constraint behind it."""

    def validate_constraints(self) -> None:
        """The service says it."""


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
        if standard is not None:
            del self.fields["centre"], self.fields["quantity"]
            return
        centres = person.centres(Can.MANAGE_STANDARDS)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]
        if len(centres) == 1:
            self.fields["centre"].initial = centres[0]
        named = sorted(((quantity_words(code), code) for code in NAMES), key=_in_order)
        choices = [("", "—"), *((code, words) for words, code in named)]
        self.fields["quantity"].choices = choices  # type: ignore[attr-defined]


class _Hushed(forms.Form):
    """A form that can be shown again with what was typed, before it is judged."""

    def hush(self) -> None:
        """Show no errors: the person is not done."""
        self._errors = ErrorDict()


class CalibrationForm(_Hushed):
    """A calibration event of a standard."""

    on = forms.DateField(label=_("Ngày hiệu chuẩn"), widget=forms.DateInput({"type": "date"}))
    valid_until = forms.DateField(
        label=_("Có giá trị đến"), widget=forms.DateInput({"type": "date"})
    )
    laboratory = forms.CharField(label=_("Nơi hiệu chuẩn"), max_length=200)
    certificate_number = forms.CharField(label=_("Số giấy chứng nhận"), max_length=80)
    traceable_to = forms.CharField(label=_("Liên kết chuẩn"), max_length=120, required=False)
    file = forms.FileField(
        label=_("Tệp giấy chứng nhận"),
        required=False,
        help_text=_("PDF, PNG hoặc JPEG, nhiều nhất 20 MB."),
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


def value_lines(formset: "BaseFormSet[ValueForm]") -> list[tuple[Any, Any, Any, str]]:
    """The filled lines, in order."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data]
    return [(row["nominal"], row["value"], row["expanded"], row["k"]) for row in rows]


class WhyForm(forms.Form):
    """A dangerous move asks for its reason."""

    why = forms.CharField(label=_("Lý do"), max_length=200)


def _either(kind: InstrumentType) -> str:
    from common.templatetags.show import either

    return either(kind)


def _grouped_types() -> list[tuple[Any, Any]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for kind in InstrumentType.objects.all():
        groups.setdefault(kind.field_words, []).append((kind.pk, _either(kind)))
    return [("", "—"), *groups.items()]


def _in_order(choice: tuple[str, str]) -> str:
    return sort_key(choice[0])


def _is_id(value: Any) -> bool:
    return value is not None and str(value).isdecimal() and len(str(value)) < 19  # noqa: PLR2004


def day_from(text: str) -> date | None:
    """A day from an address; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
