import copy
import pickle
from fractions import Fraction
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.catalogue.dimensions import DIMENSIONS
from metrology.quantities.dimensions import (
    ONE,
    SI_BASES,
    Dimension,
    dimension_of,
    named,
    quantity_dimension,
)
from metrology.quantities.units import UNITS, Unit

BASES = st.sampled_from([*SI_BASES, "pH", "HRC", "dB"])
POWERS = st.fractions(min_value=-4, max_value=4, max_denominator=4)
DIMENSION_VALUES = st.lists(st.tuples(BASES, POWERS), max_size=5).map(Dimension)
TO_PINT = {"kg": "[mass]", "m": "[length]", "s": "[time]", "A": "[current]", "K": "[temperature]",
           "mol": "[substance]", "cd": "[luminosity]"}  # fmt: skip
WITH_PINT = [unit for unit in UNITS.values() if unit.pint]
REGISTRY: Any = pint.UnitRegistry()


def test_a_dimension_is_written_with_the_units_of_its_bases() -> None:
    assert str(dimension_of("m.s-2")) == "m·s⁻²"
    assert str(dimension_of("kg.m2.s-3.A-1") / named("s") ** Fraction(-1, 2)) == (
        "kg·m²·s^(-5/2)·A⁻¹"
    )
    assert str(ONE) == "1"
    assert repr(named("HRC")) == "Dimension('HRC')"


def test_the_dimension_one_is_one() -> None:
    assert ONE.is_one
    assert (named("m") / named("m")).is_one
    assert not named("pH").is_one


@given(DIMENSION_VALUES, DIMENSION_VALUES, POWERS)
def test_dimensions_are_a_group(one: Dimension, other: Dimension, power: Fraction) -> None:
    assert one * other == other * one
    assert hash(one * other) == hash(other * one)
    assert one / one == ONE
    assert one * other / other == one
    assert (one * other) ** power == one**power * other**power
    assert one**0 == ONE


@given(DIMENSION_VALUES)
def test_a_dimension_survives_pickling_and_copying(dimension: Dimension) -> None:
    assert pickle.loads(pickle.dumps(dimension)) == dimension  # noqa: S301
    assert copy.deepcopy(dimension) == dimension
    assert dimension != "m"


def test_a_dimension_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ONE._powers = ()


@pytest.mark.parametrize("unit", WITH_PINT, ids=str)
def test_the_oracle_gives_every_unit_this_dimension(unit: Unit) -> None:
    theirs = REGISTRY.parse_units(unit.pint or "").dimensionality
    ours = quantity_dimension(unit.quantity, kind=unit.kind, code=unit.code).powers

    assert {TO_PINT[base]: power for base, power in ours.items()} == {
        base: Fraction(power) for base, power in theirs.items()
    }


def test_every_quantity_has_a_dimension_or_is_a_scale() -> None:
    assert {unit.kind for unit in UNITS.values() if unit.quantity not in DIMENSIONS} == {"scale"}
    assert {unit.quantity for unit in UNITS.values()} >= set(DIMENSIONS)


def test_a_scale_is_a_base_of_its_own() -> None:
    assert quantity_dimension("acidity", kind="scale", code="pH") == named("pH")
    assert quantity_dimension("sound_level", kind="scale", code="dB(A)") == named("dB")
