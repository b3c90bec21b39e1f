"""Pages on which a site or a contact of a customer is added, changed and removed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.doors import Page
from accounts.forms import ContactForm, SiteForm
from accounts.models import Contact, Customer, Site
from accounts.parts import services as parts
from accounts.permissions import Can
from common.errors import Refused
from common.forms import faults_on


class _Add(Page):
    """One more row of a customer, from the form on the customer's page."""

    verb = Can.MANAGE_CUSTOMERS
    form: ClassVar[type[forms.ModelForm[Any]]]
    prefix: ClassVar[str]
    title: ClassVar[Any]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        form = self.form(request.POST, prefix=self.prefix)
        if form.is_valid():
            with faults_on(form):
                made = self.add(customer, form.cleaned_data)
                messages.success(request, _("Đã thêm “%(name)s”.") % {"name": made})
                return redirect("accounts:customer", pk=pk)
        context = {"form": form, "customer": customer, "title": self.title}
        return render(request, "accounts/part_form.html", context, status=400)

    def add(self, customer: Customer, facts: Any) -> Site | Contact:
        """Ask the service."""
        raise NotImplementedError


class AddSite(_Add):
    """One more place of a customer."""

    form, prefix, title = SiteForm, "site", gettext_lazy("Thêm đơn vị sử dụng")

    def add(self, customer: Customer, facts: Any) -> Site:
        return services.add_site(customer=customer, by=self.person.user, at=timezone.now(), **facts)


class AddContact(_Add):
    """One more person of a customer."""

    form, prefix, title = ContactForm, "contact", gettext_lazy("Thêm người liên hệ")

    def add(self, customer: Customer, facts: Any) -> Contact:
        return services.add_contact(
            customer=customer, by=self.person.user, at=timezone.now(), **facts
        )


class _Part(Page):
    """What the pages of one site and of one contact share."""

    verb = Can.MANAGE_CUSTOMERS
    model: ClassVar[type[Site] | type[Contact]]
    form: ClassVar[type[forms.ModelForm[Any]]]
    title: ClassVar[Any]
    remove_address: ClassVar[str]

    def part(self, pk: int) -> Any:
        """The row, where the person may change its customer."""
        rows: Any = self.model._default_manager.select_related("customer__centre")
        return self.row(rows, Can.MANAGE_CUSTOMERS, pk=pk)

    def show(
        self, request: HttpRequest, part: Any, form: Any, *, status: int = 200, said: str = ""
    ) -> HttpResponse:
        """The form, and below it whether the row can be removed."""
        context = {
            "form": form, "customer": part.customer, "part": part, "title": self.title,
            "uses": parts.uses(part), "remove": self.remove_address, "said": said,
        }  # fmt: skip
        return render(request, "accounts/part_form.html", context, status=status)


class _Edit(_Part):
    """Change it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        part = self.part(pk)
        return self.show(request, part, self.form(instance=part))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        part = self.part(pk)
        form = self.form(request.POST, instance=self.part(pk))
        if form.is_valid():
            with faults_on(form):
                self.save(pk, form.cleaned_data)
                messages.success(request, _("Đã lưu."))
                return redirect("accounts:customer", pk=part.customer_id)
        return self.show(request, part, form, status=400)

    def save(self, pk: int, facts: Any) -> None:
        """Ask the service."""
        raise NotImplementedError


class _Remove(_Part):
    """Remove it, where nothing refers to it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        part = self.part(pk)
        try:
            self.remove(pk)
        except Refused as error:
            form = self.form(instance=part)
            return self.show(request, part, form, status=400, said=str(error))
        messages.success(request, _("Đã xóa “%(name)s”.") % {"name": part})
        return redirect("accounts:customer", pk=part.customer_id)

    def remove(self, pk: int) -> None:
        """Ask the service."""
        raise NotImplementedError


class _OfSites(_Part):
    model, form = Site, SiteForm
    title, remove_address = gettext_lazy("Sửa đơn vị sử dụng"), "accounts:remove-site"


class _OfContacts(_Part):
    model, form = Contact, ContactForm
    title, remove_address = gettext_lazy("Sửa người liên hệ"), "accounts:remove-contact"


class EditSite(_OfSites, _Edit):
    """Change a place of a customer."""

    def save(self, pk: int, facts: Any) -> None:
        parts.change_site(site_id=pk, by=self.person.user, at=timezone.now(), **facts)


class EditContact(_OfContacts, _Edit):
    """Change a person of a customer."""

    def save(self, pk: int, facts: Any) -> None:
        parts.change_contact(contact_id=pk, by=self.person.user, at=timezone.now(), **facts)


class RemoveSite(_OfSites, _Remove):
    """Remove a place of a customer."""

    def remove(self, pk: int) -> None:
        parts.remove_site(site_id=pk, by=self.person.user, at=timezone.now())


class RemoveContact(_OfContacts, _Remove):
    """Remove a person of a customer."""

    def remove(self, pk: int) -> None:
        parts.remove_contact(contact_id=pk, by=self.person.user, at=timezone.now())
