"""Whose money a row of a bank's list is: the surest sign first, each with its reason.

An invoice named in the text, a contract named in the text, the customer's tax code or name, and
last the amount alone. A row takes from the invoices what it pays, so that two rows never settle
the same debt. What a person chose stands above every sign.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.ledger.bank.cells import NotMoney, parse_amount, parse_day
from contracts.ledger.bank.desk import SHORTEST_NAME, Desk, Open
from contracts.ledger.bank.headings import plain
from contracts.listing.wording import Reason
from contracts.states import BankFate

RowIn = tuple[int, Mapping[str, str]]
ENTERING = (BankFate.MATCHED, BankFate.LIKELY)
BLOCKING = (BankFate.UNKNOWN, BankFate.UNREADABLE)
CHOICES = ("contract", "invoices", "leave")  # what a person adds to the columns of the file
_NAMED = re.compile(
    r"\b(?:hoa don|hdon|hddt|hd|invoice|inv)(?: (?:gtgt|dien tu|so|no))*((?: ?\d+)+)"
)
_MOST_DIGITS = 8


@dataclass
class Judged:
    """A row as it would enter; `shares` are [invoice, amount]."""

    number: int
    values: dict[str, str]
    fate: BankFate
    reasons: list[Reason] = field(default_factory=list)
    received_on: date | None = None
    amount: int | None = None
    contract_id: int | None = None
    shares: list[list[int]] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The bank's number of the transfer."""
        return self.values.get("reference", "")[:80]

    @property
    def text(self) -> str:
        """What the payer wrote."""
        return self.values.get("text", "")[:500]


def judge(rows: Iterable[RowIn], desk: Desk) -> Iterator[Judged]:
    """Each row with its fate, in order."""
    for number, values in rows:
        row = Judged(number, dict(values), BankFate.UNKNOWN)
        if _readable(row, desk) and not _there(row, desk):
            _find(row, desk)
        yield row


def _readable(row: Judged, desk: Desk) -> bool:
    """Read the day and the amount; False when the row does not go on."""
    if row.values.get("leave"):
        row.fate = BankFate.LEFT_OUT
        return False
    row.amount = _amount(row)
    row.received_on = parse_day(row.values.get("received_on", ""))
    if row.amount is not None and row.amount <= 0:
        row.fate = BankFate.OUTGOING
        row.amount = None
        return False
    if row.received_on is None:
        row.reasons.append(Reason("bad_day", found=row.values.get("received_on", "")))
    elif row.received_on > desk.on:
        row.reasons.append(Reason("in_future", found=row.received_on.isoformat()))
    elif desk.closed is not None and row.received_on <= desk.closed:
        row.reasons.append(Reason("closed_books", found=desk.closed.isoformat()))
    if row.reasons:
        row.fate = BankFate.UNREADABLE
    return not row.reasons


def _amount(row: Judged) -> int | None:
    """The money in; 0 when there is only money out."""
    text = row.values.get("amount", "")
    try:
        if text.strip(" -.0,"):
            return parse_amount(text)
        if row.values.get("debit", "").strip(" -.0,"):
            return 0
    except NotMoney as error:
        row.reasons.append(Reason("bad_amount", found=text, kind=error.code))
        return None
    row.reasons.append(Reason("bad_amount", found=text, kind="blank"))
    return None


def _there(row: Judged, desk: Desk) -> bool:
    """Whether the row is recorded already, or stands twice in the list."""
    assert row.amount is not None
    known = row.reference and desk.recorded.get((row.reference, row.amount, row.received_on))
    key = (row.reference, row.text, row.amount, row.received_on)
    before = desk.seen.setdefault(key, row.number)
    if known:
        row.reasons.append(Reason("recorded", found=row.reference))
    elif before != row.number:
        row.reasons.append(Reason("in_file", row=before))
    else:
        return False
    row.fate = BankFate.DUPLICATE
    return True


def _find(row: Judged, desk: Desk) -> None:
    if row.values.get("contract") or row.values.get("invoices"):
        _as_chosen(row, desk)
        return
    said = plain(f"{row.values.get('text', '')} {row.values.get('payer', '')}")
    customers = _customers(said, desk)
    for sign, found in (
        ("by_invoice", _named_invoices(said, desk)),
        ("by_contract", _named_contract(said, desk)),
    ):
        if found:
            mine = [one for one in found if one.debt.customer_id in customers] or found
            _settle(row, mine, sign)
            return
    named = _contracts(said, desk)
    if len(named) == 1:  # nothing is invoiced yet: an advance
        row.contract_id = named[0]
        row.reasons += [Reason("by_contract"), Reason("over", found=row.amount)]
        row.fate = BankFate.LIKELY
        return
    if customers:
        _of_customer(row, customers, desk)
        return
    same = [one for one in desk.opens if one.left == row.amount]
    if len(same) == 1:
        _settle(row, same, "by_amount")
        row.fate = BankFate.LIKELY
    else:
        row.reasons.append(Reason("several_same" if same else "no_match", found=len(same)))


