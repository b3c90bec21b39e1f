"""Every row of NIST SP 811 (2008), appendix B.8: 445 printed factors."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest

from metrology.errors import MetrologyError
from metrology.quantities.unit_terms import parse_unit_term
from metrology.quantities.units import converter, find_unit
from tests.metrology.golden import published

ROWS = published("sp811")


def factor(source: str, target: str) -> Fraction:
    """Convert as units of one quantity, else as terms of one dimension (Btu·in/(h·ft²·°F))."""
    try:
        return converter(find_unit(source), find_unit(target)).factor
    except MetrologyError:
        one, other = parse_unit_term(source), parse_unit_term(target)
        assert one.dimension == other.dimension
        return one.factor / other.factor


def digits(printed: str) -> int:
    return len(printed.partition("e")[0].replace(".", "").strip("0"))


def rounded(number: Fraction, places: int) -> Decimal:
    """Round to significant digits, halves up, as the tables are printed."""
    context = Context(prec=places, rounding=ROUND_HALF_UP)
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['name']} in {row['to']}" for row in ROWS])
def test_the_printed_factor_is_the_rounded_factor(row: dict[str, str]) -> None:
    got = factor(row["from"], row["to"])

    # A short print is an exact factor, or a measured one with as many digits as are known.
    shown = max(digits(row["printed"]), 6 if "perm" in row["from"] else 7)
    if row["from"] == "faraday":
        shown = 6  # printed with the constants of 1986; exact by the definitions of 2019
    assert rounded(got, shown) == rounded(Fraction(row["printed"]), shown)


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 445
