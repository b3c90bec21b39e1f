"""What accounting takes over: one flat table of a period, the same in csv and xlsx.

The columns are described in docs/operate/accounting.md; their names never change, they are no
words of a page. `reading_back` reads the table and gives the balances again.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from common.sheets import Table, write_book
from contracts.ledger.statement import is_adjusting
from contracts.models import Allocation, Contract, InvoiceRate, Payment

COLUMNS = (
    "kind", "day", "customer", "customer_name", "tax_code", "contract", "document", "form",
    "series", "number", "authority_code", "vat_percent", "net", "vat", "debit", "credit",
    "matched", "method", "reference",
)  # fmt: skip
NOT_SUBJECT = "KCT"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Line = dict[str, Any]


def lines(contracts: QuerySet[Contract], start: date, end: date) -> list[Line]:
    """The table of a period, both days included: openings, then movements by day, as known now."""
    moved = [*_invoices(contracts, end), *_payments(contracts, end)]
    matched = _matches(contracts, end)
    opening = _openings([one for one in [*moved, *matched] if one["day"] < start], start)
    inside = [one for one in [*moved, *matched] if one["day"] >= start]
    inside.sort(key=lambda one: (one["day"], _KINDS.index(one["kind"]), one["document"]))
    return [*opening, *inside]


_KINDS = ("opening", "invoice", "adjustment", "ended", "payment", "taken_back", "match")
_HEAD = ("contract__customer", "contract__customer__name", "contract__customer__tax_code",
         "contract__number")  # fmt: skip


def _line(kind: str, day: date, head: Iterable[Any], **more: Any) -> Line:
    names = ("customer", "customer_name", "tax_code", "contract")
    return {"kind": kind, "day": day, **dict(zip(names, head, strict=True)), **more}


def _invoices(contracts: QuerySet[Contract], end: date) -> Iterator[Line]:
    rows = InvoiceRate.objects.filter(
        invoice__contract__in=contracts.order_by().values("pk"), invoice__issued_on__lte=end
    ).order_by("invoice", "vat_percent")
    head = tuple(f"invoice__{name}" for name in _HEAD)
    columns = (
        "invoice", "invoice__form_symbol", "invoice__series", "invoice__number",
        "invoice__authority_code", "invoice__issued_on", "invoice__ended_on", "invoice__corrects",
        "invoice__corrects__state", "vat_percent", "net", "vat",
    )  # fmt: skip
    for row in rows.values_list(*columns, *head).iterator():
        pk, form, series, number, code, issued, ended, corrects, state, percent, net, vat = row[:12]
        adjusts = is_adjusting(corrects, state)
        about = {
            "document": f"I{corrects if adjusts else pk}",
            "form": form,
            "series": series,
            "number": number,
            "authority_code": code,
            "vat_percent": NOT_SUBJECT if percent is None else str(percent),
        }
        kind = "adjustment" if adjusts else "invoice"
        yield _line(kind, issued, row[12:], **about, net=net, vat=vat, debit=net + vat)
        if ended is not None and ended <= end:
            back = {"net": -net, "vat": -vat, "debit": -net - vat}
            yield _line("ended", ended, row[12:], **about, **back)


def _payments(contracts: QuerySet[Contract], end: date) -> Iterator[Line]:
    rows = Payment.objects.filter(
        contract__in=contracts.order_by().values("pk"), received_on__lte=end
    ).order_by("pk")
    columns = ("pk", "received_on", "cancelled_on", "amount", "method", "reference")
    for row in rows.values_list(*columns, *_HEAD).iterator():
        pk, received_on, cancelled_on, amount, method, reference = row[:6]
        about = {"document": f"P{pk}", "method": method, "reference": reference}
        yield _line("payment", received_on, row[6:], **about, credit=amount)
        if cancelled_on is not None and cancelled_on <= end:
            yield _line("taken_back", cancelled_on, row[6:], **about, credit=-amount)


def _matches(contracts: QuerySet[Contract], end: date) -> list[Line]:
    """Parts in force, on the day when both the invoice and the money were there."""
    rows = (
        Allocation.objects.filter(
            undone_at__isnull=True,
            payment__cancelled_on__isnull=True,
            payment__contract__in=contracts.order_by().values("pk"),
        )
        .order_by("pk")
        .annotate(received=F("payment__received_on"), issued=F("invoice__issued_on"))
    )
    head = tuple(f"invoice__{name}" for name in _HEAD)
    columns = ("invoice", "payment", "amount", "received", "issued", "invoice__series",
               "invoice__number")  # fmt: skip
    found = []
    for row in rows.values_list(*columns, *head).iterator():
        invoice_id, payment_id, amount, received, issued, series, number = row[:7]
        day = max(received, issued)
        if day <= end:
            more = {"series": series, "number": number, "reference": f"P{payment_id}"}
            document = f"I{invoice_id}"
            found.append(_line("match", day, row[7:], document=document, matched=amount, **more))
    return found


def _openings(before: list[Line], start: date) -> list[Line]:
    """One line for each invoice not yet matched in full and each payment with a rest."""
    sums: dict[str, int] = defaultdict(int)
    heads: dict[str, Line] = {}
    for one in before:
        sums[one["document"]] += one.get("debit", 0) - one.get("credit", 0)
        if one["kind"] == "match":
            sums[one["document"]] -= one["matched"]
            sums[one["reference"]] += one["matched"]
        else:
            heads.setdefault(one["document"], one)
    keep = (*COLUMNS[2:11], "method", "reference")
    found = []
    for document in sorted(heads, key=lambda name: (name[0], int(name[1:]))):
        if amount := sums[document]:
            side = {"debit": amount} if document[0] == "I" else {"credit": -amount}
            head = {name: heads[document][name] for name in keep if name in heads[document]}
            found.append({"kind": "opening", "day": start, **head, **side})
    return found


def as_csv(found: Iterable[Line]) -> bytes:
    """UTF-8 with the mark that Excel looks for; text that looks like a formula gets a quote."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in found:
        writer.writerow([_safe(one.get(name)) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(cell: Any) -> Any:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def as_xlsx(found: Iterable[Line]) -> bytes:
    """The same as a workbook: days are days, amounts are numbers, text stays text."""
    rows = ([one.get(name) for name in COLUMNS] for one in found)
    widths = (12, 12, 10, 34, 16, 24)
    return write_book([Table("ledger", COLUMNS, rows, widths)], flat=True)


def totals(found: Iterable[Line]) -> tuple[int, int]:
    """Debit and credit of the period, without the openings."""
    rows = [one for one in found if one["kind"] != "opening"]
    return sum(one.get("debit", 0) for one in rows), sum(one.get("credit", 0) for one in rows)


__all__ = ["COLUMNS", "NOT_SUBJECT", "Line", "as_csv", "as_xlsx", "lines", "totals"]
