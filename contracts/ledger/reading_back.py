"""Reads the table that `export` writes, by whatever way it went, and adds it up again.

It knows nothing of our tables: what it finds is what another program would find.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common.errors import Fault, Faults, InvalidInput
from common.sheets import read_sheet
from contracts.ledger.export import COLUMNS, NOT_SUBJECT

_KINDS = ("opening", "invoice", "adjustment", "ended", "payment", "taken_back", "match")
_MONEY = ("net", "vat", "debit", "credit", "matched")
_MOST_FAULTS = 20
MOST_BYTES = 20 * 2**20


@dataclass
class Account:
    """One customer: opened with, owed anew, paid."""

    opening: int = 0
    debit: int = 0
    credit: int = 0

    @property
    def closing(self) -> int:
        """Owed at the end; below zero the centre owes it."""
        return self.opening + self.debit - self.credit


@dataclass
class Balances:
    """What the table says in sum.

    `accounts` by customer; `documents`: what is open of an invoice (I…), or with a minus what is
    left of a payment (P…), without those that are even; `rates`: net and VAT of the period by
    VAT rate.
    """

    accounts: dict[str, Account] = field(default_factory=lambda: defaultdict(Account))
    documents: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rates: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_back(content: bytes, name: str) -> Balances:
    """The balances of an export (csv or xlsx).

    Raises InvalidInput naming each wrong cell as “row.column”, at most twenty.
    """
    if len(content) > MOST_BYTES:
        message = _("Tệp lớn hơn 20 MB.")
        raise InvalidInput(Fault("file", message, code="too_large", found=str(len(content))))
    sheet = read_sheet(content, name)
    if not sheet.rows or tuple(sheet.rows[0][: len(COLUMNS)]) != COLUMNS:
        message = _("Tệp không có các cột của bản xuất kế toán.")
        raise InvalidInput(Fault("file", message, code="other_columns", allowed=", ".join(COLUMNS)))
    found, faults = Balances(), Faults()
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cells):
            whole = [*map(_bare, cells), *[""] * len(COLUMNS)]
            _add(found, dict(zip(COLUMNS, whole, strict=False)), number, faults)
        if len(faults.found) >= _MOST_FAULTS:
            break
    faults.raise_if_any()
    found.documents = {name: left for name, left in found.documents.items() if left}
    found.accounts = dict(found.accounts)
    return found


def _bare(cell: str) -> str:
    """Without the quote that keeps a text from being a formula."""
    return cell.removeprefix("'")


def _add(found: Balances, row: dict[str, str], number: int, faults: Faults) -> None:
    money = {name: _amount(row.get(name, ""), f"{number}.{name}", faults) for name in _MONEY}
    kind = row.get("kind", "")
    if kind not in _KINDS:
        message = _("Không có lựa chọn này.")
        faults.add(f"{number}.kind", message, code="unknown", found=kind, allowed=", ".join(_KINDS))
        return
    _check_day(row.get("day", ""), f"{number}.day", faults)
    account = found.accounts[row["customer"]]
    if kind == "match":
        found.documents[row["document"]] -= money["matched"]
        found.documents[row["reference"]] += money["matched"]
        return
    found.documents[row["document"]] += money["debit"] - money["credit"]
    if kind == "opening":
        account.opening += money["debit"] - money["credit"]
        return
    account.debit += money["debit"]
    account.credit += money["credit"]
    if rate := row["vat_percent"]:
        net, vat = found.rates.get(rate, (0, 0))
        found.rates[rate] = (net + money["net"], vat + money["vat"])


def _amount(text: str, name: str, faults: Faults) -> int:
    if not text:
        return 0
    bare = text.removeprefix("-")
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 18):  # noqa: PLR2004
        faults.add(name, _("Không phải là số nguyên đồng."), code="not_money", found=text)
        return 0
    return int(text)


def _check_day(text: str, name: str, faults: Faults) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        faults.add(name, _("Không phải là ngày."), code="bad_day", found=text, allowed="2026-12-31")


__all__ = ["NOT_SUBJECT", "Account", "Balances", "read_back"]
