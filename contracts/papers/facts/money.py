"""What is accepted, invoiced, paid and still to pay under a contract; whole đồng with VAT."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Refused
from contracts.ledger.debts import Debts, debts
from contracts.models import Contract, InvoiceRate
from contracts.queries import counting
from contracts.words import in_words


def accepted(contract: Contract, on: date, gross: int) -> dict[str, Any]:
    """Value, accepted value, what came in, what is still to pay (practice.md 2.1)."""
    paid = _paid(contract, on)
    rows = [
        {"label": "Giá trị hợp đồng, gồm thuế GTGT", "amount": gross},
        {"label": "Giá trị nghiệm thu, gồm thuế GTGT", "amount": gross},
    ]
    return _values(rows, gross, paid)


def settled(contract: Contract, on: date, gross: int) -> dict[str, Any]:
    """The same when the contract ends, with what was invoiced.

    Without acceptance nothing is due but that.
    """
    owed_now = debts(_only(contract), on)
    invoiced = _invoiced(contract, on)
    was_accepted = contract.accepted_on is not None and contract.accepted_on <= on
    value = gross if was_accepted else 0
    rows = [
        {"label": "Giá trị hợp đồng, gồm thuế GTGT", "amount": gross},
        {"label": "Giá trị nghiệm thu, gồm thuế GTGT", "amount": value},
        {"label": "Đã xuất hóa đơn, gồm thuế GTGT", "amount": invoiced},
    ]
    paid = invoiced - owed_now.open + owed_now.credit
    return {**_values(rows, max(value, invoiced), paid), "invoices": _invoices(owed_now)}


def owed(contract: Contract, on: date, gross: int) -> dict[str, Any]:
    """Invoices that are not paid in full; without any invoice, the contract's value.

    Raises Refused where nothing is due.
    """
    owed_now = debts(_only(contract), on)
    invoiced = _invoiced(contract, on)
    paid = invoiced - owed_now.open + owed_now.credit
    amount = owed_now.open if invoiced else max(0, gross - paid)
    if amount <= 0:
        message = _("Không còn khoản nào phải thanh toán vào ngày này.")
        raise Refused(message, code="nothing_due")
    return {"invoices": _invoices(owed_now), "due": _due(amount, paid)}


def _only(contract: Contract) -> Any:
    return Contract.objects.filter(pk=contract.pk)


def _invoiced(contract: Contract, on: date) -> int:
    rows = InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract=contract)
    return sum(net + vat for net, vat in rows.values_list("net", "vat"))


def _paid(contract: Contract, on: date) -> int:
    owed_now = debts(_only(contract), on)
    return _invoiced(contract, on) - owed_now.open + owed_now.credit


def _values(rows: list[dict[str, Any]], value: int, paid: int) -> dict[str, Any]:
    left = value - paid
    last = "Còn phải thanh toán" if left >= 0 else "Đã nhận thừa, Bên B hoàn trả"
    found = [
        *rows,
        {"label": "Đã thanh toán", "amount": paid},
        {"label": last, "amount": abs(left)},
    ]
    return {"values": found, "due": _due(max(0, left), paid, back=max(0, -left))}


def _due(amount: int, paid: int, back: int = 0) -> dict[str, Any]:
    return {"amount": amount, "paid": paid, "back": back, "words": in_words(amount)}


def _invoices(found: Debts) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "number": row.number,
            "issued_on": row.issued_on.isoformat(),
            "gross": row.gross,
            "paid": row.settled + row.covered,
            "left": row.open,
        }
        for position, row in enumerate(found.rows, start=1)
    ]
