"""Surcharges of the centres, and one put on a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from contracts.access import CONTRACTS
from contracts.faults import renamed
from contracts.models import Contract, Surcharge
from contracts.pricing import surcharges
from contracts.pricing.forms import ChargeForm, EndForm, SurchargeForm
from contracts.pricing.surcharges import SurchargeFacts


class Surcharges(Page):
    """What the centres charge beside their services; a new one."""

    verbs = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, SurchargeForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SurchargeForm(request.POST, person=self.person)
        if form.is_valid():
            typed = dict(form.cleaned_data)
            centre = typed.pop("centre")
            with faults_on(form):
                surcharges.add_surcharge(
                    centre=centre, facts=SurchargeFacts(**typed),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã thêm phụ phí."))
                return redirect("contracts:surcharges")
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: SurchargeForm, status: int = 200) -> HttpResponse:
        seen = Surcharge.objects.filter(centre__in=self.person.centres(Can.SEE_PRICES))
        today = timezone.localdate()
        context = {
            "rows": [(one, _ended(one, today)) for one in seen.select_related("centre")],
            "form": form,
            "may_change": self.person.may(Can.MANAGE_PRICES),
        }
        return render(request, "contracts/pricing/surcharges.html", context, status=status)


def _ended(one: Surcharge, today: Any) -> bool:
    return one.valid_to is not None and one.valid_to < today


class EndSurcharge(Page):
    """The last day of a surcharge."""

    verb = Can.MANAGE_PRICES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._one(pk), EndForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one, form = self._one(pk), EndForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                surcharges.end_surcharge(
                    surcharge_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã ngừng phụ phí."))
                return redirect("contracts:surcharges")
        return self._show(request, one, form, status=400)

    def _one(self, pk: int) -> Surcharge:
        seen = Surcharge.objects.filter(centre__in=self.person.centres(Can.SEE_PRICES))
        one = get_object_or_404(seen.select_related("centre"), pk=pk)
        self.person.insist(Can.MANAGE_PRICES, one.centre)
        return one

    def _show(
        self, request: HttpRequest, one: Surcharge, form: EndForm, status: int = 200
    ) -> HttpResponse:
        context = {"one": one, "form": form}
        return render(request, "contracts/pricing/end_surcharge.html", context, status=status)


class Charge(Page):
    """Put a surcharge on a draft contract."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        every = list(contract.lines.values_list("pk", flat=True))
        return self._show(
            request, contract, ChargeForm(contract=contract, initial={"lines": every})
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = ChargeForm(request.POST, contract=contract)
        if form.is_valid():
            typed = form.cleaned_data
            with faults_on(form), renamed(_on_form):
                surcharges.charge(
                    contract_id=pk, surcharge_id=typed["surcharge"].pk,
                    line_ids=[line.pk for line in typed["lines"]],
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã thêm phụ phí."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: ChargeForm, status: int = 200
    ) -> HttpResponse:
        chosen = {str(value) for value in form["lines"].value() or ()}
        lines = [(line, str(line.pk) in chosen) for line in contract.lines.all()]
        field: Any = form.fields["surcharge"]
        context = {
            "contract": contract, "form": form, "lines": lines, "offered": field.queryset.exists(),
        }  # fmt: skip
        return render(request, "contracts/pricing/charge.html", context, status=status)


def _on_form(field: str) -> str:
    """A line's price too large is the surcharge's doing."""
    return "surcharge" if field == "price" else field
