"""Limits and results as the cases of conformity, guard bands and risk write them."""

from decimal import Decimal
from typing import NamedTuple

from metrology.bounds import positive
from metrology.conformity.conformance import Limits
from metrology.conformity.knowledge import Knowledge, Normal, StudentT
from metrology.decimals import to_decimal
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields, number
from metrology.validation.cases import unknown_field
from metrology.validation.kind import word


def read_limits(data: object, place: str) -> Limits:
    """Read `{"lower": …, "upper": …}`; one of them may be absent, `unit` says theirs."""
    given = fields(data, place, optional=("lower", "upper", "unit"))
    found = {
        name: to_decimal(number(given[name], f"{place}.{name}"))
        for name in ("lower", "upper")
        if given.get(name) is not None
    }
    return Limits(found.get("lower"), found.get("upper"))


class Measured(NamedTuple):
    """A result: value, u and k of U = k·u, decimals as written."""

    value: Decimal
    u: Decimal | None
    expanded: Decimal | None
    k: Decimal
    knowledge: Knowledge | None


def read_measured(data: object, unit: object) -> Measured:
    """Read `{"value": …, "u": …, "U": …, "k": …, "unit": …, "distribution": …, "dof": …}`.

    Of u and U one follows from the other by k, which is 2 where it is not given. `unit` is that
    of the limits: another one is refused, not converted.
    """
    place = "measurement"
    given = fields(
        data, place,
        required=("value",), optional=("u", "U", "k", "unit", "distribution", "dof", "nu"),
    )  # fmt: skip
    if unit is not None and given.get("unit") != unit:
        raise unknown_field(f"{place}.unit", str(given.get("unit")), str(unit))
    numbers = {
        name: to_decimal(positive(f"{place}.{name}", number(given[name], f"{place}.{name}")))
        for name in ("u", "U", "k")
        if given.get(name) is not None
    }
    u, expanded, k = (numbers.get(name) for name in ("u", "U", "k"))
    if u is not None and expanded is not None:
        k = k or expanded / u
    k = k or Decimal(2)
    u = expanded / k if u is None and expanded is not None else u
    expanded = u * k if expanded is None and u is not None else expanded
    value = to_decimal(number(given["value"], f"{place}.value"))
    return Measured(value, u, expanded, k, _knowledge(given, value, u))


def _knowledge(given: object, value: Decimal, u: Decimal | None) -> Knowledge | None:
    if not isinstance(given, dict) or u is None:
        return None
    name = word(given.get("distribution", "normal"), "measurement.distribution", ("normal", "t"))
    dof = given.get("dof", given.get("nu"))
    if name == "normal":
        if dof is not None:
            raise unknown_field("measurement", "dof", "dof belongs to the distribution t")
        return Normal(float(value), float(u))
    if dof is None:
        raise MetrologyError(Code.MISSING_VALUE, name="measurement.dof")
    return StudentT(float(value), float(u), number(dof, "measurement.dof"))
