"""Invoices as they are on paper: recorded, corrected by a new row, never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Fault, Faults, InvalidInput, Refused
from common.states import advance
from common.templatetags.show import dong
from contracts.dong import MOST_SUM, require_amount
from contracts.ledger.asking import ask_invoice, refuse_repeated
from contracts.ledger.closing import require_open_books
from contracts.ledger.settling import Freed, release
from contracts.models import Contract, Invoice, InvoiceRate
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import INVOICE_MOVES, ContractState, InvoiceState

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
def record_invoice(
    *, contract_id: int, facts: InvoiceFacts, by: User, at: datetime, confirm: bool = False
) -> Invoice:
    """Record an invoice. Amounts are as on the paper; `queries.invoice_warnings` compares them.

    Raises `ledger.asking.Asked` for a VAT rate that the lines do not have on that day and for a day
    before the signing, unless `confirm`; InvalidInput for a number that the centre has recorded
    already, for closed books.
    """
    contract = locked(contract_id)
    require_money_state(contract)
    _check(facts, contract, at, least=0)
    _ask(facts, contract, confirm=confirm)
    invoice = _write(contract, facts, by, at)
    _say_invoice(invoice, "invoice.record", by, at)
    return invoice


@transaction.atomic
def adjust_invoice(
    *,
    invoice_id: int,
    facts: InvoiceFacts,
    why: str,
    by: User,
    at: datetime,
    confirm: bool = False,
) -> Invoice:
    """Record an adjusting invoice: its amounts are differences and may be negative.

    Raises InvalidInput naming each amount that would lower a rate of the invoice below nothing.
    """
    contract, original = _held(invoice_id)
    if original.state != InvoiceState.ISSUED:
        raise Refused(_("Chỉ điều chỉnh được hóa đơn đang có giá trị."), code="wrong_state")
    faults = Faults()
    require_why(faults, why)
    faults.raise_if_any()
    _check(facts, contract, at, least=-MOST_SUM, first=original.issued_on)
    _check_left(facts.rates, original)
    _ask(facts, contract, original, confirm=confirm)
    invoice = _write(contract, facts, by, at, state=InvoiceState.ADJUSTING, corrects=original)
    _say_invoice(invoice, "invoice.adjust", by, at, why)
    return invoice


@transaction.atomic
def replace_invoice(
    *,
    invoice_id: int,
    facts: InvoiceFacts,
    why: str,
    by: User,
    at: datetime,
    confirm: bool = False,
) -> Invoice:
    """Record the invoice that replaces another: the other counts no more, its money moves on."""
    contract, original = _held(invoice_id)
    faults = Faults()
    require_why(faults, why)
    faults.raise_if_any()
    first = _earliest_end(original)
    _end(original, "replace", facts.issued_on)
    _check(facts, contract, at, least=0, first=first)
    _ask(facts, contract, original, confirm=confirm)
    invoice = _write(contract, facts, by, at, corrects=original)
    freed = release(original, by=by, at=at, to=invoice)
    _say_invoice(invoice, "invoice.replace", by, at, why, freed)
    return invoice


@transaction.atomic
def cancel_invoice(*, invoice_id: int, ended_on: date, why: str, by: User, at: datetime) -> Invoice:
    """Cancel an invoice, with the reason. Money that settled it stays with its contracts."""
    contract, invoice = _held(invoice_id)
    faults = Faults()
    require_why(faults, why)
    require_day(faults, "ended_on", ended_on, at=at, first=_earliest_end(invoice))
    require_open_books(faults, "ended_on", ended_on, contract.centre)
    faults.raise_if_any()
    _end(invoice, "cancel", ended_on)
    freed = release(invoice, by=by, at=at)
    _say_invoice(invoice, "invoice.cancel", by, at, why, freed)
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


def _earliest_end(invoice: Invoice) -> date:
    """An invoice counts at least as long as what adjusted it, else a difference stood alone."""
    last = invoice.corrections.aggregate(last=Max("ended_on"))["last"]
    return max(invoice.issued_on, last or invoice.issued_on)


def require_money_state(contract: Contract) -> None:
    """Refuse money of a contract that is a draft or cancelled."""
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
    require_open_books(faults, "issued_on", facts.issued_on, contract.centre)
    _check_rates(faults, facts.rates, least)
    faults.raise_if_any()


def _ask(
    facts: InvoiceFacts, contract: Contract, about: Invoice | None = None, *, confirm: bool
) -> None:
    if not confirm:
        ask_invoice(contract, [rate.vat_percent for rate in facts.rates], facts.issued_on, about)


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


def _check_left(rates: Sequence[RateIn], original: Invoice) -> None:
    """Refuse to lower a rate of an invoice, with its adjustments, below nothing."""
    said = Q(invoice=original) | Q(
        invoice__corrects=original, invoice__state=InvoiceState.ADJUSTING
    )
    rows = InvoiceRate.objects.filter(said).order_by().values_list("vat_percent")
    left = {row[0]: row[1:] for row in rows.annotate(net=Sum("net"), vat=Sum("vat"))}
    faults = Faults()
    for index, rate in enumerate(rates):
        for name, most in zip(("net", "vat"), left.get(rate.vat_percent, (0, 0)), strict=True):
            amount = getattr(rate, name)
            if amount + most < 0:
                message = _("Hóa đơn %(invoice)s chỉ còn %(left)s đ ở thuế suất này để giảm.")
                about = {"invoice": original, "left": dong(most)}
                faults.add(
                    f"rates.{index}.{name}",
                    message % about,
                    code="below_zero",
                    found=str(amount),
                    allowed=f">= {-most}",
                )
    faults.raise_if_any()


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
    refuse_repeated(contract, invoice.form_symbol, invoice.series, invoice.number)
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


def _say_invoice(
    invoice: Invoice,
    verb: str,
    by: User,
    at: datetime,
    why: str = "",
    freed: Sequence[Freed] = (),
) -> None:
    """Everything that the paper says, and what became of the money that settled another."""
    about = invoice.corrects if invoice.corrects_id else None
    changes: dict[str, tuple[Any, Any]] = {
        "invoice": (about, invoice),
        "form_symbol": (None, invoice.form_symbol),
        "issued_on": (None, invoice.issued_on),
        "authority_code": (None, invoice.authority_code or None),
        "ended_on": (None, invoice.ended_on),
        "state": (None, invoice.state),
    }
    rates = list(invoice.rates.all())
    changes["gross"] = (None, sum(rate.net + rate.vat for rate in rates))
    for rate in rates:
        percent = "KCT" if rate.vat_percent is None else f"{rate.vat_percent} %"
        changes[f"VAT {percent}"] = (None, f"{rate.net} + {rate.vat}")
    for one in freed:
        name = f"payment {one.payment.pk}, {one.payment}, {one.payment.contract}"
        changes[name] = (one.amount, one.carried)
    said = {name: two for name, two in changes.items() if two != (None, None)}
    note(invoice.contract, verb, by=by, at=at, changes=said, why=why.strip())


__all__ = [
    "InvoiceFacts",
    "RateIn",
    "adjust_invoice",
    "cancel_invoice",
    "record_invoice",
    "replace_invoice",
]
