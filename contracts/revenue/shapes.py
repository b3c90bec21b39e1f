"""What is asked and answered about revenue. Amounts are whole đồng."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.states import LineKind

SERVICE_KINDS = frozenset(
    {LineKind.VERIFICATION, LineKind.CALIBRATION, LineKind.TESTING, LineKind.OTHER}
)
ALL_KINDS = frozenset(LineKind)
CONSULTING_KINDS = frozenset({LineKind.CONSULTING})


class Base(models.TextChoices):
    """What a revenue figure counts."""

    SIGNED = "signed", _("theo hợp đồng ký")
    ACCEPTED = "accepted", _("theo nghiệm thu")
    INVOICED = "invoiced", _("theo hóa đơn")
    COLLECTED = "collected", _("thực thu")


@dataclass(frozen=True)
class Row:
    """What one paper gives to one kind: `source` is contract, appendix, invoice or payment.

    A row of an appendix is a difference and may be negative.
    """

    source: str
    source_id: int
    contract_id: int
    centre_id: int
    strand: str
    kind: str
    on: date
    net: int
    gross: int


@dataclass(frozen=True)
class Sum:
    """The sum of the rows that share a key; `key` holds the values of `by`, in its order."""

    key: tuple[Any, ...]
    net: int
    gross: int

    @property
    def vat(self) -> int:
        """The VAT in it."""
        return self.gross - self.net


@dataclass(frozen=True)
class Revenue:
    """The sum of a base over a period, and the rows behind it."""

    base: Base
    rows: tuple[Row, ...]

    @cached_property
    def net(self) -> int:
        """Without VAT."""
        return sum(row.net for row in self.rows)

    @cached_property
    def gross(self) -> int:
        """With VAT."""
        return sum(row.gross for row in self.rows)

    @property
    def vat(self) -> int:
        """The VAT in it."""
        return self.gross - self.net

    @cached_property
    def contract_ids(self) -> tuple[int, ...]:
        """The contracts behind it, each once."""
        return tuple(sorted({row.contract_id for row in self.rows}))

    @cached_property
    def source_ids(self) -> tuple[int, ...]:
        """The papers behind it, each once: invoices, payments; contracts, as appendices are theirs.

        The ids are of one model for each base: contracts when signed or accepted.
        """
        return tuple(sorted({paper_of(row) for row in self.rows}))

    def by(self, key: Callable[[Row], Any]) -> dict[Any, "Revenue"]:
        """Parts by a property of the rows: `by(lambda row: row.kind)`. They add up to the whole."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[key(row)].append(row)
        return {name: Revenue(self.base, tuple(rows)) for name, rows in groups.items()}


def paper_of(row: Row) -> int:
    """The id that a row opens: its paper; an appendix is opened on its contract."""
    return row.contract_id if row.source == "appendix" else row.source_id
