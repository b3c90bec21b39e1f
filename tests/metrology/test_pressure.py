"""Gauge and absolute pressure (NIST SP 811, 7.4): only the ambient pressure leads across."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.pressure import absolute_from_gauge, gauge_from_absolute
from metrology.quantities.units import UNITS
from tests.metrology.golden import refused

D = Decimal
KPA, HPA, PSI = UNITS["kPa"], UNITS["hPa"], UNITS["psi"]


def test_the_ambient_pressure_may_be_in_another_unit() -> None:
    assert absolute_from_gauge(D("100.00"), KPA, D("1013.25"), HPA) == D("201.325")
    assert gauge_from_absolute(D("201.325"), KPA, D("1013.25"), HPA) == D(100)


def test_a_vacuum_is_a_negative_gauge_pressure() -> None:
    assert absolute_from_gauge(D("-80"), KPA, D("100"), KPA) == 20


@given(st.decimals(0, 10**6, places=6), st.decimals(80, 110, places=4))
def test_there_and_back(value: Decimal, ambient: Decimal) -> None:
    there = absolute_from_gauge(value, HPA, ambient, KPA)

    assert gauge_from_absolute(there, HPA, ambient, KPA) == value


def test_impossible_pressures_are_refused() -> None:
    with refused("out_of_range", name="absolute pressure", found="-101"):
        absolute_from_gauge(D(-101), KPA, D(100), KPA)
    with refused("out_of_range", name="absolute pressure"):
        gauge_from_absolute(D(-1), KPA, D(100), KPA)
    with refused("out_of_range", name="ambient pressure"):
        absolute_from_gauge(D(1), KPA, D(0), KPA)
    with refused("not_a_number"):
        absolute_from_gauge(D("NaN"), PSI, D(1), PSI)
    with refused("wrong_quantity", found_quantity="mass"):
        absolute_from_gauge(D(1), UNITS["kg"], D(100), KPA)
