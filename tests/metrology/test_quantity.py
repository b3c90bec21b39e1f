from decimal import Decimal

import pytest

from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS
from tests.metrology.golden import refused


def q(text: str) -> Quantity:
    return Quantity.parse(text)


@pytest.mark.parametrize(
    ("text", "decimal_comma", "shown"),
    [
        ("10,05 bar", True, "10.05 bar"),
        ("-0.1 MPa", False, "-0.1 MPa"),
        ("\u2212" + "0,1MPa", True, "-0.1 MPa"),
        ("25 °C", False, "25 degC"),
        ("20.0\u00a0°C", False, "20.0 degC"),
        ("65 %RH", True, "65 %RH"),
        ("7.010 pH", False, "7.010 pH"),
        ("5 1/K", False, "5 1/K"),
    ],
)
def test_a_value_is_read_with_its_unit(text: str, *, decimal_comma: bool, shown: str) -> None:
    assert str(Quantity.parse(text, decimal_comma=decimal_comma)) == shown


def test_digits_value_resolution_and_conversion() -> None:
    pressure = q("10.050 bar")

    assert pressure.value == Decimal("10.050")
    assert pressure.resolution == Decimal("0.001")
    assert pressure.to(UNITS["kPa"]) == Decimal(1005)


def test_what_is_written_reads_back() -> None:
    assert q(str(q("10.050 kgf/cm²"))) == q("10.050 kgf/cm²")


def test_the_expected_quantity_is_checked() -> None:
    assert Quantity.parse("1 bar", quantity="gauge_pressure") == q("1 bar")
    with refused("wrong_quantity", found="kg", found_quantity="mass", allowed="°C, K, °F, °R"):
        Quantity.parse("1 kg", quantity="temperature")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "blank"), ("bar", "not_a_number"), ("10.05", "missing_unit"), ("1 000 bar", "not_a_number"),
     ("10 furlong", "unknown_unit"), ("1.2.3 bar", "not_a_number")],
)  # fmt: skip
def test_what_is_not_a_value_is_refused(text: str, code: str) -> None:
    with refused(code):
        q(text)


def test_an_ambiguous_value_is_asked_back() -> None:
    with refused("ambiguous_number", first="1234", second="1,234"):
        Quantity.parse("1.234 bar", decimal_comma=True)


def test_digits_must_be_canonical() -> None:
    with refused("not_a_number", found="1,5"):
        Quantity("1,5", UNITS["bar"])


def test_written_differently_is_another_reading_of_the_same_value() -> None:
    assert q("10.0 bar") != q("10.00 bar")
    assert q("10.0 bar").same_value(q("1000 kPa"))
    assert not q("10.0 bar").same_value(q("1001 kPa"))


def test_order_is_exact_across_units() -> None:
    assert q("0 °C") < q("273.16 K")
    assert q("98066.5 Pa") <= q("1 kgf/cm2") <= q("98066.5 Pa")
    assert q("1 kgf/cm2") > q("98066.499999999999999999 Pa")
    equal, same = q("1 bar"), q("100 kPa")
    assert equal <= same
    assert equal >= same
    assert not equal < same
    assert not equal > same
    assert q("1 psi") >= q("6894.757293168361336722673445 Pa")


def test_order_is_refused_across_quantities() -> None:
    with refused("wrong_quantity"):
        _ = q("1 bar") < q("1 kg")
    with refused("wrong_quantity"):
        q("1 N.m").same_value(q("1 J"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1,2·10^-3 bar", "0.0012 bar"), ("1,20e-3MPa", "0.00120 MPa"), ("1,5 eV", "1.5 eV"),
     ("2 × 10⁻⁶ 1/K", "0.000002 1/K"), ("10,05 bar", "10.05 bar")],
)  # fmt: skip
def test_a_power_of_ten_is_read_where_it_is_allowed(text: str, shown: str) -> None:
    assert str(Quantity.parse(text, decimal_comma=True, exponent=True)) == shown


def test_a_power_of_ten_is_refused_where_it_is_not() -> None:
    with refused("unknown_unit", found="e-3 bar"):
        Quantity.parse("1.2e-3 bar")


def test_the_nearest_allowed_units_are_named() -> None:
    with refused("unknown_unit", found="Mpas") as refusal:
        Quantity.parse("1 Mpas", quantity="gauge_pressure")
    assert refusal.value.params["allowed"].split(", ")[0] == "MPa"
    with refused("ambiguous_unit", found="gal", allowed="gal_us, gal_uk, gal_us_dry"):
        Quantity.parse("1 gal", quantity="volume")
    with refused("ambiguous_unit", found="gal"):
        Quantity.parse("1 gal", quantity="mass")


def test_the_quantity_settles_a_name_of_several_units() -> None:
    assert str(Quantity.parse("1 mil", quantity="length")) == "1 thou"
    assert str(Quantity.parse("1 mil", quantity="angle")) == "1 mil_angle"
