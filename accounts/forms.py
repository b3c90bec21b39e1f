"""The shape of what people type about people and customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Contact, Customer, Site
from accounts.people import Person
from accounts.permissions import Can, Role
from common.templatetags.show import either


class CentreField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Centres by their name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return either(obj)


class CustomerForm(forms.ModelForm[Customer]):
    """A customer; the centre only where there is a choice."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)

    class Meta:
        model = Customer
        fields = (
            "centre",
            "name",
            "tax_code",
            "budget_code",
            "address",
            "phone",
            "email",
            "representative",
            "representative_title",
            "bank_account",
            "bank_name",
        )
        help_texts = {
            "tax_code": _("10 số, 13 số của chi nhánh, hoặc 12 số định danh cá nhân."),
            "budget_code": _("7 số, của đơn vị nhận ngân sách nhà nước."),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_CUSTOMERS)
        if self.instance.pk:
            del self.fields["centre"]


class SiteForm(forms.ModelForm[Site]):
    """A place of a customer."""

    class Meta:
        model = Site
        fields = ("name", "address")


class ContactForm(forms.ModelForm[Contact]):
    """A person of a customer."""

    class Meta:
        model = Contact
        fields = ("full_name", "position", "email", "phone")


class PersonForm(forms.Form):
    """A new person with their first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(label=_("Địa chỉ e-mail"))
    password = forms.CharField(
        label=_("Mật khẩu đầu tiên"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Để trống: người này tự đặt qua trang “Quên mật khẩu”."),
    )
    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=[c for c in Role.choices if c[0] != Role.CLIENT]
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_PEOPLE)


class RoleForm(forms.Form):
    """One more role for a person."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=[c for c in Role.choices if c[0] != Role.CLIENT]
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_PEOPLE)