def _of_customer(row: Judged, customers: Sequence[int], desk: Desk) -> None:
    found = [one for pk in customers for one in desk.by_customer(pk)]
    if len(customers) > 1 or not found:
        code = "several_customers" if len(customers) > 1 else "owes_nothing"
        row.reasons.append(Reason(code, found=len(customers)))
        return
    exact = [one for one in found if one.left == row.amount]
    _settle(row, exact[:1] or found, "by_customer")


def _named_invoices(said: str, desk: Desk) -> list[Open]:
    """Open invoices that the text names: by series and number, or by “hóa đơn 12, 13”."""
    numbers: set[int] = set()
    for found in _NAMED.finditer(said):
        numbers |= {int(n) for n in found[1].split() if len(n.lstrip("0")) <= _MOST_DIGITS}
    return [
        one
        for one in desk.opens
        if one.left
        and one.number is not None
        and (one.number in numbers or _with_series(one, said))
    ]


def _with_series(one: Open, said: str) -> bool:
    if not one.series or one.series not in said:
        return False
    return re.search(rf"\b{re.escape(one.series)} (?:so )?0*{one.number}\b", said) is not None


def _named_contract(said: str, desk: Desk) -> list[Open]:
    """Open invoices of the contracts that the text names."""
    named = set(_contracts(said, desk))
    return [one for one in desk.opens if one.left and one.debt.contract_id in named]


def _contracts(said: str, desk: Desk) -> list[int]:
    """The contracts whose whole number stands in the text."""
    padded = f" {said} "
    return [pk for number, (pk, _c) in desk.contracts.items() if number and f" {number} " in padded]


def _customers(said: str, desk: Desk) -> list[int]:
    """Customers that the text names, by tax code before name."""
    words = set(said.split())
    by_code = [one.customer_id for one in desk.parties if one.tax_code and one.tax_code in words]
    if by_code:
        return by_code
    padded = f" {said} "
    return [
        one.customer_id
        for one in desk.parties
        if len(one.name) >= SHORTEST_NAME and f" {one.name} " in padded
    ]


def _settle(row: Judged, found: Sequence[Open], sign: str) -> None:
    """Give the amount to invoices of one customer, the oldest first; say what remains."""
    assert row.amount is not None
    owners = {one.debt.customer_id for one in found}
    if len(owners) > 1:
        exact = [one for one in found if one.left == row.amount]
        if len(exact) != 1:
            row.reasons.append(Reason("several_customers", found=len(owners)))
            return
        found = exact
    whole = sum(one.left for one in found)
    rest = row.amount
    row.contract_id = found[0].debt.contract_id
    for one in found:
        part = min(rest, one.left)
        if part:
            row.shares.append([one.debt.invoice_id, part])
            one.left -= part
            rest -= part
    row.reasons.append(Reason(sign))
    if rest:
        row.reasons.append(Reason("over", found=rest))
    elif row.amount < whole:
        row.reasons.append(Reason("partial", found=whole - row.amount))
    row.fate = BankFate.MATCHED if row.amount == whole else BankFate.LIKELY


def _as_chosen(row: Judged, desk: Desk) -> None:
    """The contract and the invoices that a person named."""
    contract_id = customer_id = None
    if number := row.values.get("contract", ""):
        known = desk.contracts.get(plain(number))
        if known is None:
            row.reasons.append(Reason("unknown_contract", found=number))
            return
        contract_id, customer_id = known
    found: list[Open] = []
    for text in filter(None, re.split(r"[,;\s]+", row.values.get("invoices", ""))):
        one = _typed_invoice(text, contract_id, customer_id, desk)
        if one is None:
            row.reasons.append(Reason("unknown_invoice", found=text))
            return
        found.append(one)
    if contract_id is not None and not row.values.get("invoices"):
        found = desk.by_contract(contract_id)
    if found:
        _settle(row, found, "chosen")
    else:
        row.reasons += [Reason("chosen"), Reason("over", found=row.amount)]
    if row.contract_id is None and contract_id is None:
        return
    row.contract_id = contract_id or row.contract_id
    row.fate = BankFate.MATCHED


def _typed_invoice(
    text: str, contract_id: int | None, customer_id: int | None, desk: Desk
) -> Open | None:
    """The open invoice of a number, of the contract before the customer's others."""
    digits = text.lstrip("0")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        return None
    same = [one for one in desk.opens if one.left and one.number == int(digits)]
    if customer_id is not None:
        same = [one for one in same if one.debt.customer_id == customer_id]
    own = [one for one in same if one.debt.contract_id == contract_id]
    found = own or same
    return found[0] if len(found) == 1 else None
