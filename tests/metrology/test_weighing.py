"""Conventional mass (OIML D 28, OIML R 111-1)."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.weighing import (
    air_density,
    buoyancy_correction,
    conventional_from_mass,
    mass_from_conventional,
)
from tests.metrology.golden import refused

D = Decimal


def test_at_8000_the_two_are_one() -> None:
    assert conventional_from_mass(D("1.00000000"), D(8000)) == 1


@given(st.decimals(0, 1000, places=9), st.decimals(800, 22000, places=1))
def test_there_and_back(mass: Decimal, density: Decimal) -> None:
    back = mass_from_conventional(conventional_from_mass(mass, density), density)

    assert abs(back - mass) <= mass * D("1e-32")


def test_a_dense_body_has_the_larger_conventional_mass() -> None:
    assert conventional_from_mass(D(1), D(21500)) > 1 > conventional_from_mass(D(1), D(2700))


def test_buoyancy_vanishes_in_the_reference_air_and_for_equal_densities() -> None:
    assert buoyancy_correction(D(7950), D(8000), D("1.2")) == 0
    assert buoyancy_correction(D(8000), D(8000), D("1.1")) == 0
    # (1.1 − 1.2)(1/8400 − 1/8000) = 0.1 × 400/(8400 × 8000) = 5.95e-7
    assert buoyancy_correction(D(8400), D(8000), D("1.1")) == pytest.approx(
        D("5.952380952e-7"), rel=D("1e-9")
    )


def test_the_air_is_the_cipm_air_within_the_stated_2_parts_in_10_4() -> None:
    # CIPM-2007: 1.199 29 kg/m³ at 20 °C, 50 %, 1013.25 hPa (400 ppm CO₂).
    assert math.isclose(air_density(20, 50, 1013.25), 1.19929, rel_tol=2e-4)


@pytest.mark.parametrize(
    ("name", "climate"),
    [("temperature", (9, 50, 1000)), ("humidity", (20, 81, 1000)), ("pressure", (20, 50, 899))],
)
def test_other_climates_are_refused(name: str, climate: tuple[float, float, float]) -> None:
    with refused("out_of_range", name=name):
        air_density(*climate)
    with refused("not_a_number"):
        air_density(math.nan, 50, 1000)


def test_impossible_densities_are_refused() -> None:
    with refused("out_of_range", name="density", found="1.2"):
        conventional_from_mass(D(1), D("1.2"))
    with refused("out_of_range", name="air density"):
        buoyancy_correction(D(1), D(1), D(0))
    with refused("not_a_number"):
        mass_from_conventional(D("NaN"), D(8000))
    with refused("not_a_number"):
        mass_from_conventional(D(1), D("Infinity"))
