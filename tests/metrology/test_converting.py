"""A prepared conversion: the short way gives what fractions give; arrays follow the floats."""

import copy
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.decimals import from_fraction
from metrology.quantities.converting import Converter
from metrology.quantities.units import UNITS, Unit, convert, converter
from tests.metrology.golden import refused

CONVERTIBLE = [unit for unit in UNITS.values() if unit.kind != "scale"]
PAIRS = [
    (source, target)
    for source in CONVERTIBLE
    for target in CONVERTIBLE
    if source.quantity == target.quantity and source is not target
]
VALUES = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**12),
                     max_value=10**12)  # fmt: skip
WILD = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda value: abs(value.adjusted()) < 500 and len(value.as_tuple().digits) < 60
)


@given(pair=st.sampled_from(PAIRS), value=VALUES | WILD)
def test_the_short_way_gives_the_digits_of_the_fraction(
    pair: tuple[Unit, Unit], value: Decimal
) -> None:
    made = converter(*pair)

    assert str(made.exact(value)) == str(from_fraction(Fraction(value) * made.factor + made.offset))


@given(pair=st.sampled_from(PAIRS), value=st.fractions())
def test_there_and_back_is_exact(pair: tuple[Unit, Unit], value: Fraction) -> None:
    source, target = pair
    there, back = converter(source, target), converter(target, source)

    assert (value * there.factor + there.offset) * back.factor + back.offset == value


@given(pair=st.sampled_from(PAIRS), value=st.floats(-1e9, 1e9))
def test_a_float_is_the_decimal_to_double_precision(pair: tuple[Unit, Unit], value: float) -> None:
    made = converter(*pair)
    exact = Fraction(value) * made.factor + made.offset

    scale = abs(Fraction(value) * made.factor) + abs(made.offset)
    assert abs(Fraction(made.array(value)) - exact) <= scale / 2**50 + Fraction(1, 10**300)


@given(pair=st.sampled_from(PAIRS), values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_an_array_is_its_floats(pair: tuple[Unit, Unit], values: list[float]) -> None:
    made = converter(*pair)
    array = np.array(values)

    assert made.array(array).tolist() == [made.array(value) for value in values]
    assert array.tolist() == values


def test_an_array_keeps_its_shape_and_its_gaps() -> None:
    to_kelvin = converter(UNITS["degC"], UNITS["K"]).array

    assert to_kelvin(np.zeros((2, 3))).shape == (2, 3)
    assert math.isnan(to_kelvin(math.nan))
    assert to_kelvin(np.array([20])).tolist() == [293.15]


def test_a_conversion_is_prepared_once() -> None:
    assert converter(UNITS["psi"], UNITS["Pa"]) is converter(UNITS["psi"], UNITS["Pa"])


def test_a_unit_is_one_object_wherever_it_has_been() -> None:
    assert pickle.loads(pickle.dumps(UNITS["bar"])) is UNITS["bar"]  # noqa: S301
    assert copy.deepcopy(UNITS["bar"]) is UNITS["bar"]


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("180", "km/h", "m/s", "50"),
        ("1", "km/h", "m/s", "0.2777777777777777777777777777777778"),
        ("0", "psi", "Pa", "0"),
        ("-0.00", "psi", "Pa", "0"),
        ("1.2300", "m", "mm", "1230"),
        ("68", "degF", "degC", "20"),
        ("1E+30", "km", "m", "1000000000000000000000000000000000"),
        ("1", "min", "h", "0.01666666666666666666666666666666667"),
        ("0.000000000000000000000000000000000000000000009", "km/h", "m/s", "2.5E-45"),
    ],
)
def test_answers_are_written_plainly(value: str, source: str, target: str, expected: str) -> None:
    assert str(convert(Decimal(value), UNITS[source], UNITS[target])) == expected


@pytest.mark.parametrize("value", ["NaN", "sNaN", "-Infinity"])
def test_what_is_not_a_number_is_refused(value: str) -> None:
    with refused("not_a_number", found=value):
        Converter(Fraction(1), Fraction(0)).exact(Decimal(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [("V_pp", "V_rms"), ("V_rms", "V"), ("mV_pp", "V_p"), ("V", "V_pp")],
)
def test_peak_and_rms_need_a_waveform(one: str, other: str) -> None:
    with refused("no_conversion", reason="the ratio of the two depends on the waveform"):
        convert(Decimal(1), UNITS[one], UNITS[other])
    assert convert(Decimal(1), UNITS["V_pp"], UNITS["mV_pp"]) == 1000


@pytest.mark.parametrize("pair", [(p, d) for p in ("degC", "K", "degF", "degR")
                                  for d in ("delta_K", "delta_degC", "delta_degF")])  # fmt: skip
def test_a_point_and_a_difference_never_mix(pair: tuple[str, str]) -> None:
    for one, other in (pair, pair[::-1]):
        with refused("wrong_quantity"):
            convert(Decimal(1), UNITS[one], UNITS[other])
