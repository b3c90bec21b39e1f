"""Reads an uploaded list into rows with their fates. Harmless twice."""

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation

from common.errors import InvalidInput
from common.queue import Progress
from common.sheets import MOST_ROWS, Sheet, read_sheet
from contracts.listing.headings import Layout, find_layout, require_no_merges
from contracts.listing.judging import Desk, Judged, judge
from contracts.listing.kinds import TypeBook
from contracts.listing.layouts import candidates, known_layout, remembered
from contracts.listing.wording import Reason, Unreadable, store
from contracts.models import ListImport, ListRow
from contracts.tables import LONGEST_CELL

log = logging.getLogger(__name__)
_EVERY = 500
_LONE = 2  # a row of so few cells without a serial number is a title, a sum or a signature

RowIn = tuple[int, dict[str, str]]


def read(import_id: int, progress: Progress, on: date) -> None:
    """Read the file of an import and store the preview, or why it cannot be read."""
    source = ListImport.objects.select_related("contract__centre", "contract__customer").get(
        pk=import_id
    )
    if source.state != "reading":
        return
    try:
        with source.file.open("rb") as file:
            sheet = read_sheet(file.read(), source.file_name)
    except InvalidInput:
        _refuse(import_id, [_why_unreadable(source)], [])
        return
    desk = Desk.of(source.contract, source.kind, on)
    heads = candidates(sheet)
    try:
        layout, rows, titles = _rows(sheet, desk.book, source.contract.customer_id)
    except Unreadable as error:
        _refuse(import_id, error.reasons, heads)
        return
    del sheet  # its cells are in `rows` now: twenty thousand of them need not be held twice
    judged = []
    for done, row in enumerate(judge(rows, desk), start=1):
        judged.append(row)
        if done % _EVERY == 0:
            progress.say(done, len(rows))
    _store(import_id, layout, judged, titles, heads)
    progress.say(len(rows), len(rows))


def _why_unreadable(source: ListImport) -> Reason:
    """What the reader of files said, in both languages: who looks later may read either."""
    said = {}
    for language in ("vi", "en"):
        with translation.override(language), source.file.open("rb") as file:
            try:
                read_sheet(file.read(), source.file_name)
            except InvalidInput as error:
                said[language] = str(error.faults[0].message)
    return Reason("unreadable_file", found=said)


def _rows(sheet: Sheet, book: TypeBook, customer_id: int) -> tuple[Layout, list[RowIn], list[str]]:
    """The rows below the heading, without blanks, column numbers, titles and sums."""
    layout = known_layout(sheet, remembered(customer_id)) or find_layout(sheet)
    rows: list[RowIn] = []
    titles: dict[int, str] = {}
    for index in range(layout.first, len(sheet.rows)):
        cells = sheet.rows[index]
        filled = [cell for cell in cells if cell]
        if not filled or _is_numbering(cells):
            continue
        values = dict(_values(cells, layout))
        if _is_title(values, filled, book):
            titles[index] = " · ".join(filled)
        else:
            rows.append((index + 1, values))
    require_no_merges(sheet, layout, set(titles))
    if not rows:
        raise Unreadable(Reason("no_rows"))
    if len(rows) > MOST_ROWS:
        raise Unreadable(Reason("too_many_rows", found=len(rows), allowed=MOST_ROWS))
    return layout, rows, list(titles.values())


def _values(cells: list[str], layout: Layout) -> Iterator[tuple[str, str]]:
    for name, column in layout.columns.items():
        text = cells[column].replace("\x00", "") if column < len(cells) else ""
        yield name, " ".join(text.split())[:LONGEST_CELL]


def _is_numbering(cells: list[str]) -> bool:
    """The line “(1) (2) (3)” under a heading."""
    numbers = [cell.strip("()[] ") for cell in cells if cell]
    return len(numbers) > _LONE and numbers == [str(n) for n in _from(numbers[0], len(numbers))]


def _from(first: str, length: int) -> list[int]:
    start = int(first) if first in {"0", "1"} else -length
    return list(range(start, start + length))


def _is_title(values: dict[str, str], filled: list[str], book: TypeBook) -> bool:
    if values["serial"] or len(filled) > _LONE:
        return False
    return not values["name"] or book.find(values["name"]) is None


@transaction.atomic
def _refuse(
    import_id: int, reasons: list[Reason] | tuple[Reason, ...], heads: list[dict[str, Any]]
) -> None:
    ListImport.objects.filter(pk=import_id, state="reading").update(
        state="refused", error=store(reasons), columns={"heads": heads}
    )


@transaction.atomic
def _store(
    import_id: int,
    layout: Layout,
    judged: list[Judged],
    titles: list[str],
    heads: list[dict[str, Any]],
) -> None:
    source = ListImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if source.state != "reading":
        return
    source.rows.all().delete()
    ListRow.objects.bulk_create((as_row(source.pk, row) for row in judged), batch_size=500)
    source.state = "ready"
    source.columns = {
        "mapped": layout.headers,
        "ignored": list(layout.ignored),
        "titles": [title[:200] for title in titles[:200]],
        "heads": heads,
        "heading": layout.first,
        "remembered": layout.remembered,
        "at": layout.columns,
    }
    source.save(update_fields=["state", "columns"])


def as_row(import_id: int, row: Judged) -> ListRow:
    """A judged row as it is kept."""
    return ListRow(
        source_id=import_id,
        number=row.number,
        values=row.values,
        fate=row.fate,
        why=store(row.reasons),
        kind=row.kind,
        regime=row.regime,
        type=row.type,
        instrument=row.instrument,
        service=row.service,
        price=row.price,
    )


JUDGED_COLUMNS = ("fate", "why", "kind", "regime", "type", "instrument", "service", "price")


def judge_stored(source: ListImport, on: date) -> tuple[list[Judged], list[ListRow]]:
    """The stored rows judged afresh, and those of them whose judgement has moved."""
    desk = Desk.of(source.contract, source.kind, on)
    stored = list(source.rows.order_by("number"))
    judged = list(judge(((row.number, row.values) for row in stored), desk))
    moved = []
    for old, new in zip(stored, judged, strict=True):
        fresh = as_row(source.pk, new)
        if any(_value(old, name) != _value(fresh, name) for name in JUDGED_COLUMNS):
            for name in JUDGED_COLUMNS:
                setattr(old, name, getattr(fresh, name))
            moved.append(old)
    return judged, moved


def _value(row: ListRow, name: str) -> object:
    return getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name)
