"""The forms of the pages about customers' instruments."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer, Site
from accounts.people import Person
from accounts.permissions import Can
from instruments.form_fields import FactsField, QuantityFormField
from instruments.models import Instrument, InstrumentType
from instruments.queries import owners_seen, types_seen
from instruments.services import FACTS

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
            centres = person.centres(Can.MANAGE_INSTRUMENTS)
            mine = Customer.objects.current().filter(centre__in=centres)
            self.fields["customer"].queryset = mine.select_related("centre")  # type: ignore[attr-defined]
            customer_id = self["customer"].value()
        sites = Site.objects.filter(customer_id=customer_id) if _is_id(customer_id) else None
        self.fields["site"].queryset = sites or Site.objects.none()  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The service says it, with the constraint behind it."""

    def validate_constraints(self) -> None:
        """The service says it."""


def _either(kind: InstrumentType) -> str:
    from common.templatetags.show import either

    return either(kind)


def _grouped_types() -> list[tuple[Any, Any]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for kind in InstrumentType.objects.all():
        groups.setdefault(kind.field_words, []).append((kind.pk, _either(kind)))
    return [("", "—"), *groups.items()]


def _is_id(value: Any) -> bool:
    return value is not None and str(value).isdecimal() and len(str(value)) < 19  # noqa: PLR2004


def day_from(text: str) -> date | None:
    """A day from an address; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
