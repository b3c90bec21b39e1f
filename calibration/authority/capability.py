"""The CMC of accredited lines: as a person writes it, as it is kept, and as it floors a U."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from common.canonical import canonical
from common.templatetags.show import digits
from metrology.errors import Code, MetrologyError
from metrology.formula.expression_values import CONTEXT
from metrology.formula.syntax import WORKSHEET, parse
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import UNITS, Unit, convert, difference_unit
from metrology.uncertainty.cmc import Cmc, CmcRange, Floor

LONGEST = 2000
_SIDES = 2  # of a row "10 bar: 0.02 bar"


@lru_cache(maxsize=256)
def read_cmc(text: str) -> Cmc:
    """The CMC in a line's JSON. Raises MetrologyError like `Cmc.from_json`."""
    return Cmc.from_json(json.loads(text, parse_float=Decimal))


def floor_at(
    scope: Mapping[str, Any], expanded: Decimal, x: Decimal, unit: Unit, error: Unit | None = None
) -> Floor | None:
    """U at x held against the CMC frozen in a plan's scope (ILAC-P14:09/2020, 5.4).

    `expanded` is in `error`, as is the answer: the step of `unit` if not given, another unit of
    the same quantity (mg beside g), or a share of x (%). None where nothing accredited says
    anything at x: outside the scope, of another quantity, or no CMC is stated.
    """
    size = _smallest([canonical(each) for each in scope.get("cmc") or ()], x, unit)
    cmc = None if size is None else _in_error(size, x, unit, error or difference_unit(unit))
    if cmc is None or expanded <= 0:
        return None
    raised = cmc > expanded
    reason = "raised_to_cmc" if raised else "not_below_cmc"
    return Floor(max(cmc, expanded), raised=raised, cmc=cmc, reason=reason)


def _in_error(size: Decimal, x: Decimal, unit: Unit, error: Unit) -> Decimal | None:
    """A CMC in the step of `unit` as the error of x is told: in its own unit, or as a share."""
    with suppress(MetrologyError):
        return convert(size, difference_unit(unit), error)
    if error.quantity != UNITS["%"].quantity or x == 0:
        return None
    return convert(CONTEXT.divide(size, abs(x)), UNITS["1"], error)


def _smallest(texts: Sequence[str], x: Decimal, unit: Unit) -> Decimal | None:
    found = []
    for text in texts:
        cmc = read_cmc(text)
        if cmc.ranges[0].unit.quantity == unit.quantity and cmc.covers(x, unit):
            found.append(cmc.at(x, unit))
    return min(found, default=None)


def typed_cmc(text: str, low: Quantity | None, high: Quantity | None) -> str:
    """The canonical JSON of a CMC as a person writes it, over the line's range.

    `0,02 bar` is one value, `0: 0.01; 10: 0.02` a table in the unit of the range, `0.01 + 0.002*x`
    a formula of x in that unit, `0.02 % of reading + 3 µV` as scopes write it. "" stays "".

    Raises MetrologyError: `missing_value` for a range that is not whole, and what the CMC raises.
    """
    text = text.strip()
    if not text:
        return ""
    if low is None or high is None:
        name = "range_min" if low is None else "range_max"
        raise MetrologyError(Code.MISSING_VALUE, name=name)
    unit = high.unit
    ends = {"from": str(low.to(unit)), "to": high.digits, "unit": unit.code}
    return canonical(Cmc.from_json({"ranges": [{**ends, **_law(text, unit)}]}).to_json())


def _law(text: str, unit: Unit) -> dict[str, Any]:
    if ":" in text:
        rows = [row for row in text.replace("\n", ";").split(";") if row.strip()]
        return {"type": "table", "rows": [_row(row) for row in rows]}
    comma, step = "," in text, difference_unit(unit).code
    with suppress(MetrologyError):
        value = parse_number(text, decimal_comma=comma)
        return {"type": "constant", "value": value, "uncertainty_unit": step}
    with suppress(MetrologyError):
        size = Quantity.parse(text, decimal_comma=comma)
        code = difference_unit(size.unit).code
        return {"type": "constant", "value": size.digits, "uncertainty_unit": code}
    with suppress(MetrologyError):
        parse(text, names=("x",), dialect=WORKSHEET)
        return {"type": "expr", "expr": text, "uncertainty_unit": step}
    return {"type": "specification", "text": text}


def _row(text: str) -> list[str]:
    sides = text.split(":")
    if len(sides) != _SIDES:
        raise MetrologyError(Code.NOT_A_NUMBER, found=text.strip(), allowed="10: 0.02")
    return [parse_number(side.strip(), decimal_comma="," in side) for side in sides]


def cmc_words(text: str) -> str:
    """A line's CMC as a reader takes it; "" when it states none."""
    if not text:
        return ""
    cmc = read_cmc(text)
    if len(cmc.ranges) == 1:
        return _of_range(cmc.ranges[0])
    return "; ".join(
        f"{digits(each.lower)}…{digits(each.upper)} {each.unit.symbol}: {_of_range(each)}"
        for each in cmc.ranges
    )


def _of_range(each: CmcRange) -> str:
    own, unit = each.law.to_json(), each.uncertainty_unit.symbol
    if own["type"] == "constant":
        return f"{digits(own['value'])} {unit}"
    if own["type"] == "relative":
        share = format((Decimal(str(own["value"])) * 100).normalize(), "f")
        return _("%(share)s %% giá trị đo") % {"share": digits(share)}
    if own["type"] == "linear":
        return f"{digits(own['a'])} {unit} + {digits(own['b'])}·x"
    if own["type"] == "table":
        rows: Any = own["rows"]
        ends = [f"{digits(x)} {each.unit.symbol}: {digits(size)} {unit}" for x, size in rows]
        return "; ".join(ends)
    if own["type"] == "expr":
        return _("%(expr)s %(unit)s, x tính bằng %(x)s") % {
            "expr": own["expr"], "unit": unit, "x": each.unit.symbol,
        }  # fmt: skip
    return str(own["text"])


def as_typed(text: str) -> str:
    """A line's CMC as `typed_cmc` would read it back, where it has one range."""
    if not text:
        return ""
    cmc = read_cmc(text)
    own = cmc.ranges[0].law.to_json()
    if own["type"] == "table":
        rows: Any = own["rows"]
        return "; ".join(f"{x}: {size}" for x, size in rows)
    return str(own.get("expr") or own.get("text") or _plain(cmc.ranges[0]))


def _plain(each: CmcRange) -> str:
    """A CMC of one value, or of one that grows with the measurand, in no reader's language."""
    own, unit = each.law.to_json(), each.uncertainty_unit.symbol
    if own["type"] == "constant":
        return f"{own['value']} {unit}"
    return (
        f"{own['value']}*abs(x)" if own["type"] == "relative" else f"{own['a']} + {own['b']}*abs(x)"
    )
