"""One cell of a printed result: every number already rounded, as digits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from calibration.budget_record import rule_of
from calibration.models import Reading, Result
from certificates.statement import wording
from common.pairs import pair
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, convert, difference_unit
from metrology.uncertainty.coverage import truncated_dof

_WIDE = Context(prec=120)
_SPARE = 1  # places more than the readings have, where no U says how far to go
_LONGEST_EXACT = 15  # digits of a limit or a load; a quotient without end has more
_SHOWN_OF_ENDLESS = 6
_FACTOR_OF_CMC = "2"
# Reasons of a k that follows ν_eff, or that fails because of it.
_BY_DOF = frozenset({"t_effective_dof", "not_rectangular", "not_trapezoidal", "fixed_low_dof"})

Cell = tuple[str, int, str, int]
Column = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A stored result with what was planned and read at its point."""

    result: Result
    planned: Mapping[str, Any] = field(default_factory=dict)
    readings: Mapping[Cell, Reading] = field(default_factory=dict)

    @property
    def computed(self) -> dict[str, Any]:
        """The computed columns."""
        found: dict[str, Any] = json.loads(self.result.computed)
        return found

    @property
    def own(self) -> list[Reading]:
        """The readings of the point."""
        place = (self.result.section, self.result.row)
        return [one for cell, one in self.readings.items() if cell[:2] == place]

    @property
    def error_unit(self) -> str:
        """The unit of its error and its U."""
        if self.result.error_unit or self.result.unit not in UNITS:
            return self.result.error_unit or self.result.unit
        return difference_unit(UNITS[self.result.unit]).code


def cell(column: Column, row: Row) -> Any:
    """What is printed in a column at a point; blank where there is nothing to say."""
    return _CELLS.get(column["role"], _nothing)(column, row)


def _nothing(_column: Column, _row: Row) -> Any:
    return None


def _reference(_column: Column, row: Row) -> str | None:
    """What was planned; the result's own where it is measured is a column of the procedure."""
    return exact(row.planned.get("reference") or row.result.reference)


def _nominal(column: Column, row: Row) -> Any:
    """A value of the row: a number, or words as they are."""
    value = (row.planned.get("values") or {}).get(column["source"])
    if isinstance(value, list):
        return exact(value[0])
    return pair(value) if value else None


def _computed(column: Column, row: Row) -> str | None:
    """To the place of U where it is of U's quantity, else one place more than was read."""
    value = row.computed.get(column["source"])
    unit = column.get("unit") or row.error_unit
    places = stated_places(row, unit)
    if places is not None:
        return rounded(value, places, exact=False)
    return rounded(value, read_places(row.own, unit), exact=True)


def stated_places(row: Row, unit: str) -> int | None:
    """The place of the stated U, told in `unit`; None where none is stated or it is of no help."""
    if not row.result.stated_expanded:
        return None
    places = places_of(row.result, row.own)
    same = {row.error_unit} if row.result.error_unit else {row.error_unit, row.result.unit}
    return places if unit in same else _places_in(places, row.error_unit, unit)


def _read(column: Column, row: Row) -> Any:
    place = (row.result.section, row.result.row, column["source"], column["repeat"])
    return observed(row.readings.get(place), column.get("unit") or row.result.unit)


def _error(_column: Column, row: Row) -> str | None:
    stated = row.result.stated_error
    places = places_of(row.result, row.own)
    return stated or rounded(row.result.error, places, exact=not row.result.stated_expanded)


def _unit(_column: Column, row: Row) -> str:
    symbols = [UNITS[code].symbol if code in UNITS else code
               for code in (row.result.unit, row.error_unit)]  # fmt: skip
    return "; ".join(dict.fromkeys(symbols))


_CELLS: Mapping[str, Any] = {
    "label": lambda _column, row: row.planned.get("label"),
    "unit": _unit,
    "reference": _reference,
    "nominal": _nominal,
    "computed": _computed,
    "reading": _read,
    "check": _read,
    "text": _read,
    "pass_fail": _read,
    "error": _error,
    "U": lambda _column, row: row.result.stated_expanded,
    "k": lambda _column, row: factor_of(row.result),
    "dof": lambda _column, row: dof_of(row.result),
    "limit": lambda _column, row: exact(row.result.limit),
    "verdict": lambda _column, row: (
        row.result.verdict if row.result.verdict in wording.VERDICTS else ""
    ),
}


