"""Units: our closed catalogue against pint with Decimals, in the same run.

The limit is one Decimal multiplication: a conversion of ratio units cannot be less. Before the
clock starts, each pair must give the same value to 20 digits.
"""

from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pint

from benchmarks.measuring import microseconds
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import convert, converter, find_unit

PAIRS = (
    ("psi", "kPa", "psi", "kPa"),
    ("kgf/cm2", "bar", "kgf/cm**2", "bar"),
    ("°C", "K", "degC", "kelvin"),
)
VALUE = Decimal("100.05")


def row(name: str, ours: float, theirs: float, limit: float) -> str:
    """One line of the table."""
    return f"| {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f}× | {ours / limit:.0f}× |"


def main() -> None:
    """Print the table."""
    registry: Any = pint.UnitRegistry(non_int_type=Decimal)
    factor = Decimal("6.894757293168361")
    limit = microseconds(lambda: VALUE * factor)
    setting = f"pint {pint.__version__}, `non_int_type=Decimal`; µs per call."
    lines = [
        "## Units: the catalogue and pint",
        "",
        f"{setting} Limit: one Decimal multiplication, {limit:.3f} µs.",
        "",
        "| what | ours | pint | pint ÷ ours | ours ÷ limit |",
        "| --- | ---: | ---: | ---: | ---: |",
        row(
            "find a unit by its spelling",
            microseconds(lambda: find_unit("kgf/cm2")),
            microseconds(lambda: registry.parse_units("kgf/cm**2")),
            limit,
        ),
    ]
    for source, target, pint_source, pint_target in PAIRS:
        ours_from, ours_to = find_unit(source), find_unit(target)
        pint_from, pint_to = registry.Unit(pint_source), registry.Unit(pint_target)
        quantity = registry.Quantity(VALUE, pint_from)
        mine, theirs = convert(VALUE, ours_from, ours_to), quantity.to(pint_to).magnitude
        if abs(mine - theirs) > abs(theirs) * Decimal("1e-20"):
            raise SystemExit(f"{source} to {target}: {mine} is not {theirs}")
        lines.append(
            row(
                f"convert {source} to {target}",
                microseconds(partial(convert, VALUE, ours_from, ours_to)),
                microseconds(partial(quantity.to, pint_to)),
                limit,
            )
        )
    print("\n".join([*lines, "", *of_readings_and_arrays()]))


def of_readings_and_arrays() -> list[str]:
    """A reading from its digits to another unit, and arrays against the bare multiplication."""
    kilopascal = find_unit("kPa")
    reading = microseconds(lambda: Quantity.parse("10,050 psi", decimal_comma=True).to(kilopascal))
    values = np.random.default_rng(1).random(10_000)
    bare = microseconds(lambda: values * 6.894757293168361)
    scale = converter(find_unit("psi"), kilopascal).array
    shift = converter(find_unit("°C"), find_unit("K")).array
    return [
        f"A reading parsed and converted: {reading:.1f} µs (limit 15 µs).",
        "",
        "| array of 10 000 values | µs | ÷ bare multiplication (limit 2) |",
        "| --- | ---: | ---: |",
        f"| the bare multiplication | {bare:.1f} | 1 |",
        *(
            f"| {name} | {took:.1f} | {took / bare:.2f} |"
            for name, took in (
                ("psi to kPa", microseconds(lambda: scale(values))),
                ("°C to K", microseconds(lambda: shift(values))),
            )
        ),
    ]


if __name__ == "__main__":
    main()
