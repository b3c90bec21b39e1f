"""Invoices and payments as they are on paper: recorded, corrected by a new row, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Fault, Faults, InvalidInput, Refused
from common.states import advance
from contracts.dong import MOST_SUM, require_amount
from contracts.models import Contract, Invoice, InvoiceRate, Payment
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import INVOICE_MOVES, ContractState, InvoiceState

METHODS = ("bank", "cash")
MOST_RATES = 10


@dataclass(frozen=True)
class RateIn:
    """What the paper says under one VAT rate; None is “not subject”."""

    vat_percent: int | None
    net: int
    vat: int


@dataclass(frozen=True, kw_only=True)
class InvoiceFacts:
    """The head and the rates of an electronic invoice."""

    series: str
    number: str
    issued_on: date
    rates: Sequence[RateIn]
    form_symbol: str = "1"
    authority_code: str = ""


@transaction.atomic
def record_invoice(*, contract_id: int, facts: InvoiceFacts, by: User, at: datetime) -> Invoice:
    """Record an invoice. Amounts are as on the paper; `queries.invoice_warnings` compares them."""
    contract = locked(contract_id)
    _require_money_state(contract)
    _check(facts, contract, at, least=0)
    invoice = _write(contract, facts, by, at)
    _say_invoice(invoice, "invoice.record", by, at)
    return invoice


@transaction.atomic
def adjust_invoice(
    *, invoice_id: int, facts: InvoiceFacts, why: str, by: User, at: datetime
) -> Invoice:
    """Record an adjusting invoice: its amounts are differences and may be negative."""
    contract, original = _held(invoice_id)
    if original.state != InvoiceState.ISSUED:
        raise Refused(_("Chỉ điều chỉnh được hóa đơn đang có giá trị."), code="wrong_state")
    faults = Faults()
    require_why(faults, why)
    faults.raise_if_any()
    _check(facts, contract, at, least=-MOST_SUM, first=original.issued_on)
    invoice = _write(contract, facts, by, at, state=InvoiceState.ADJUSTING, corrects=original)
    _say_invoice(invoice, "invoice.adjust", by, at, why)
    return invoice


@transaction.atomic
def replace_invoice(
    *, invoice_id: int, facts: InvoiceFacts, why: str, by: User, at: datetime
) -> Invoice:
    """Record the invoice that replaces another: the other counts no more."""
    contract, original = _held(invoice_id)
    faults = Faults()
    require_why(faults, why)
    faults.raise_if_any()
    _end(original, "replace", facts.issued_on)
    _check(facts, contract, at, least=0, first=original.issued_on)
    invoice = _write(contract, facts, by, at, corrects=original)
    _say_invoice(invoice, "invoice.replace", by, at, why)
    return invoice


@transaction.atomic
def cancel_invoice(*, invoice_id: int, ended_on: date, why: str, by: User, at: datetime) -> Invoice:
    """Cancel an invoice, with the reason."""
    _contract, invoice = _held(invoice_id)
    faults = Faults()
    require_why(faults, why)
    require_day(faults, "ended_on", ended_on, at=at, first=invoice.issued_on)
    faults.raise_if_any()
    _end(invoice, "cancel", ended_on)
    _say_invoice(invoice, "invoice.cancel", by, at, why)
    return invoice


def _held(invoice_id: int) -> tuple[Contract, Invoice]:
    contract_id = Invoice.objects.values_list("contract_id", flat=True).get(pk=invoice_id)
    contract = locked(contract_id)
    invoice = Invoice.objects.get(pk=invoice_id)
    invoice.contract = contract
    return contract, invoice


def _end(invoice: Invoice, verb: str, ended_on: date) -> None:
    advance(invoice, verb, INVOICE_MOVES)
    if invoice.corrections.filter(state=InvoiceState.ADJUSTING).exists():
        raise Refused(_("Hãy hủy hóa đơn điều chỉnh của nó trước."), code="adjusted")
    invoice.ended_on = ended_on
    invoice.save(update_fields=["state", "ended_on"])


def _require_money_state(contract: Contract) -> None:
    if contract.state in (ContractState.DRAFT, ContractState.CANCELLED):
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )


def _check(
    facts: InvoiceFacts, contract: Contract, at: datetime, *, least: int, first: date | None = None
) -> None:
    faults = Faults()
    for name, most in (("series", 12), ("number", 12), ("form_symbol", 10)):
        text = getattr(facts, name).strip()
        if not text:
            faults.add(name, _("Còn để trống."), code="blank")
        elif len(text) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", found=text[:40])
    if len(facts.authority_code.strip()) > 60:  # noqa: PLR2004 — the column
        faults.add("authority_code", _("Nhiều nhất 60 ký tự."), code="too_long")
    require_day(faults, "issued_on", facts.issued_on, at=at, first=first)
    _check_rates(faults, facts.rates, least)
    faults.raise_if_any()


def _check_rates(faults: Faults, rates: Sequence[RateIn], least: int) -> None:
    if not rates:
        faults.add("rates", _("Hãy ghi ít nhất một thuế suất."), code="blank")
    if len({rate.vat_percent for rate in rates}) < len(rates):
        faults.add("rates", _("Mỗi thuế suất chỉ một dòng."), code="duplicate")
    if len(rates) > MOST_RATES:
        faults.add("rates", _("Quá nhiều thuế suất."), code="too_many", allowed=str(MOST_RATES))
    for index, rate in enumerate(rates):
        _check_rate(faults, rate, f"rates.{index}", least)


def _check_rate(faults: Faults, rate: RateIn, at: str, least: int) -> None:
    percent = rate.vat_percent
    if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004
        faults.add(
            f"{at}.vat_percent",
            _("Thuế suất từ 0 đến 100 %."),
            code="unknown",
            found=str(percent),
            allowed="0 … 100",
        )
    for name in ("net", "vat"):
        fault = require_amount(f"{at}.{name}", getattr(rate, name), least=least, most=MOST_SUM)
        if fault is not None:
            faults.found.append(fault)
    if percent is None and rate.vat:
        faults.add(
            f"{at}.vat",
            _("Không chịu thuế thì tiền thuế là 0."),
            code="not_subject",
            found=str(rate.vat),
            allowed="0",
        )


def _write(
    contract: Contract,
    facts: InvoiceFacts,
    by: User,
    at: datetime,
    *,
    state: str = InvoiceState.ISSUED,
    corrects: Invoice | None = None,
) -> Invoice:
    invoice = Invoice(
        contract=contract,
        form_symbol=facts.form_symbol.strip(),
        series=facts.series.strip().upper(),
        number=facts.number.strip(),
        authority_code=facts.authority_code.strip(),
        issued_on=facts.issued_on,
        state=state,
        corrects=corrects,
        recorded_at=at,
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        message = _("Hóa đơn %(invoice)s đã được ghi cho hợp đồng này.") % {"invoice": invoice}
        raise InvalidInput(Fault("number", message, code="taken", found=str(invoice))) from error
    InvoiceRate.objects.bulk_create(
        InvoiceRate(invoice=invoice, vat_percent=r.vat_percent, net=r.net, vat=r.vat)
        for r in facts.rates
    )
    return invoice


def _say_invoice(invoice: Invoice, verb: str, by: User, at: datetime, why: str = "") -> None:
    rates = invoice.rates.all()
    gross = sum(rate.net + rate.vat for rate in rates)
    about = invoice.corrects if invoice.corrects_id else None
    changes = {
        "invoice": (about, invoice),
        "gross": (None, gross),
        "state": (None, invoice.state),
    }
    note(invoice.contract, verb, by=by, at=at, changes=changes, why=why.strip())


@transaction.atomic
def record_payment(
    *,
    contract_id: int,
    amount: int,
    received_on: date,
    by: User,
    at: datetime,
    invoice_id: int | None = None,
    method: str = "bank",
    reference: str = "",
) -> Payment:
    """Money that came in, gross."""
    contract = locked(contract_id)
    _require_money_state(contract)
    faults = Faults()
    if fault := require_amount("amount", amount, least=1, most=MOST_SUM):
        faults.found.append(fault)
    require_day(faults, "received_on", received_on, at=at)
    if method not in METHODS:
        faults.add(
            "method",
            _("Không có lựa chọn này."),
            code="unknown",
            found=method,
            allowed=", ".join(METHODS),
        )
    if len(reference.strip()) > 80:  # noqa: PLR2004 — the column
        faults.add("reference", _("Nhiều nhất 80 ký tự."), code="too_long")
    invoice = _settled(contract, invoice_id, faults)
    faults.raise_if_any()
    payment = Payment.objects.create(
        contract=contract,
        invoice=invoice,
        received_on=received_on,
        amount=amount,
        method=method,
        reference=reference.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    changes = {"payment": (None, amount), "received_on": (None, received_on)}
    note(contract, "payment.record", by=by, at=at, changes=changes)
    return payment


def _settled(contract: Contract, invoice_id: int | None, faults: Faults) -> Invoice | None:
    if invoice_id is None:
        return None
    invoice = contract.invoices.filter(pk=invoice_id).first()
    if invoice is None:
        faults.add(
            "invoice",
            _("Hóa đơn này không phải của hợp đồng."),
            code="unknown",
            found=str(invoice_id),
        )
    return invoice


@transaction.atomic
def cancel_payment(
    *, payment_id: int, cancelled_on: date, why: str, by: User, at: datetime
) -> Payment:
    """Take back a payment that was recorded by mistake, with the reason; the row stays."""
    contract_id = Payment.objects.values_list("contract_id", flat=True).get(pk=payment_id)
    contract = locked(contract_id)
    payment = Payment.objects.get(pk=payment_id)
    faults = Faults()
    require_why(faults, why)
    require_day(faults, "cancelled_on", cancelled_on, at=at, first=payment.received_on)
    faults.raise_if_any()
    if payment.cancelled_on is not None:
        raise Refused(_("Khoản thu này đã hủy rồi."), code="wrong_state")
    payment.cancelled_on = cancelled_on
    payment.save(update_fields=["cancelled_on"])
    changes = {"payment": (payment.amount, None), "received_on": (payment.received_on, None)}
    note(contract, "payment.cancel", by=by, at=at, changes=changes, why=why.strip())
    return payment


__all__ = [
    "InvoiceFacts",
    "RateIn",
    "adjust_invoice",
    "cancel_invoice",
    "cancel_payment",
    "record_invoice",
    "record_payment",
    "replace_invoice",
]