# Digits


def observed(reading: Reading | None, unit: str) -> Any:
    """The digits as keyed, with their own unit where it is not the column's; words as written."""
    if reading is None:
        return None
    if (
        reading.unit == ""
        and reading.digits not in ("pass", "fail")
        and not numeric(reading.digits)
    ):
        return pair(reading.digits)
    if reading.unit in ("", unit):
        return reading.digits
    symbol = UNITS[reading.unit].symbol if reading.unit in UNITS else reading.unit
    return f"{reading.digits} {symbol}"


def _places(digits: str) -> int:
    return len(digits.partition(".")[2])


def _places_in(places: int, unit: str, other: str) -> int | None:
    """How many decimals a last digit of `unit` is in another one: 0.1 mg is 0.0001 g."""
    try:
        steps = (difference_unit(UNITS[code]) for code in (unit, other))
        return -convert(Decimal(1).scaleb(-places), *steps).adjusted()
    except (KeyError, MetrologyError):
        return None


def read_places(readings: Sequence[Reading], unit: str) -> int:
    """The decimals of the finest reading, as they are in `unit` where it is of its quantity."""
    found = []
    for one in readings:
        if numeric(one.digits):
            places = _places(one.digits)
            told = places if one.unit == unit else _places_in(places, one.unit, unit)
            found.append(places if told is None else max(told, 0))
    return max(found, default=0)


def places_of(result: Result, readings: Sequence[Reading]) -> int:
    """To how many decimals a row is stated: U's, else the readings'. U = 120 is stated to tens: -1.

    A stated U says its own digits, of 0.30 both.
    """
    stated = result.stated_expanded
    if not stated:
        return read_places(readings, result.unit)
    if "." in stated:
        return _places(stated)
    return 1 - Decimal(stated).adjusted()


def rounded(value: Any, places: int, *, exact: bool) -> str | None:
    """To `places` decimals; `exact` keeps one more where the value has it."""
    if value in (None, ""):
        return None
    if not numeric(value):
        return str(value)
    number = Decimal(str(value))
    if exact:
        own = _places(format(number.normalize(), "f"))
        places = min(max(own, places), places + _SPARE)
    found = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _WIDE)
    return format(abs(found) if found.is_zero() else found, "f")


def exact(digits: str) -> str | None:
    """A limit or a load as it was used, never rounded to what was read: 0.05 stays 0.05.

    Only a quotient without end is cut, towards zero: a printed limit is never wider than the law's.
    """
    if digits == "" or not numeric(digits):
        return digits or None
    number = Decimal(digits)
    if len(number.normalize().as_tuple().digits) <= _LONGEST_EXACT:
        return digits
    place = Decimal(1).scaleb(number.adjusted() - _SHOWN_OF_ENDLESS + 1)
    return format(number.quantize(place, ROUND_DOWN, _WIDE), "f")


def numeric(value: Any) -> bool:
    """Whether it is a finite number."""
    try:
        return Decimal(str(value)).is_finite()
    except ArithmeticError:
        return False


def factor(k: str) -> str:
    """A coverage factor with two decimals, or none, as EA-4/02 prints it: 2, 1.65, 1.80."""
    if not k:
        return ""
    found = Decimal(k).quantize(Decimal("0.01"))
    return str(int(found) if found == int(found) else found)


def is_cmc(row: Result) -> bool:
    """Whether the stated U is the accredited CMC and not the one that was computed."""
    return bool(row.cmc and row.stated_expanded)


def factor_of(row: Result) -> str:
    """The coverage factor of the stated U: a CMC is one of k = 2 (ILAC-P14:09/2020, 4.2)."""
    return _FACTOR_OF_CMC if is_cmc(row) else factor(row.k)


def dof_of(row: Result) -> str:
    """ν_eff as the factor took it, whole (GUM G.6.4); blank where k does not depend on it.

    EA-4/02, section 6: where k is from Student's t the certificate names ν_eff beside it. A CMC
    in place of U does not rest on the data of the day.
    """
    if is_cmc(row):
        return ""
    _rule, reason = rule_of(json.loads(row.budget))
    if reason not in _BY_DOF or row.dof in ("", "inf"):
        return ""
    return str(truncated_dof(float(row.dof)))
