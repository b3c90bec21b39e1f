"""A first mapping from the words of a sheet: labels beside values, headers above columns."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from calibration.definition import Definition, Table
from calibration.parity.workbook import Cell, Sheet, letters_of, spot
from common.text import fold
from metrology.errors import MetrologyError
from metrology.quantities.units import find_unit

_HEADERS = {
    "limit": ("giới hạn", "sai số cho phép", "mpe", "limit"),
    "u": ("u", "uc"),
    "expanded": ("u (k=2)", "độ không đảm bảo đo", "độ kđb", "expanded uncertainty", "u95"),
    "verdict": ("kết luận", "đánh giá", "verdict", "conclusion"),
    "error": ("sai số", "error"),
}
_STANDARD = {
    "nominal": ("trị danh nghĩa", "danh nghĩa", "nominal"),
    "value": ("giá trị", "giá trị thực", "value", "certified value"),
    "expanded": ("u", "độ không đảm bảo đo", "uncertainty"),
}
_REACH = 3  # cells to the right of a label
_MOST_ROWS = 500
_HEADER_ROWS = 2  # a header may have its unit below
_PARENTHESES = re.compile(r"\(([^)]*)\)")
_BLANKS = re.compile(r"\s+")


class Suggester:
    """Finds what the cells of one sheet may be."""

    def __init__(self, definition: Definition, sheet: Sheet) -> None:
        self.definition = definition
        self.sheet = sheet
        self.words = [
            (spot(place), _plain(cell.value), cell)
            for place, cell in sheet.cells.items()
            if cell.kind == "text" and cell.number is None
        ]
        self.used: set[str] = set()

    def mapping(self) -> dict[str, Any]:
        """What was recognised, in the shape of a mapping; parts may be missing."""
        standards = self._standards()
        tables = [self._table(table) for table in self.definition.tables]
        return {
            "sheet": self.sheet.name,
            "service": self.definition.services[0],
            "facts": dict(self._facts()),
            "standards": standards,
            "references": [each for refs, _in, _out in tables for each in refs],
            "inputs": [each for _refs, ins, _out in tables for each in ins],
            "outputs": [each for _refs, _in, outs in tables for each in outs],
        }

    def _facts(self) -> Iterator[tuple[str, dict[str, str]]]:
        for field in self.definition.fields:
            names = [_plain(text) for text in field.label.values()]
            for (row, column), text, _cell in self.words:
                if not any(text.startswith(name) for name in names):
                    continue
                beside = [self._at(row, column + i) for i in range(1, _REACH + 1)]
                found = next((cell for cell in beside if cell.value), None)
                if found is None or (field.type == "quantity" and found.number is None):
                    continue
                unit = self._unit(found, text) if field.type == "quantity" else ""
                yield field.key, {"cell": found.place} | ({"unit": unit} if unit else {})
                break

    def _unit(self, cell: Cell, label: str) -> str:
        row, column = spot(cell.place)
        for text in (self._at(row, column + 1).value, *_PARENTHESES.findall(label)):
            with suppress(MetrologyError):
                return find_unit(text.strip()).code
        return ""

    def _at(self, row: int, column: int) -> Cell:
        return self.sheet.at(f"{letters_of(column)}{row}")

    def _below(self, names: Sequence[str], beside: str = "") -> str:
        """The range under the header that says one of these words best; "" where none does.

        `beside` is a range whose header stands in the same row.
        """
        scored = []
        for (row, column), text, cell in self.words:
            if beside and not 0 < spot(beside.partition(":")[0])[0] - row <= _HEADER_ROWS:
                continue
            score = max((_score(text, _plain(each)) for each in names), default=0)
            cells = self._run(row, column) if score and cell.place not in self.used else ""
            if cells:
                scored.append((score, -row, cell.place, cells))
        if not scored:
            return ""
        _score_of, _row, place, cells = max(scored)
        self.used.add(place)
        return cells

    def _run(self, row: int, column: int) -> str:
        """The cells that are filled without a gap below a header, a row of units let aside."""
        top = row + 1
        first = self._at(top, column)
        if first.kind == "text" and first.number is None and self._at(top + 1, column).value:
            top += 1 if self._at(top + 1, column).kind == "number" else 0
        end = top
        while end - top < _MOST_ROWS and self._at(end, column).value:
            end += 1
        letters = letters_of(column)
        return f"{letters}{top}:{letters}{end - 1}" if end - top > 1 else ""

    def _standards(self) -> list[dict[str, Any]]:
        if not self.definition.standards:
            return []
        found = {name: self._below(words) for name, words in _STANDARD.items()}
        if not all(found.values()):
            self.used.clear()
            return []
        return [{"slot": self.definition.standards[0].key, **found, "k": {"value": "2"}}]

    def _table(self, table: Table) -> tuple[list[Any], list[Any], list[Any]]:
        section = {"section": table.key}
        references, inputs, outputs, beside = [], [], [], ""
        for column in table.columns:
            cells = self._below([*column.label.values(), column.key], beside)
            if not cells:
                continue
            beside = beside or cells
            if column.role == "reference":
                references.append({**section, "cells": cells})
            elif column.observed:
                inputs.append({**section, "column": column.key, "cells": cells})
            elif column.role == "computed":
                outputs.append({**section, "what": column.key, "cells": cells})
        for what, words in _HEADERS.items():
            if inputs and (cells := self._below(words, beside)):
                outputs.append({**section, "what": what, "cells": cells})
        return references, inputs, outputs


def suggest(definition: Definition, sheet: Sheet) -> dict[str, Any]:
    """A mapping to begin with; a person looks at it before anything is compared."""
    return Suggester(definition, sheet).mapping()


def _plain(text: str) -> str:
    return _BLANKS.sub("", fold(text))


def _score(text: str, name: str) -> int:
    if not name:
        return 0
    if text == name:
        return 3
    if len(name) < 3:  # noqa: PLR2004 — "u" begins many words
        return 2 if text.startswith((f"{name}(", f"{name},")) else 0
    return 2 if text.startswith(name) else int(name in text)
