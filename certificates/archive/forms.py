"""The form that asks for an archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from certificates.archive.queries import customers_for, years_for


class AskForm(forms.Form):
    """Whose certificates, of which year."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), required=False)
    customer = forms.ModelChoiceField(
        label=pgettext_lazy("một", "Khách hàng"), queryset=Centre.objects.none(), required=False,
        empty_label=_("Tất cả khách hàng"),
    )  # fmt: skip
    year = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        centres = person.centres(Can.EXPORT_CERTIFICATES)
        fields["centre"].queryset = centres
        fields["customer"].queryset = customers_for(person)
        years = [(str(year), str(year)) for year in years_for(person)]
        fields["year"].choices = [("", _("Tất cả các năm")), *years]
        count = len(centres)
        if count <= 1:
            fields["centre"].widget = forms.HiddenInput()
            fields["centre"].initial = centres[0] if count else None
        if not count:  # a client: one customer, or a choice among their own
            own = list(fields["customer"].queryset)
            fields["customer"].required = True
            fields["customer"].empty_label = None
            if len(own) == 1:
                fields["customer"].initial = own[0]

    def clean(self) -> dict[str, Any]:
        """The centre is that of the customer, where one is chosen."""
        found: dict[str, Any] = super().clean() or {}
        customer = found.get("customer")
        if customer is not None:
            found["centre"] = customer.centre
        elif found.get("centre") is None and not self.errors:
            self.add_error("centre", _("Hãy chọn trung tâm."))
        return found
