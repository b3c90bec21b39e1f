"""The columns of a stated table as a digital certificate takes them: what each holds, and of what.

Nothing is computed here: digits are those of the statement. What the row states for machines
(`measured`) is laid over what its cells print, so that each number is written once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.book import money
from certificates.dcc.writing.elements import Text, both
from certificates.dcc.writing.numbers import Entry, Expanded, is_number
from metrology.errors import MetrologyError
from metrology.quantities.dsi import As
from metrology.quantities.units import UNITS, difference_unit, find_unit

Row = Mapping[str, Any]

# Columns whose content stands elsewhere: units with their values, U and k with the error, limits
# and verdicts with what they judge.
_ELSEWHERE = frozenset({"unit", "U", "k", "dof", "limit", "verdict", "error"})
_WORDS = frozenset({"label", "check", "text", "pass_fail"})
REFERENCE, MEASURED, ERROR = (
    "basic_referenceValue",
    "basic_measuredValue",
    "basic_measurementError",
)
NOMINAL = "basic_nominalValue"


@dataclass
class Column:
    """One column: its name, its refType ("" for none), and a value or a text for each row."""

    name: Text
    kind: str
    entries: list[Entry]
    texts: list[Text]
    expanded: list[Expanded]
    carries: bool = False  # what the verdicts and U are of
    said_as: As = "value"

    @property
    def in_words(self) -> bool:
        """Whether it is told as text: not all numbers, or money."""
        return bool(self.texts)


def columns(table: Mapping[str, Any], rows: Sequence[Row]) -> list[Column]:
    """The columns of some rows of a table: printed ones in their order, then what they left out.

    Rows are alike: each states an error, a U, a verdict, and U with k and p, or none does.
    """
    made = [
        _printed(one, rows)
        for one in table["columns"]
        if one["role"] not in _ELSEWHERE and any(one["key"] in row["cells"] for row in rows)
    ]
    _lay(made, rows, "reference", "unit", said.REFERENCE, REFERENCE)
    _lay(made, rows, "indication", "unit", said.INDICATION, MEASURED)
    error = _lay(made, rows, "error", "error_unit", said.ERROR, ERROR)
    if error is not None:
        error.said_as = "difference"
    carrier = error or _judged(made, rows)
    if carrier is not None:
        carrier.carries = True
        carrier.expanded = [] if _bare(rows) else _expanded(rows)
    if _bare(rows) and carrier is not None:
        _apart(made, rows)
    _count(made, rows)
    return made


# What was printed


def _printed(column: Mapping[str, Any], rows: Sequence[Row]) -> Column:
    role, cells = column["role"], [row["cells"].get(column["key"]) for row in rows]
    kind = NOMINAL if role in ("nominal", "reference") else ""
    entries = [_entry(column, cell, row) for cell, row in zip(cells, rows, strict=True)]
    plain = role not in _WORDS and not (role == "nominal" and not column.get("symbol"))
    if plain and all(one is not None for one in entries):
        return _column(column["label"], kind, [one for one in entries if one is not None])
    return _told(column["label"], "", [_words(cell) for cell in cells])


def _column(name: Text, kind: str, entries: list[Entry]) -> Column:
    """A column of numbers; of money, which has no unit in the SI, a column of texts."""
    units = [one.unit for one in entries if money(one.unit)]
    if not units:
        return Column(name, kind, entries, [], [])
    symbol = UNITS[units[0]].symbol
    told = {lang: f"{text} ({symbol})" for lang, text in both(name).items()}
    return Column(told, kind, entries, [one.digits for one in entries], [])


def _told(name: Text, kind: str, texts: list[Text]) -> Column:
    return Column(name, kind, [], texts, [])


def _entry(column: Mapping[str, Any], cell: Any, row: Row) -> Entry | None:
    """A cell as digits and unit; None where it is text."""
    measured = row["measured"]
    own = measured["error_unit"] if column["role"] == "computed" else measured["unit"]
    unit = column.get("unit") or own
    if cell in (None, ""):
        return Entry("", unit)
    if not isinstance(cell, str):
        return None
    if is_number(cell):
        return Entry(cell, unit)
    digits, _blank, symbol = cell.partition(" ")  # read in another unit than the column's
    try:
        return Entry(digits, find_unit(symbol).code) if symbol and is_number(digits) else None
    except MetrologyError:
        return None


def _words(cell: Any) -> Text:
    return cell if isinstance(cell, dict) else str(cell or "")


# What the row states for machines


def _lay(
    made: list[Column], rows: Sequence[Row], name: str, unit: str, label: Text, kind: str
) -> Column | None:
    """Find the column that says it already, or add one; None where no row says it."""
    entries = [Entry(str(row["measured"].get(name) or ""), row["measured"][unit]) for row in rows]
    if not any(one.digits for one in entries):
        return None
    for column in made:
        if column.kind not in (REFERENCE, MEASURED, ERROR) and _same(column.entries, entries):
            column.kind = kind
            return column
    digits = [one.digits for one in entries]
    plain = all(is_number(one) for one in digits if one)
    made.append(_column(label, kind, entries) if plain else _told(label, kind, [*digits]))
    return made[-1]


def _same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Whether two columns say the same values in the same units."""
    return len(some) == len(others) and all(
        one.unit == other.unit and _value(one.digits) == _value(other.digits)
        for one, other in zip(some, others, strict=True)
    )


