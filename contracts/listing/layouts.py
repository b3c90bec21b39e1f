"""What a customer's headings mean where we do not know them: mapped by a person once, remembered.

A row of headings is told by its fingerprint, the digest of its folded cells. The next list of the
same customer with the same headings is read the same way, wherever in the sheet they stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.canonical import canonical, sha256
from common.sheets import Sheet
from common.text import fold
from contracts.listing.headings import LOOK_AT, Layout, heading_at
from contracts.models import ListLayout

MOST_COLUMNS = 40  # shown to a person who maps
_MOST_SHOWN = 20  # rows that may be the heading
_CELL = 60
_FILLED = 2


def fingerprint(heading: Sequence[str]) -> str:
    """The digest of a row of headings; blanks at its end do not count."""
    cells = [fold(cell) for cell in heading]
    while cells and not cells[-1]:
        cells.pop()
    return sha256(canonical(cells))


def remembered(customer_id: int) -> dict[str, ListLayout]:
    """What is known of a customer's headings, by fingerprint."""
    rows = ListLayout.objects.filter(customer=customer_id)
    return {one.fingerprint: one for one in rows}


def known_layout(sheet: Sheet, known: Mapping[str, ListLayout]) -> Layout | None:
    """The layout of a sheet with headings that somebody has mapped before."""
    if not known:
        return None
    for index in range(min(LOOK_AT, len(sheet.rows))):
        last, heading = heading_at(sheet, index)
        found = known.get(fingerprint(heading))
        if found is not None:
            return _layout(heading, last, found.columns)
    return None


def _layout(heading: Sequence[str], last: int, mapped: Mapping[str, int]) -> Layout:
    columns = {name: column for name, column in mapped.items() if column < len(heading)}
    headers = {name: heading[column] for name, column in columns.items()}
    used = set(columns.values())
    ignored = tuple(cell for i, cell in enumerate(heading) if cell and i not in used)
    return Layout(last + 1, columns, headers, ignored, remembered=True)


def candidates(sheet: Sheet) -> list[dict[str, Any]]:
    """Rows that may be the heading, for a person to choose from: their number and their cells."""
    found: dict[int, dict[str, Any]] = {}  # one of several merged rows counts once
    for index in range(min(LOOK_AT, len(sheet.rows))):
        last, heading = heading_at(sheet, index)
        if sum(1 for cell in heading if cell) >= _FILLED:
            shown = {"row": last + 1, "cells": _shown(heading), "mark": fingerprint(heading)}
            found.setdefault(last, shown)
    return list(found.values())[:_MOST_SHOWN]


def _shown(heading: Iterable[str]) -> list[str]:
    return [cell[:_CELL] for cell in list(heading)[:MOST_COLUMNS]]
