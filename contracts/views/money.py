"""Invoices and payments of a contract."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from contracts import services
from contracts.access import CONTRACTS, invoice_of, payment_of
from contracts.faults import as_on, renamed
from contracts.forms import DayForm, InvoiceForm, PaymentForm
from contracts.ledger.asking import asks
from contracts.models import Contract, Invoice
from contracts.queries import standing_of
from contracts.services import InvoiceFacts, RateIn
from contracts.vat import totals_at


class InvoicePage(Page):
    """The form of an invoice; new, adjusting or replacing."""

    verb = Can.RECORD_MONEY

    def _show(
        self,
        request: HttpRequest,
        contract: Contract,
        form: InvoiceForm,
        title: str,
        status: int = 200,
        about: Invoice | None = None,
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "title": title,
            "about": about,
            "standing": standing_of(contract, timezone.localdate()),
        }
        return render(request, "contracts/invoice_form.html", context, status=status)

    def _facts(self, form: InvoiceForm) -> InvoiceFacts:
        typed = form.cleaned_data
        return InvoiceFacts(
            form_symbol=typed["form_symbol"],
            series=typed["series"],
            number=typed["number"],
            authority_code=typed["authority_code"],
            issued_on=typed["issued_on"],
            rates=[RateIn(percent, net, vat) for _row, percent, net, vat in form.rates()],
        )


def _field(form: InvoiceForm) -> Any:
    """`rates.1.net` is the net of the form's second chosen row."""
    rows = [str(row) for row, *_rest in form.rates()]
    names = {"vat_percent": "rate", "net": "net", "vat": "vat"}

    def rename(field: str) -> str:
        parts = field.split(".")
        if len(parts) == 3 and parts[0] == "rates":  # noqa: PLR2004
            return f"{names[parts[2]]}_{rows[int(parts[1])]}"
        return "rate_0" if field == "rates" else field

    return rename


class NewInvoice(InvoicePage):
    """Record an invoice; the amounts still to be invoiced are proposed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        form = InvoiceForm(initial=_proposed(contract))
        return self._show(request, contract, form, _("Ghi hóa đơn"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        form = InvoiceForm(request.POST)
        if form.is_valid():
            with faults_on(form), asks(form), renamed(_field(form)):
                services.record_invoice(
                    contract_id=pk,
                    facts=self._facts(form),
                    confirm=form.confirmed,
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã ghi hóa đơn."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, _("Ghi hóa đơn"), status=400)


def _proposed(contract: Contract) -> dict[str, Any]:
    """The contract's sums for the first invoice, by the rates of the day it would bear."""
    today = timezone.localdate()
    if standing_of(contract, today).invoiced_gross:
        return {}
    proposed: dict[str, Any] = {}
    for row, rate in enumerate(totals_at(contract, today).rates[:4]):
        proposed[f"rate_{row}"] = "none" if rate.rate is None else str(int(rate.rate))
        proposed[f"net_{row}"], proposed[f"vat_{row}"] = rate.net, rate.vat
    return proposed


class CorrectInvoice(InvoicePage):
    """Record the invoice that adjusts or replaces another, with the reason."""

    def get(self, request: HttpRequest, pk: int, way: str) -> HttpResponse:
        invoice = invoice_of(self.person, Can.RECORD_MONEY, pk=pk)
        form = InvoiceForm(signed=way == "adjust", ask_why=True, initial={"series": invoice.series})
        return self._show(request, invoice.contract, form, _title(way), about=invoice)

    def post(self, request: HttpRequest, pk: int, way: str) -> HttpResponse:
        invoice = invoice_of(self.person, Can.RECORD_MONEY, pk=pk)
        form = InvoiceForm(request.POST, signed=way == "adjust", ask_why=True)
        if form.is_valid():
            act = services.adjust_invoice if way == "adjust" else services.replace_invoice
            with faults_on(form), asks(form), renamed(_field(form)):
                act(
                    invoice_id=pk,
                    facts=self._facts(form),
                    why=form.cleaned_data["why"],
                    confirm=form.confirmed,
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã ghi hóa đơn."))
                return redirect("contracts:detail", pk=invoice.contract_id)
        title = _title(way)
        return self._show(request, invoice.contract, form, title, status=400, about=invoice)


def _title(way: str) -> str:
    return _("Hóa đơn điều chỉnh") if way == "adjust" else _("Hóa đơn thay thế")


class CancelInvoice(Page):
    """Cancel an invoice."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = invoice_of(self.person, Can.RECORD_MONEY, pk=pk)
        return self._show(request, invoice, DayForm(label=_("Ngày hủy")))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = invoice_of(self.person, Can.RECORD_MONEY, pk=pk)
        form = DayForm(request.POST, label=_("Ngày hủy"))
        if form.is_valid():
            with faults_on(form), renamed(as_on("ended_on")):
                services.cancel_invoice(
                    invoice_id=pk,
                    ended_on=form.cleaned_data["on"],
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã hủy hóa đơn."))
                return redirect("contracts:detail", pk=invoice.contract_id)
        return self._show(request, invoice, form, status=400)

    def _show(
        self, request: HttpRequest, invoice: Invoice, form: DayForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "contract": invoice.contract,
            "form": form,
            "title": _("Hủy hóa đơn %(invoice)s") % {"invoice": invoice},
            "lead": _("Doanh thu theo hóa đơn không còn tính hóa đơn này từ ngày hủy."),
        }
        return render(request, "contracts/form.html", context, status=status)


class NewPayment(Page):
    """Record money that came in."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        debt = standing_of(contract, timezone.localdate()).debt
        form = PaymentForm(contract=contract, initial={"amount": debt or None})
        return self._show(request, contract, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        form = PaymentForm(request.POST, contract=contract)
        if form.is_valid():
            typed = dict(form.cleaned_data)
            invoice = typed.pop("invoice")
            with faults_on(form), asks(form):
                services.record_payment(
                    contract_id=pk,
                    invoice_id=invoice.pk if invoice else None,
                    by=self.person.user,
                    at=timezone.now(),
                    **typed,
                )
                messages.success(request, _("Đã ghi thu tiền."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: PaymentForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "title": _("Ghi thu tiền"),
            "standing": standing_of(contract, timezone.localdate()),
        }
        return render(request, "contracts/form.html", context, status=status)


class CancelPayment(Page):
    """Take back a payment recorded by mistake."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        return self._show(request, payment.contract, DayForm(label=_("Ngày hủy")))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        form = DayForm(request.POST, label=_("Ngày hủy"))
        if form.is_valid():
            with faults_on(form), renamed(as_on("cancelled_on")):
                services.cancel_payment(
                    payment_id=pk,
                    cancelled_on=form.cleaned_data["on"],
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã hủy khoản thu ghi nhầm."))
                return redirect("contracts:detail", pk=payment.contract_id)
        return self._show(request, payment.contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: DayForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "title": _("Hủy khoản thu ghi nhầm"),
            "lead": _("Dòng vẫn còn trong hồ sơ, chỉ không được tính nữa."),
        }
        return render(request, "contracts/form.html", context, status=status)