def _value(digits: str) -> Decimal | None:
    return Decimal(digits) if is_number(digits) else None


def _judged(made: list[Column], rows: Sequence[Row]) -> Column | None:
    """Where no error is stated: U goes with the value, a verdict is a column of its own."""
    stated = any(row["measured"].get("U") for row in rows)
    if stated:
        value = next((one for one in made if one.kind == MEASURED), None)
        if value is not None and _fits(value.entries, rows):
            return value
    verdicts: list[Text] = [str(row["measured"].get("verdict") or "") for row in rows]
    if any(verdicts):
        made.append(_told(said.VERDICT, "", verdicts))
        carrier = made[-1]
        if stated and not _bare(rows):
            _apart(made, rows)  # words bear no uncertainty
        return carrier
    if not stated:
        return None
    _apart(made, rows)
    return None


def complete(row: Row) -> bool:
    """Whether U stands with its k and its p, as D-SI asks of an expanded uncertainty.

    Where ν_eff is not defined there is no p to state, and D-SI has no word for that.
    """
    return bool(row["measured"].get("k") and row["measured"].get("p"))


def _bare(rows: Sequence[Row]) -> bool:
    return any(row["measured"].get("U") and not complete(row) for row in rows)


def _apart(made: list[Column], rows: Sequence[Row]) -> None:
    """U as a column of its own, with its k beside it."""
    entries = [Entry(row["measured"]["U"], row["measured"]["error_unit"]) for row in rows]
    made.append(_column(said.EXPANDED, "", entries))
    made[-1].said_as = "uncertainty"
    factors = [Entry(str(row["measured"].get("k") or ""), "1") for row in rows]
    if any(one.digits for one in factors):
        made.append(_column(said.FACTOR, "", factors))


def _fits(entries: Iterable[Entry], rows: Sequence[Row]) -> bool:
    """Whether U is a step in the unit of the value."""
    return all(
        one.unit in UNITS and difference_unit(UNITS[one.unit]).code == row["measured"]["error_unit"]
        for one, row in zip(entries, rows, strict=True)
    )


def _expanded(rows: Sequence[Row]) -> list[Expanded]:
    told = [
        Expanded(*(str(row["measured"].get(name) or "") for name in Expanded._fields))
        for row in rows
    ]
    return told if any(one.U for one in told) else []


def _count(made: list[Column], rows: Sequence[Row]) -> None:
    """ν_eff where k rests on it, and which standards supported which point where they differ."""
    degrees = [Entry(str(row["measured"].get("dof") or ""), "1") for row in rows]
    if any(one.digits for one in degrees):
        made.append(_column(said.DEGREES_OF_FREEDOM, "", degrees))
    used: list[Text] = [",".join(row["measured"].get("standards") or ()) for row in rows]
    if len({str(one) for one in used}) > 1:
        made.append(_told(said.STANDARDS_USED, "", used))
