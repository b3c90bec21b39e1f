"""Reads an uploaded list of a bank into rows with their fates. Harmless twice."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import translation

from common.errors import InvalidInput
from common.queue import Progress
from common.sheets import Sheet, read_sheet
from contracts.ledger.bank.desk import Desk
from contracts.ledger.bank.headings import FIELDS, Layout, find_layout, named_layout, seen
from contracts.ledger.bank.judging import Judged, RowIn, judge
from contracts.listing.wording import Reason, Unreadable, store
from contracts.models import BankList, BankRow
from contracts.states import ListState
from contracts.tables import LONGEST_CELL

JUDGED_COLUMNS = ("received_on", "amount", "reference", "text", "fate", "why", "contract", "shares")
_EVERY = 500


def read(list_id: int, progress: Progress, on: date) -> None:
    """Read the file of a list and store the preview, or why it cannot be read."""
    source = BankList.objects.select_related("centre").get(pk=list_id)
    if source.state != ListState.READING:
        return
    sheet = Sheet([])
    try:
        with source.file.open("rb") as file:
            sheet = read_sheet(file.read(), source.file_name)
        layout = _layout(sheet, source)
        rows = _rows(sheet, layout)
    except InvalidInput:
        _refuse(source, [_why_unreadable(source)], sheet)
        return
    except Unreadable as error:
        _refuse(source, error.reasons, sheet)
        return
    judged = []
    for done, row in enumerate(judge(rows, _desk(source, rows, on)), start=1):
        judged.append(row)
        if done % _EVERY == 0:
            progress.say(done, len(rows))
    _store(source.pk, layout, judged)
    progress.say(len(rows), len(rows))


def _layout(sheet: Sheet, source: BankList) -> Layout:
    named = source.columns.get("named")
    return named_layout(sheet, named["row"], named["columns"]) if named else find_layout(sheet)


def _rows(sheet: Sheet, layout: Layout) -> list[RowIn]:
    """Rows below the heading that have a day or a reference; sums and remarks are left aside."""
    rows: list[RowIn] = []
    for index in range(layout.first, len(sheet.rows)):
        values = _values(sheet.rows[index], layout)
        money = values.get("amount") or values.get("debit")
        if values.get("received_on") and any(c.isdigit() for c in values["received_on"]) and money:
            rows.append((index + 1, values))
    if not rows:
        raise Unreadable(Reason("no_rows"))
    return rows


def _values(cells: list[str], layout: Layout) -> dict[str, str]:
    return {
        name: " ".join(cells[column].replace("\x00", "").split())[:LONGEST_CELL]
        for name, column in layout.columns.items()
        if column < len(cells)
    }


def _desk(source: BankList, rows: Iterable[RowIn], on: date) -> Desk:
    return Desk.of(source.centre, on, [v.get("reference", "")[:80] for _n, v in rows])


def _why_unreadable(source: BankList) -> Reason:
    """What the reader of files said, in both languages: who looks later may read either."""
    said = {}
    for language in ("vi", "en"):
        with translation.override(language), source.file.open("rb") as file:
            try:
                read_sheet(file.read(), source.file_name)
            except InvalidInput as error:
                said[language] = str(error.faults[0].message)
    return Reason("unreadable_file", found=said)


@transaction.atomic
def _refuse(source: BankList, reasons: Iterable[Reason], sheet: Sheet) -> None:
    BankList.objects.filter(pk=source.pk, state=ListState.READING).update(
        state=ListState.REFUSED,
        error=store(reasons),
        columns={"seen": seen(sheet)} if sheet.rows else {},
    )


@transaction.atomic
def _store(list_id: int, layout: Layout, judged: list[Judged]) -> None:
    source = BankList.objects.select_for_update(no_key=True).get(pk=list_id)
    if source.state != ListState.READING:
        return
    source.rows.all().delete()
    BankRow.objects.bulk_create((as_row(list_id, row) for row in judged), batch_size=500)
    source.state = ListState.READY
    source.error = ""
    mapped = {name: layout.headers[name] for name in FIELDS if name in layout.headers}
    source.columns = {**source.columns, "mapped": mapped}
    source.save(update_fields=["state", "error", "columns"])


def as_row(list_id: int, row: Judged) -> BankRow:
    """A judged row as it is kept."""
    return BankRow(
        source_id=list_id,
        number=row.number,
        values=row.values,
        received_on=row.received_on,
        amount=row.amount,
        reference=row.reference,
        text=row.text,
        fate=row.fate,
        why=store(row.reasons),
        contract_id=row.contract_id,
        shares=row.shares,
    )


def judge_stored(source: BankList, on: date) -> tuple[list[BankRow], list[BankRow]]:
    """The stored rows judged afresh, and those of them whose judgement has moved."""
    stored = list(source.rows.order_by("number"))
    rows = [(row.number, row.values) for row in stored]
    moved = []
    for old, new in zip(stored, judge(rows, _desk(source, rows, on)), strict=True):
        fresh = as_row(source.pk, new)
        if any(_value(old, name) != _value(fresh, name) for name in JUDGED_COLUMNS):
            for name in JUDGED_COLUMNS:
                column = "contract_id" if name == "contract" else name
                setattr(old, column, getattr(fresh, column))
            moved.append(old)
    return stored, moved


def _value(row: BankRow, name: str) -> object:
    found = getattr(row, "contract_id" if name == "contract" else name)
    return str(found) if name == "fate" else found
