"""Revenue by its four bases, in this one place. A figure without its base is a defect.

| base      | day                  | amount                                                        |
|-----------|----------------------|---------------------------------------------------------------|
| signed    | signing              | the lines that were signed, VAT by rate on the sum of lines   |
|           | each appendix        | what the appendix (phụ lục) changed: value after − before     |
| accepted  | acceptance           | the lines that stand                                          |
| invoiced  | invoice              | as on the paper; adjusting invoices are added as differences  |
| collected | receipt              | money in, gross; net by the invoice it settles, else by the   |
|           |                      | contract it came for                                          |

*Appendices* never change a figure of a day before theirs: not the value signed, and not the kinds
that an earlier invoice or payment was cut into (that goes by the lines of the paper's own day).

*Collected*: each part of a payment given to an invoice counts at the invoice's contract, the rest
at the payment's own. Parts of one invoice are reckoned as running sums in the order they came in,
so that the net of an invoice paid in full is its net to the đồng; the net of a rest is its share
by the contract's value of that day, rounded half up; without a value, all of it is net.

*Cancelled*: a contract counts as signed until the day before it is cancelled. Asked as known on
the day of cancellation or later (`known_on`; None: all that is known now), it counts in no period,
not even in that of its signing; asked as known before, it still counts. A closed report keeps what
it was closed with. The same holds for invoices that are replaced or cancelled, for payments taken
back and for parts given to invoices. Money received for a cancelled contract stays collected.

*Kinds*: `kinds` picks by kind of service. Consulting stands apart: SERVICE_KINDS leaves it out. A
line "other" (travel, urgency) of a contract that is otherwise only consulting is consulting too.
The VAT of a rate goes to the kinds by running sums of their net; an invoice or a payment goes to
the kinds by the net of the contract's lines. Shares add up to the whole, đồng by đồng.

`statement.py` says all this in SQL, once, for rows and sums and for both engines.
"""

from contracts.revenue.asking import all_bases, revenue, revenues, sums
from contracts.revenue.shapes import (
    ALL_KINDS,
    CONSULTING_KINDS,
    SERVICE_KINDS,
    Base,
    Revenue,
    Row,
    Sum,
    paper_of,
)
from contracts.revenue.shares import split

__all__ = [
    "ALL_KINDS",
    "CONSULTING_KINDS",
    "SERVICE_KINDS",
    "Base",
    "Revenue",
    "Row",
    "Sum",
    "all_bases",
    "paper_of",
    "revenue",
    "revenues",
    "split",
    "sums",
]
