"""How a CMC depends on the measurand within one range (ILAC-P14:09/2020, 4.3).

A law gives the CMC at a value x of the range's unit. `relative` laws give it in the step of that
unit, the others in the unit the scope writes uncertainties in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Protocol

from metrology.decimals import CONTEXT
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import Expression, compile_expression
from metrology.quantities.units import Unit
from metrology.reasons import Reason, refusal
from metrology.strict_json import decimal, fields, items, text
from metrology.uncertainty.specifications import Specification, parse_specification

_LEAST_ROWS = 2
_COLUMNS = 2


class Law(Protocol):
    """The CMC as a function of the value. `in_step` says whose unit the result has."""

    in_step: ClassVar[bool]

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Give the CMC at x; `unit` is the unit of x."""

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields, numbers as text."""


@dataclass(frozen=True)
class Constant:
    """One value, valid throughout the range."""

    value: Decimal
    in_step: ClassVar[bool] = False

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Give the value."""
        return self.value

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "constant", "value": str(self.value)}


@dataclass(frozen=True)
class Relative:
    """A share of the value's magnitude: 0.0002 is 0.02 %."""

    value: Decimal
    in_step: ClassVar[bool] = True

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Give the share of |x|; refused on a scale without a true zero (`bad_limit`)."""
        if unit.kind == "interval":
            raise refusal(Code.BAD_LIMIT, Reason.SHARE_NO_ZERO, part=unit.symbol)
        return CONTEXT.multiply(self.value, abs(x))

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "relative", "value": str(self.value)}


@dataclass(frozen=True)
class Linear:
    """a + b·|x|: `a` in the unit of uncertainties, `b` in that unit per unit of x."""

    a: Decimal
    b: Decimal
    in_step: ClassVar[bool] = False

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Give a + b·|x|."""
        return CONTEXT.add(self.a, CONTEXT.multiply(self.b, abs(x)))

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "linear", "a": str(self.a), "b": str(self.b)}


@dataclass(frozen=True)
class Written:
    """As a scope writes it: "0.02 % of reading + 3 µV"."""

    specification: Specification
    in_step: ClassVar[bool] = True

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Give the sum of the parts at x."""
        return self.specification.half_width(unit, reading=x)

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "specification", "text": self.specification.text}


@dataclass(frozen=True)
class Points:
    """Rows (x, CMC), ascending in x, with straight lines between them."""

    rows: tuple[tuple[Decimal, Decimal], ...]
    in_step: ClassVar[bool] = False

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Interpolate; at a row exactly its value. Raises `out_of_range` beyond the rows."""
        for (left, low), (right, high) in pairwise(self.rows):
            if left <= x < right:
                rise = CONTEXT.multiply(CONTEXT.subtract(high, low), CONTEXT.subtract(x, left))
                return CONTEXT.add(low, CONTEXT.divide(rise, CONTEXT.subtract(right, left)))
        last, size = self.rows[-1]
        if x != last:
            allowed = f"{self.rows[0][0]} … {last}"
            raise MetrologyError(Code.OUT_OF_RANGE, name="x", found=str(x), allowed=allowed)
        return size

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "table", "rows": [[str(x), str(size)] for x, size in self.rows]}


@dataclass(frozen=True)
class Formula:
    """An explicit function in the language of `expressions`, of one name."""

    expression: Expression
    name: str
    in_step: ClassVar[bool] = False

    def size(self, x: Decimal, unit: Unit) -> Decimal:
        """Compute the formula. Raises like `Expression.number`."""
        return self.expression.number({self.name: x})

    def to_json(self) -> dict[str, object]:
        """Give the law's own fields."""
        return {"type": "expr", "expr": self.expression.text}


# The fields each law has in JSON, beside its type.
OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "constant": ("value",),
    "relative": ("value",),
    "linear": ("a", "b"),
    "specification": ("text",),
    "table": ("rows",),
    "expr": ("expr",),
}


def law_from(kind: str, given: Mapping[str, object], *, name: str, place: str) -> Law:
    """Read the own fields of a law. Raises `cannot_compute`, `bad_limit` … with the place."""
    if kind == "constant":
        return Constant(decimal(given["value"], f"{place}.value"))
    if kind == "relative":
        return Relative(decimal(given["value"], f"{place}.value"))
    if kind == "linear":
        return Linear(decimal(given["a"], f"{place}.a"), decimal(given["b"], f"{place}.b"))
    if kind == "specification":
        return _written(text(given["text"], f"{place}.text"), f"{place}.text")
    if kind == "table":
        return _points(given["rows"], f"{place}.rows")
    formula = text(given["expr"], f"{place}.expr")
    return Formula(compile_expression(formula, names={name}), name)


def _written(words: str, place: str) -> Written:
    found = parse_specification(words)
    if found.needs - {"reading"}:
        needs = ", ".join(sorted(found.needs))
        raise refusal(Code.BAD_LIMIT, Reason.CMC_READING_ONLY, part=place, other=needs)
    return Written(found)


def _points(data: object, place: str) -> Points:
    rows = [_row(row, f"{place}[{i}]") for i, row in enumerate(items(data, place))]
    if len(rows) < _LEAST_ROWS:
        raise MetrologyError(Code.TOO_FEW_VALUES, found=str(len(rows)), allowed=str(_LEAST_ROWS))
    if any(after[0] <= before[0] for before, after in pairwise(rows)):
        raise refusal(Code.BAD_LIMIT, Reason.NOT_ASCENDING, part=place)
    for i, (_, size) in enumerate(rows):
        positive_cmc(size, f"{place}[{i}]")
    return Points(tuple(rows))


def _row(data: object, place: str) -> tuple[Decimal, Decimal]:
    row = items(data, place)
    if len(row) != _COLUMNS:
        raise refusal(Code.BAD_LIMIT, Reason.CMC_ROW, part=place)
    return decimal(row[0], f"{place}[0]"), decimal(row[1], f"{place}[1]")


def positive_cmc(size: Decimal, place: str) -> Decimal:
    """Refuse a CMC of zero or less: `out_of_range`. No laboratory measures without uncertainty."""
    if size <= 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name=place, found=str(size), allowed="CMC > 0")
    return size


def own_fields(
    data: object, place: str, *, shared: tuple[str, ...], optional: tuple[str, ...]
) -> tuple[str, Mapping[str, object]]:
    """Check that a range has the fields of its type, all and only; give the type and them."""
    every = {name for own in OWN_FIELDS.values() for name in own}
    given = fields(data, place, required=("type",), optional=(*shared, *optional, *sorted(every)))
    kind = text(given["type"], f"{place}.type")
    if kind not in OWN_FIELDS:
        raise MetrologyError(Code.UNKNOWN_NAME, found=kind, allowed=", ".join(OWN_FIELDS))
    required = ("type", *shared, *OWN_FIELDS[kind])
    return kind, fields(data, place, required=required, optional=optional)
