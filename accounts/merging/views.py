"""Pages of customers that were registered twice."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.merging import queries, services
from accounts.merging.apart import LONGEST_WHY, tell_apart
from accounts.merging.kinds import counted
from accounts.merging.moving import hanging
from accounts.models import Customer
from accounts.permissions import Can
from accounts.services import CUSTOMER_FACTS
from common.forms import faults_on


class MergeForm(forms.Form):
    """Which of the two stays, and why they are one."""

    keep = forms.TypedChoiceField(
        label=gettext_lazy("Giữ khách hàng nào"), coerce=int, widget=forms.RadioSelect
    )
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=services.MOST_WHY)

    def __init__(self, *args: Any, one: Customer, other: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep: Any = self.fields["keep"]
        keep.choices = [(row.pk, f"{row.name} ({row.pk})") for row in (one, other)]
        keep.initial = one.pk


class ApartForm(forms.Form):
    """Why two customers that look alike are two."""

    prefix = "apart"
    why = forms.CharField(label=gettext_lazy("Vì sao là hai khách hàng"), max_length=LONGEST_WHY)


class Duplicates(Page):
    """Pairs of customers that may be one."""

    verb = Can.MANAGE_CUSTOMERS

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(queries.duplicates(self.person), 50).get_page(request.GET.get("page"))
        context = {"page": page, "rows": queries.with_rows(list(page))}
        return render(request, "accounts/merging/duplicates.html", context)


class Candidates(Page):
    """With which customer one is to be merged."""

    verb = Can.MANAGE_CUSTOMERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        text = request.GET.get("q", "")
        context = {
            "customer": customer,
            "rows": queries.candidates(customer, text),
            "text": text,
        }
        return render(request, "accounts/merging/candidates.html", context)


class Merge(Page):
    """Two customers side by side; one stays."""

    verb = Can.MANAGE_CUSTOMERS

    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        one, two = self._both(pk, other)
        return self._show(request, one, two, MergeForm(one=one, other=two))

    def post(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        one, two = self._both(pk, other)
        if "apart" in request.POST:
            return self._apart(request, one, two)
        form = MergeForm(request.POST, one=one, other=two)
        if form.is_valid():
            keep, gone = (one, two) if form.cleaned_data["keep"] == one.pk else (two, one)
            with faults_on(form):
                services.merge_customers(
                    keep_id=keep.pk,
                    gone_id=gone.pk,
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã gộp hai khách hàng."))
                return redirect("accounts:customer", pk=keep.pk)
        return self._show(request, one, two, form, status=400)

    def _apart(self, request: HttpRequest, one: Customer, two: Customer) -> HttpResponse:
        form = ApartForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                tell_apart(
                    one_id=one.pk,
                    other_id=two.pk,
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã ghi: hai khách hàng khác nhau."))
                return redirect("accounts:duplicates")
        first = MergeForm(one=one, other=two)
        return self._show(request, one, two, first, status=400, apart=form)

    def _both(self, pk: int, other: int) -> tuple[Customer, Customer]:
        rows = Customer.objects.select_related("centre", "merged_into")
        one = self.row(rows, Can.MANAGE_CUSTOMERS, pk=pk)
        return one, self.row(rows, Can.MANAGE_CUSTOMERS, pk=other)

    def _show(
        self,
        request: HttpRequest,
        one: Customer,
        two: Customer,
        form: MergeForm,
        status: int = 200,
        apart: ApartForm | None = None,
    ) -> HttpResponse:
        context = {
            "one": one,
            "other": two,
            "facts": _facts(one, two),
            "counts": counted(hanging(one), hanging(two)),
            "obstacles": services.obstacles(one, two),
            "form": form,
            "apart": apart or ApartForm(),
        }
        return render(request, "accounts/merging/merge.html", context, status=status)


def _facts(one: Customer, two: Customer) -> list[tuple[str, str, str]]:
    """(label, what the one says, what the other says) of each fact that either says."""
    return [
        (str(Customer._meta.get_field(name).verbose_name), *said)  # type: ignore[union-attr]
        for name in CUSTOMER_FACTS
        if any(said := (getattr(one, name), getattr(two, name)))
    ]
