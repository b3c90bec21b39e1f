"""The budget of a point for reading: the core's table in the reader's words, and its warnings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from calibration.budget_record import PointRecord, in_words, read
from calibration.evaluation import PointResult
from metrology.uncertainty.budget_table import Table, sentence, table
from metrology.uncertainty.remarks import Remark

_BLANK = frozenset({"", "–"})
_NUMBER = re.compile(r"$|–|∞|[-\N{MINUS SIGN}+±]?[0-9]|r = ")
_SOURCE = {"vi": "Nguồn", "en": "Source"}
_OF_THE_RESULT = ("u", "dof", "k", "expanded", "error", "unit")
# What another factor than the procedure's means for U, whatever the reason.
_TOO_LARGE = {
    "vi": "U với k = {k} lớn hơn mức 95 %.",
    "en": "U with k = {k} is larger than 95 % asks for.",
}
_TOO_SMALL = {
    "vi": "U với k = {k} nhỏ hơn mức 95 %.",
    "en": "U with k = {k} is smaller than 95 % asks for.",
}


class Shown(Table):
    """The core's table without empty columns, and which of its columns are numbers."""

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers only; the others are words and start at the left."""
        columns = zip(*self.rows, strict=True)
        return tuple(all(_NUMBER.match(cell) for cell in column) for column in columns)

    @property
    def head_cells(self) -> tuple[tuple[str, bool], ...]:
        """Each heading, and whether numbers stand below it."""
        return tuple(zip(self.heads, self.numeric, strict=True))

    @property
    def body_cells(self) -> tuple[tuple[tuple[str, bool], ...], ...]:
        """Each row's cells, and whether they are in a column of numbers."""
        return tuple(tuple(zip(row, self.numeric, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Warned:
    """One warning and the numbers of the points it holds for."""

    text: str
    points: tuple[int, ...]


def record_of(point: PointResult | None) -> PointRecord | None:
    """The stored budget of a point; None where it has none."""
    if point is None:
        return None
    return read(point.budget, {name: getattr(point, name) for name in _OF_THE_RESULT})


def shown(record: PointRecord, lang: str) -> Shown:
    """The budget in a language: "vi" or "en"."""
    budget = in_words(record, lang)
    made = table(budget, lang)
    sources = [line.source for line in budget.lines]
    sources += [""] * (len(made.rows) - len(sources))
    rows = [(*row, source) for row, source in zip(made.rows, sources, strict=True)]
    heads = (*made.heads, _SOURCE[lang])
    kept = [i for i in range(len(heads)) if any(row[i] not in _BLANK for row in rows)]
    return Shown(
        heads=tuple(heads[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in rows),
        result=made.result,
        rule=made.rule,
        reason=made.reason,
        warnings=tuple(_warning(each, budget.k, made, lang) for each in budget.warnings),
    )


def warned(records: Iterable[tuple[int, PointRecord | None]], lang: str) -> tuple[Warned, ...]:
    """Each warning once, with the points it holds for."""
    found: dict[str, list[int]] = {}
    for number, record in records:
        if record is not None and record.budget.warnings:
            for text in shown(record, lang).warnings:
                found.setdefault(text, []).append(number)
    return tuple(Warned(text, tuple(points)) for text, points in found.items())


def _warning(remark: Remark, k: Decimal, made: Table, lang: str) -> str:
    text = sentence(remark.wording, lang)
    words = _compared(remark.code, remark.params, k)
    if words is None:
        return text
    return f"{text} {words[lang].format(k=dict(made.result)['k'])}"


def _compared(code: str, params: Mapping[str, Any], k: Decimal) -> Mapping[str, str] | None:
    """EA-4/02 S9.14: k = 2 over a rectangle claims more than 95 %; over few data, less."""
    if code == "low_dof":
        return _TOO_SMALL
    needed = params.get("k")
    if not isinstance(needed, float):
        return None
    return _TOO_LARGE if float(k) > needed else _TOO_SMALL
