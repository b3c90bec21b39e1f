"""The columns of the register: what a page shows, and what its file then holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.access import CONTRACTS
from contracts.models import Contract
from contracts.register.finding import Entry
from contracts.waiting import Waiting, waiting_for

CHUNK = 1000


@dataclass(frozen=True)
class Row:
    """A contract and where it stands; `waiting` is for those who work on it."""

    contract: Contract
    entry: Entry
    waiting: Waiting | None


@dataclass(frozen=True)
class Column:
    """`kind` is how a page prints it; `cells` are the columns of the file: heading and value.

    `sort` is what its heading sorts by. `total` names the sum that stands below it.
    """

    key: str
    label: Any
    kind: str
    cells: tuple[tuple[Any, Callable[[Row], Any]], ...]
    sort: str = ""
    total: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is aligned on the right."""
        return self.kind in ("money", "done")

    def value(self, row: Row) -> Any:
        """What a page prints in a column of one value."""
        return self.cells[0][1](row)


def _one(key: str, label: Any, kind: str, get: Callable[[Row], Any], **more: str) -> Column:
    return Column(key, label, kind, ((label, get),), **more)


COLUMNS = (
    Column(
        "contract",
        _("Số hợp đồng"),
        "contract",
        (
            (_("Số hợp đồng"), lambda row: row.contract.number),
            (_("Nội dung"), lambda row: row.contract.title),
        ),
        sort="number",
    ),
    _one(
        "customer",
        pgettext_lazy("một", "Khách hàng"),
        "text",
        lambda row: row.contract.customer.name,
        sort="customer",
    ),
    _one("tax_code", _("Mã số thuế"), "text", lambda row: row.contract.customer.tax_code),
    _one("centre", _("Đơn vị"), "text", lambda row: row.contract.centre.code),
    _one("strand", _("Mảng"), "text", lambda row: str(row.contract.get_strand_display())),
    Column(
        "stage",
        _("Trạng thái"),
        "stage",
        (
            (_("Trạng thái"), lambda row: str(row.entry.stage.label)),
            (_("Đang chờ"), lambda row: str(row.waiting or "")),
        ),
    ),
    _one(
        "created",
        _("Ngày lập"),
        "day",
        lambda row: timezone.localdate(row.contract.created_at),
        sort="created",
    ),
    Column(
        "days",
        _("Ngày ký, hạn"),
        "days",
        (
            (_("Ngày ký"), lambda row: row.contract.signed_on),
            (_("Hạn thực hiện"), lambda row: row.contract.due_on),
        ),
        sort="signed",
    ),
    _one("accepted", _("Ngày nghiệm thu"), "day", lambda row: row.contract.accepted_on),
    _one("liquidated", _("Ngày thanh lý"), "day", lambda row: row.contract.liquidated_on),
    Column(
        "done",
        _("Đã xong"),
        "done",
        (
            (_("Phương tiện, mẫu đã xong"), lambda row: row.entry.approved),
            (_("Phương tiện, mẫu phải làm"), lambda row: row.entry.due),
        ),
    ),
    _one("net", _("Giá trị chưa thuế, đồng"), "money", lambda row: row.entry.net, total="net"),
    _one("vat", _("Thuế GTGT, đồng"), "money", lambda row: row.entry.vat, total="vat"),
    _one(
        "gross",
        _("Giá trị có thuế, đồng"),
        "money",
        lambda row: row.entry.gross,
        sort="gross",
        total="gross",
    ),
    _one("billed", _("Đã xuất hóa đơn, có thuế, đồng"), "money", lambda row: row.entry.billed),
    _one("paid", _("Đã thu, đồng"), "money", lambda row: row.entry.paid),
    _one(
        "debt",
        _("Còn phải thu, đồng"),
        "money",
        lambda row: row.entry.debt,
        sort="debt",
        total="debt",
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
USUAL = ("contract", "customer", "stage", "days", "done", "gross", "debt")


def chosen(keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these keys, in our order, the number always among them; unknown: the usual."""
    known = set(keys) & set(BY_KEY)
    known = known | {"contract"} if known else set(USUAL)
    return tuple(column for column in COLUMNS if column.key in known)


@dataclass(frozen=True)
class Head:
    """A heading: how the list is sorted by it now, and the sort that a press asks for."""

    column: Column
    ordered: str
    turn: str


def head(column: Column, sort: str) -> Head:
    """The heading of a column in a list sorted by `sort`; numbers and days begin with the most."""
    key = column.sort
    if key == "" or sort.removeprefix("-") != key:
        first = key if column.kind in ("contract", "text") else f"-{key}"
        return Head(column, "", first if key else "")
    falling = sort.startswith("-")
    return Head(column, "descending" if falling else "ascending", key if falling else f"-{key}")


def rows(entries: Sequence[Entry], on: date, *, inside: bool) -> Iterator[Row]:
    """The contracts of `entries` in their order, read a thousand at a time."""
    for start in range(0, len(entries), CHUNK):
        part = entries[start : start + CHUNK]
        found = {one.pk: one for one in CONTRACTS.filter(pk__in=[entry.id for entry in part])}
        for entry in part:
            contract = found[entry.id]
            yield Row(contract, entry, _waiting(contract, entry, on) if inside else None)


def _waiting(contract: Contract, entry: Entry, on: date) -> Waiting | None:
    if not entry.waiting:
        return None
    since = {
        "late": contract.due_on,
        "draft": timezone.localdate(contract.created_at),
        "not_begun": contract.signed_on,
    }
    amounts = {"owed": entry.debt, "not_invoiced": entry.gross - entry.billed}
    return waiting_for(
        entry.waiting, on, since=since.get(entry.waiting), amount=amounts.get(entry.waiting, 0)
    )
