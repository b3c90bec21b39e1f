"""A measured value: its digits as written and its unit, never a bare number."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrology.errors import Code, MetrologyError
from metrology.quantities.readings import POWER_OF_TEN, parse_number, require_canonical
from metrology.quantities.readings import resolution as resolution_of
from metrology.quantities.units import (
    Unit,
    convert,
    find_unit,
    find_unit_of,
    require_quantity,
    to_coherent,
    units_of,
)

_NUMBER = r"\s*([+\-\N{MINUS SIGN}]?[0-9.,]+"
_NUMBER_FIRST = re.compile(rf"{_NUMBER})(.*)", re.DOTALL)
_POWER_FIRST = re.compile(rf"{_NUMBER}\s?{POWER_OF_TEN})(.*)", re.DOTALL)


@dataclass(frozen=True)
class Quantity:
    """A quantity value (VIM 1.19) in canonical digits and a unit of the catalogue.

    `==` compares what was written: "10.0 bar" is not "10.00 bar" and not "1.000 MPa". `<`, `<=`,
    `>`, `>=` and `same_value` compare what is meant, and only within one quantity.
    """

    digits: str
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse digits that are not canonical (`blank`, `not_a_number`)."""
        require_canonical(self.digits)

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        decimal_comma: bool = False,
        quantity: str | None = None,
        exponent: bool = False,
    ) -> "Quantity":
        """Read "10,05 bar", "-0.1 MPa", "25 °C"; with `exponent` also "1,2·10^-3 bar".

        `quantity` names what is expected; a unit of something else is `wrong_quantity`, with the
        allowed units. Also raises what `parse_number` and `find_unit_of` raise, and
        `missing_unit`.
        """
        number, spelling = _split(text, quantity, exponent=exponent)
        digits = parse_number(number, decimal_comma=decimal_comma, exponent=exponent)
        return cls(digits, _find(spelling, text, quantity))

    @property
    def value(self) -> Decimal:
        """The number, in `unit`, exactly as written."""
        return Decimal(self.digits)

    @property
    def resolution(self) -> Decimal:
        """One step of the last digit, in `unit`."""
        return resolution_of(self.digits)

    def to(self, unit: Unit) -> Decimal:
        """Give the value in another unit of the same quantity; see `units.convert`."""
        return convert(self.value, self.unit, unit)

    def same_value(self, other: "Quantity") -> bool:
        """Say whether both mean the same value. Raises `wrong_quantity` across quantities."""
        first, second = _comparable(self, other)
        return first == second

    def __lt__(self, other: "Quantity") -> bool:
        """Compare exactly. Raises `wrong_quantity` across quantities."""
        first, second = _comparable(self, other)
        return first < second

    def __le__(self, other: "Quantity") -> bool:
        """Compare exactly. Raises `wrong_quantity` across quantities."""
        first, second = _comparable(self, other)
        return first <= second

    def __gt__(self, other: "Quantity") -> bool:
        """Compare exactly. Raises `wrong_quantity` across quantities."""
        first, second = _comparable(self, other)
        return first > second

    def __ge__(self, other: "Quantity") -> bool:
        """Compare exactly. Raises `wrong_quantity` across quantities."""
        first, second = _comparable(self, other)
        return first >= second

    def __str__(self) -> str:
        """Give the machine form: "10.05 bar"."""
        return f"{self.digits} {self.unit.code}"


def _comparable(first: Quantity, second: Quantity) -> tuple[Fraction, Fraction]:
    require_quantity(second.unit, first.unit.quantity)
    return to_coherent(first.value, first.unit), to_coherent(second.value, second.unit)


def _find(spelling: str, text: str, quantity: str | None) -> Unit:
    """Find the unit; where more digits stand in its place ("1 000 bar") blame the number."""
    try:
        return find_unit(spelling) if quantity is None else find_unit_of(spelling, quantity)
    except MetrologyError as refusal:
        if spelling[0].isdigit():
            raise MetrologyError(Code.NOT_A_NUMBER, found=text.strip()) from refusal
        raise


def _split(text: str, quantity: str | None, *, exponent: bool) -> tuple[str, str]:
    if not text.strip():
        raise MetrologyError(Code.BLANK)
    match = (exponent and _POWER_FIRST.fullmatch(text)) or _NUMBER_FIRST.fullmatch(text)
    if match is None:
        raise MetrologyError(Code.NOT_A_NUMBER, found=text)
    number, spelling = match[1], match.groups()[-1].strip()
    if not spelling:
        allowed = ", ".join(unit.symbol for unit in units_of(quantity)) if quantity else "–"
        raise MetrologyError(Code.MISSING_UNIT, found=text.strip(), allowed=allowed)
    return number, spelling
