"""What a centre knows when a bank's list comes: who owes what, and what is recorded already."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Centre
from contracts.ledger.bank.headings import plain
from contracts.ledger.closing import closed_until
from contracts.ledger.debts import Debt, debts
from contracts.models import Contract, Payment
from contracts.states import ContractState

# Words of a firm's legal form, which people leave out of a transfer's text.
_FORMS = re.compile(
    r"\b(cong ty|cty|trach nhiem huu han|tnhh|co phan|cp|mtv|mot thanh vien|tap doan|tong|"
    r"doanh nghiep tu nhan|dntn|chi nhanh)\b"
)
SHORTEST_NAME = 6  # letters of a name that may be looked for in a text
_MANY = 500

type_of_key = tuple[str, int, date | None]


@dataclass
class Open:
    """An open invoice; `left` shrinks while the rows of the list take from it."""

    debt: Debt
    series: str
    number: int | None
    left: int


@dataclass(frozen=True)
class Party:
    """A customer with contracts: how a text may name it."""

    customer_id: int
    name: str
    tax_code: str


@dataclass
class Desk:
    """Open invoices, contracts by number, customers, payments that are there."""

    on: date
    closed: date | None
    opens: list[Open]
    contracts: dict[str, tuple[int, int]]  # plain number → (contract, customer)
    parties: list[Party]
    recorded: dict[type_of_key, date] = field(default_factory=dict)
    seen: dict[tuple[str, str, int, date | None], int] = field(default_factory=dict)

    @classmethod
    def of(cls, centre: Centre, on: date, references: Iterable[str]) -> "Desk":
        """The desk of a centre on a day; `references` are those of the list."""
        rows = Contract.objects.filter(centre=centre).exclude(
            state__in=(ContractState.DRAFT, ContractState.CANCELLED)
        )
        opens = [_open(debt) for debt in debts(rows, on).rows]
        contracts: dict[str, tuple[int, int]] = {}
        parties: dict[int, Party] = {}
        columns = ("pk", "number", "customer", "customer__name", "customer__tax_code")
        for pk, number, customer_id, name, tax in rows.order_by("pk").values_list(*columns):
            contracts[plain(number)] = (pk, customer_id)
            parties[customer_id] = Party(customer_id, short_name(name), plain(tax).replace(" ", ""))
        return cls(
            on,
            closed_until(centre),
            opens,
            contracts,
            list(parties.values()),
            _recorded(centre, references),
        )

    def by_customer(self, customer_id: int) -> list[Open]:
        """Open invoices of a customer, the oldest first."""
        return [one for one in self.opens if one.left and one.debt.customer_id == customer_id]

    def by_contract(self, contract_id: int) -> list[Open]:
        """Open invoices of a contract, the oldest first."""
        return [one for one in self.opens if one.left and one.debt.contract_id == contract_id]


def _open(debt: Debt) -> Open:
    series, _blank, number = debt.number.rpartition(" ")
    digits = number.lstrip("0")
    return Open(debt, plain(series), int(digits) if digits.isdecimal() else None, debt.open)


def short_name(name: str) -> str:
    """A customer's name without its legal form: “Công ty TNHH Sông Bồ” → “song bo”."""
    return " ".join(_FORMS.sub(" ", plain(name)).split())


def _recorded(centre: Centre, references: Iterable[str]) -> dict[type_of_key, date]:
    """Payments in force that bear one of the references, by (reference, amount, day)."""
    wanted = sorted({text for text in references if text})
    found: dict[type_of_key, date] = defaultdict(lambda: date.max)
    for start in range(0, len(wanted), _MANY):
        rows = Payment.objects.filter(
            contract__centre=centre,
            cancelled_on__isnull=True,
            reference__in=wanted[start : start + _MANY],
        )
        for reference, amount, on in rows.values_list("reference", "amount", "received_on"):
            found[reference, amount, on] = on
    return dict(found)
