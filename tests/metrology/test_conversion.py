"""A conversion as people ask for it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.quantities.conversion import Conversion, convert_text
from metrology.quantities.readings import parse_value
from metrology.quantities.units import UNITS
from tests.metrology.golden import refused

OFFERED = [unit for unit in UNITS.values() if unit.offered and unit.kind != "scale"]


@pytest.mark.parametrize(
    ("value", "source", "target", "digits", "exact"),
    [
        ("10.05", "bar", "kPa", "1005", True),
        ("10.050", "bar", "bar", "10.050", True),
        ("20", "°C", "degF", "68", True),
        ("491.67", "degR", "K", "273.15", True),
        ("1", "psi", "Pa", "6894.757293168361336722673445346891", False),
        ("0", "dBm", "mW", "1", False),
        ("1.15e-05", "1/degC", "1/K", "0.0000115", True),
        ("1e6", "Pa", "MPa", "1", True),
        ("2", "kW*h/d", "W", "83.33333333333333333333333333333333", False),
        ("1", "Btu_IT/(lb*delta_degF)", "J/(kg*K)", "4186.8", True),
        ("0.5", "delta_degC", "K", "0.5", True),
        ("0.5", "K", "delta_degF", "0.9", True),
        ("1", "inch", "cm", "2.54", True),
    ],
)
def test_a_value_is_converted(
    value: str, source: str, target: str, digits: str, *, exact: bool
) -> None:
    got = convert_text(value, source, target)

    assert (got.digits, got.exact) == (digits, exact)


@pytest.mark.parametrize(
    ("value", "source", "target", "digits"),
    [
        # NIST SP 811 B.8: revolution per minute to radian per second 1.047 198 E-01
        ("1", "rpm", "rad/s", "0.1047197551196597746154214461093168"),
        ("1", "rad/s", "rpm", "9.549296585513720146133025802350862"),
        ("60", "1/min", "rad/s", "6.283185307179586476925286766559006"),
        ("60", "rpm", "°/s", "360"),
        ("360", "deg/s", "rpm", "60"),
        ("60", "rev/min", "rev/s", "1"),
        ("1", "turn/s", "rpm", "60"),
        ("1", "rev/s", "°/s", "360"),
        ("60", "rpm", "turn/h", "3600"),
        ("60", "rpm/s", "rad/s2", "6.283185307179586476925286766559006"),
        ("60", "rpm", "1/s", "1"),  # turns per second
        ("1", "rad/s", "1/s", "1"),  # SI Brochure, 2.3.3
        ("1", "N*m/rad", "N*m", "1"),
    ],
)
def test_turns_beside_an_angle_are_full_circles(
    value: str, source: str, target: str, digits: str
) -> None:
    assert convert_text(value, source, target).digits == digits


@pytest.mark.parametrize("angle", ["rad/s", "°/s", "deg/min"])
@pytest.mark.parametrize("unit", ["Hz", "kHz", "Bq"])
def test_a_frequency_is_no_angular_speed(unit: str, angle: str) -> None:
    for pair in ((unit, angle), (angle, unit)):
        with refused("wrong_quantity"):
            convert_text("1", *pair)


def test_an_interval_is_a_step() -> None:
    assert convert_text("0.5", "degC", "K", interval=True) == Conversion(
        "0.5", exact=True, source="delta_degC", target="delta_K"
    )
    assert convert_text("1.8", "°F", "°C", interval=True).digits == "1"
    assert convert_text("10", "bar", "kPa", interval=True).digits == "1000"


@pytest.mark.parametrize(
    ("value", "source", "target", "code"),
    [
        ("", "bar", "kPa", "blank"),
        ("NaN", "bar", "kPa", "not_a_number"),
        ("inf", "bar", "kPa", "not_a_number"),
        ("1,234", "bar", "kPa", "ambiguous_number"),
        ("1e31", "bar", "kPa", "too_many_digits"),
        ("1", "barr", "kPaa", "unknown_unit"),
        ("1", "gal", "L", "ambiguous_unit"),
        ("1", "bar", "kg", "wrong_quantity"),
        ("0.5", "delta_degC", "degC", "wrong_quantity"),
        ("20", "degC", "delta_K", "wrong_quantity"),
        ("1", "dB", "Np/m", "wrong_dimension"),
        ("1", "dB/m", "Np/m", "wrong_dimension"),
        ("1", "dB", "Np/m*m", "wrong_dimension"),
        ("1", "m/s", "kg*m", "wrong_dimension"),
        ("20", "degC", "K^2/K", "wrong_dimension"),
        ("7", "pH", "1", "wrong_quantity"),
        ("1", "dB", "W", "wrong_quantity"),
        ("1", "dBm", "V", "no_conversion"),
        ("1", "K", "degC*1", "wrong_dimension"),
        ("0", "W", "dBm", "out_of_range"),
        ("1", "V_pp", "V_rms", "no_conversion"),
        ("1", "J/(kg*degC)", "J/(kg*K)", "wrong_dimension"),
        ("1", "__import__('os')", "m", "unknown_unit"),
        ("1", "m" * 200, "m", "bad_expression"),
    ],
)
def test_what_cannot_be_converted_is_refused(
    value: str, source: str, target: str, code: str
) -> None:
    with refused(code):
        convert_text(value, source, target)


def test_a_level_is_no_interval() -> None:
    with refused("wrong_quantity"):
        convert_text("3", "dBm", "mW", interval=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e6", "1E+6"), ("1.2e3", "1.2E+3"), ("-1,5·10^3", "-1.5E+3"), ("1.2e-3", "0.0012")],
)
def test_a_value_alone_may_have_any_power(text: str, value: str) -> None:
    assert parse_value(text, decimal_comma=False) == Decimal(value)


@given(
    value=st.decimals(-(10**9), 10**9, places=6).map("{:f}".format),
    units=st.sampled_from(
        [(one.code, other.code) for one in OFFERED for other in OFFERED
         if one.quantity == other.quantity and one.code != other.code]),
)  # fmt: skip
def test_an_exact_answer_leads_exactly_back(value: str, units: tuple[str, str]) -> None:
    there = convert_text(value, *units)

    if there.exact and len(there.digits) < 30:
        back = convert_text(there.digits, there.target, there.source)
        assert Decimal(back.digits) == Decimal(value)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_converted_or_refused(value: str, source: str, target: str) -> None:
    try:
        convert_text(value, source, target)
    except MetrologyError as refusal:
        assert refusal.code  # noqa: PT017
