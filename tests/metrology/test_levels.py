"""Levels (ISO 80000-3; NIST SP 811, 8.7). The numbers of the shared reference are tested with it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.levels import (
    REFERENCES,
    convert_level,
    decibel_to_neper,
    field_ratio,
    field_ratio_level,
    level_to_power,
    neper_to_decibel,
    power_ratio,
    power_ratio_level,
    power_to_level,
    relative_field_uncertainty,
    relative_power_uncertainty,
)
from metrology.quantities.units import UNITS
from tests.metrology.golden import refused

LEVELS = st.decimals(min_value=-300, max_value=300, places=4)
D = Decimal


def near(one: Decimal, other: Decimal, digits: int = 30) -> bool:
    return abs(one - other) <= max(abs(other), D(1)) * D(10) ** -digits


def test_a_power_takes_ten_and_a_field_twenty() -> None:
    assert power_ratio(D(20)) == 100
    assert field_ratio(D(20)) == 10
    assert power_ratio_level(D(100)) == 20
    assert field_ratio_level(D(100)) == 40
    assert str(power_ratio_level(D(2)))[:18] == "3.0102999566398119"


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("0", "dBm", "mW", "1"),
        ("30", "dBm", "W", "1"),
        ("30", "dBm", "dBW", "0"),
        ("0", "dBW", "dBm", "30"),
        ("0", "dBV", "dBuV", "120"),
        ("20", "dBV", "V", "10"),
        ("40", "dBmV", "V_rms", "0.1"),
        ("1", "W", "dBm", "30"),
        ("100", "mV", "dBmV", "40"),
        ("-30", "dBm", "uW", "1"),
        ("10.0", "dBm", "dBm", "10.0"),
    ],
)
def test_an_absolute_level_is_a_power_or_a_voltage(
    value: str, source: str, target: str, expected: str
) -> None:
    assert str(convert_level(D(value), UNITS[source], UNITS[target])) == expected


def test_0_dbu_is_one_milliwatt_into_600_ohms() -> None:
    volts = level_to_power(D(0), UNITS["dBu"], UNITS["V"])

    assert near(volts**2 / 600 * 1000, D(1))


@given(LEVELS, st.sampled_from([code for code, at in REFERENCES.items() if at.power == 1]))
def test_power_there_and_back(level: Decimal, code: str) -> None:
    power = level_to_power(level, UNITS[code], UNITS["mW"])

    assert near(power_to_level(power, UNITS["mW"], UNITS[code]), level)


@given(LEVELS, st.sampled_from([code for code, at in REFERENCES.items() if at.power == 2]))
def test_voltage_there_and_back(level: Decimal, code: str) -> None:
    voltage = level_to_power(level, UNITS[code], UNITS["uV"])

    assert near(power_to_level(voltage, UNITS["uV"], UNITS[code]), level)


@given(LEVELS)
def test_neper_there_and_back(level: Decimal) -> None:
    assert near(decibel_to_neper(neper_to_decibel(level)), level)
    assert near(convert_level(convert_level(level, UNITS["Np"], UNITS["dB"]), UNITS["dB"],
                              UNITS["Np"]), level)  # fmt: skip


def test_a_small_uncertainty_of_a_level_is_relative() -> None:
    assert str(relative_power_uncertainty(D("0.1")))[:12] == "0.0230258509"
    assert str(relative_field_uncertainty(D("0.1")))[:13] == "0.01151292546"
    with refused("out_of_range", name="u"):
        relative_field_uncertainty(D("-0.1"))
    with refused("not_a_number"):
        relative_power_uncertainty(D("NaN"))


@pytest.mark.parametrize(
    ("source", "target"),
    [("dB", "W"), ("dBm", "V"), ("dBV", "W"), ("dBm", "dBV"), ("dB(A)", "dB"), ("dBV", "V_pp"),
     ("pH", "dB"), ("W", "dBV")],
)  # fmt: skip
def test_a_level_without_its_reference_is_refused(source: str, target: str) -> None:
    with refused("no_conversion"):
        convert_level(D(1), UNITS[source], UNITS[target])


@pytest.mark.parametrize("value", ["0", "-1"])
def test_no_power_has_no_level(value: str) -> None:
    with refused("out_of_range", found=value):
        power_to_level(D(value), UNITS["W"], UNITS["dBm"])
    with refused("out_of_range"):
        power_to_level(D(value), UNITS["V"], UNITS["dBV"])
    with refused("out_of_range"):
        field_ratio_level(D(value))


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_a_number_has_no_level(value: str) -> None:
    with refused("not_a_number"):
        power_ratio(D(value))
    with refused("not_a_number"):
        power_ratio_level(D(value))


def test_an_absurd_level_is_refused() -> None:
    with refused("out_of_range", name="level"):
        power_ratio(D("1e6"))
