"""Customers with their sites and contacts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.doors import Page
from accounts.forms import ContactForm, CustomerForm, SiteForm
from accounts.models import Customer
from accounts.permissions import Can
from accounts.queries import customers_seen_by
from accounts.views.shown import customer_facts, merging_part
from audit.record import history
from common.forms import faults_on


class Customers(Page):
    """The list, searched without tone marks."""

    verb = Can.SEE_CUSTOMERS

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")
        page = Paginator(customers_seen_by(self.person, text), 50).get_page(request.GET.get("page"))
        may_add = self.person.may(Can.MANAGE_CUSTOMERS)
        context = {"page": page, "text": text, "may_add": may_add}
        return render(request, "accounts/customers.html", context)


class NewCustomer(Page):
    """Register a customer."""

    verb = Can.MANAGE_CUSTOMERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, CustomerForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CustomerForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.register_customer(
                    **form.cleaned_data, by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi khách hàng."))
                return redirect("accounts:customer", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: CustomerForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/customer_form.html", {"form": form}, status=status)


class CustomerPage(Page):
    """One customer: facts, sites, contacts, history."""

    verb = Can.SEE_CUSTOMERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Customer.objects.select_related("centre", "merged_into")
        return self._show(request, self.row(rows, pk=pk))

    def _show(self, request: HttpRequest, customer: Customer) -> HttpResponse:
        may_change = (
            self.person.may(Can.MANAGE_CUSTOMERS, customer.centre)
            and customer.merged_into_id is None
        )
        context = merging_part(customer, may_change=may_change) | {
            "customer": customer,
            "more": customer_facts(customer),
            "sites": customer.sites.all(),
            "contacts": customer.contacts.select_related("user"),
            "may_change": may_change,
            "sees_contracts": self.person.may(Can.SEE_CONTRACTS, customer.centre),
            "sees_instruments": self.person.may(Can.SEE_INSTRUMENTS, customer.centre),
            "may_draft": may_change and self.person.may(Can.MANAGE_CONTRACTS, customer.centre),
            "site_form": SiteForm(prefix="site"),
            "contact_form": ContactForm(prefix="contact"),
            "events": history(customer),
        }
        return render(request, "accounts/customer.html", context)


class EditCustomer(Page):
    """Change the facts of a customer."""

    verb = Can.MANAGE_CUSTOMERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        return self._show(request, CustomerForm(instance=customer, person=self.person))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        form = CustomerForm(request.POST, instance=customer, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.change_customer(
                    customer_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã lưu khách hàng."))
                return redirect("accounts:customer", pk=pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: CustomerForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "customer": form.instance}
        return render(request, "accounts/customer_form.html", context, status=status)
