"""Columns of a case's data, and what is computed from them by the formula language of the core."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from metrology.decimals import Number, to_decimal
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import compile_expression
from metrology.formula.syntax import is_name
from metrology.strict_json import fields, number, numbers
from metrology.validation.cases import unknown_field

Columns = Mapping[str, Sequence[Decimal]]


def columns(data: object, place: str = "data") -> Columns:
    """Read the columns of `data`, decimals as they are written; one number is a column of one.

    Raises for a name that could not stand in a formula, and as `strict_json.numbers` does.
    """
    given = fields(data, place, optional=tuple(data) if isinstance(data, Mapping) else ())
    found: dict[str, Sequence[Decimal]] = {}
    for name, values in given.items():
        if not is_name(name):
            raise unknown_field(place, name, "names as in formulas: letters, digits, _")
        where = f"{place}.{name}"
        rows = numbers(values, where) if isinstance(values, list) else (number(values, where),)
        found[name] = tuple(to_decimal(each) for each in rows)
    return found


def column(formula: str, known: Columns, place: str) -> list[Number]:
    """Compute a formula over columns, row by row: "x", "t_degC - 20", "n/s^2".

    Columns it names must be of one length. Raises what the formula language raises, and
    `out_of_range` for columns of different length.
    """
    expression = compile_expression(formula.replace("^", "**"), names=list(known))
    used = [name for name in known if name in expression.names]
    lengths = {len(known[name]) for name in used}
    if len(lengths) != 1:
        found = ", ".join(f"{name}: {len(known[name])}" for name in used) or formula
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=place, found=found, allowed="columns of one length"
        )
    rows = zip(*(known[name] for name in used), strict=True)
    return [expression.number(dict(zip(used, row, strict=True))) for row in rows]


def formula_of(text: str, known: Mapping[str, float]) -> float:
    """Compute a formula over single numbers: "prior_sigma / 4"."""
    expression = compile_expression(text.replace("^", "**"), names=list(known))
    return float(expression.number({name: to_decimal(value) for name, value in known.items()}))


def mean_of(name: str, known: Columns) -> float:
    """Compute the mean of a column."""
    expression = compile_expression(f"mean({name})", names=[name])
    return float(expression.number({name: list(known[name])}))
