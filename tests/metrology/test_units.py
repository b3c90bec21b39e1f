from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.catalogue.ambiguous import AMBIGUOUS
from metrology.quantities.units import (
    UNITS,
    Unit,
    base_quantity,
    convert,
    difference_unit,
    find_unit,
    quantity_name,
    units_of,
)
from tests.metrology.golden import case_ids, published, refused

GOLDEN = published("unit_factors")
PI = Fraction("3.14159265358979323846264338327950288")
READINGS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
CONVERTIBLE = [unit for unit in UNITS.values() if unit.kind != "scale"]
PAIRS = [
    (source, target)
    for source in CONVERTIBLE
    for target in CONVERTIBLE
    if source.quantity == target.quantity and source != target
]


@pytest.mark.parametrize("case", GOLDEN["factors"], ids=case_ids(GOLDEN["factors"]))
def test_published_factors_hold(case: dict[str, str]) -> None:
    number, _, pi = case["exact_factor"].partition("*")
    expected = Fraction(number) * (PI if pi else 1)

    got = convert(Decimal(1), UNITS[case["from"]], UNITS[case["to"]])

    assert abs(Fraction(got) / expected - 1) < Fraction(1, 10**33)
    assert f"{float(got):.6E}" == f"{float(case['as_printed']):.6E}"


@pytest.mark.parametrize("case", GOLDEN["transforms"], ids=case_ids(GOLDEN["transforms"]))
def test_published_transforms_hold(case: dict[str, str]) -> None:
    got = convert(Decimal(case["value"]), UNITS[case["from"]], UNITS[case["to"]])

    assert got == Decimal(case["expected"])


@pytest.mark.parametrize(
    ("code", "pascals"),
    [
        ("kgf/cm2", "98066.5"),
        ("mmHg", "133.322387415"),
        ("psi", "6894.757293168361336722673445346891"),
        ("inHg", "3386.388640341"),
    ],
)
def test_pressure_units_are_the_conventional_ones(code: str, pascals: str) -> None:
    assert convert(Decimal(1), UNITS[code], UNITS["Pa"]) == Decimal(pascals)


def test_an_exact_answer_has_no_noise() -> None:
    assert str(convert(Decimal("20.4"), UNITS["degC"], UNITS["K"])) == "293.55"
    assert str(convert(Decimal("0.1"), UNITS["MPa"], UNITS["bar"])) == "1"
    assert str(convert(Decimal("1e6"), UNITS["km"], UNITS["mm"])) == "1000000000000"


def test_the_same_unit_keeps_the_digits() -> None:
    assert str(convert(Decimal("10.050"), UNITS["bar"], UNITS["bar"])) == "10.050"


@given(pair=st.sampled_from(PAIRS), value=READINGS)
def test_there_and_back_is_the_same_value(pair: tuple[Unit, Unit], value: Decimal) -> None:
    source, target = pair

    back = convert(convert(value, source, target), target, source)

    # 34 digits, of which an offset such as 273.15 can eat a few when the value is tiny.
    scale = abs(Fraction(value)) + abs(source.offset - target.offset) / source.factor
    assert abs(Fraction(back) - Fraction(value)) <= scale / 10**32


@given(pair=st.sampled_from(PAIRS), value=READINGS)
def test_a_conversion_is_right_to_34_digits(pair: tuple[Unit, Unit], value: Decimal) -> None:
    source, target = pair
    exact = (Fraction(value) * source.factor + source.offset - target.offset) / target.factor

    got = convert(value, source, target)

    assert abs(Fraction(got) - exact) <= abs(exact) / 10**33


def test_another_quantity_is_refused() -> None:
    with refused("wrong_quantity", found="kg", found_quantity="mass", allowed="°C, K, °F, °R"):
        convert(Decimal(1), UNITS["kg"], UNITS["degC"])


def test_a_temperature_is_not_a_difference() -> None:
    with refused("wrong_quantity", found_quantity="temperature_difference"):
        convert(Decimal("0.2"), UNITS["delta_degC"], UNITS["K"])
    with refused("wrong_quantity", found_quantity="temperature"):
        convert(Decimal(20), UNITS["degC"], UNITS["delta_K"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("N.m", "J"), ("W", "V.A"), ("V.A", "var"), ("Gy", "Sv"), ("Hz", "Bq"), ("%", "%RH"),
     ("rpm", "Hz"), ("pH", "1"), ("HRC", "HV"), ("dB", "1"), ("NTU", "FNU")],
)  # fmt: skip
def test_one_dimension_is_not_one_quantity(one: str, other: str) -> None:
    with refused("wrong_quantity"):
        convert(Decimal(1), UNITS[one], UNITS[other])


def test_a_scale_keeps_to_itself() -> None:
    assert convert(Decimal("7.01"), UNITS["pH"], UNITS["pH"]) == Decimal("7.01")


def test_two_scales_of_one_quantity_are_not_converted() -> None:
    with refused("no_conversion", found="dB(A)", target="dB(C)"):
        convert(Decimal(80), UNITS["dB(A)"], UNITS["dB(C)"])


def test_pi_does_not_pretend_to_be_exact() -> None:
    half_turn = convert(Decimal(180), UNITS["deg"], UNITS["rad"])

    assert half_turn == Decimal("3.141592653589793238462643383279503")
    assert convert(half_turn, UNITS["rad"], UNITS["deg"]) == 180


@pytest.mark.parametrize("value", ["NaN", "Infinity", "sNaN"])
def test_what_is_not_a_number_is_not_converted(value: str) -> None:
    with refused("not_a_number"):
        convert(Decimal(value), UNITS["bar"], UNITS["bar"])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("bar", "bar"),
        (" bar\u00a0", "bar"),
        ("kgf/cm²", "kgf/cm2"),
        ("kG/cm2", "kgf/cm2"),
        ("°C", "degC"),
        ("℃", "degC"),
        ("\u00baC", "degC"),
        ("\u03bcm", "um"),
        ("\u00b5m", "um"),
        ("\u2126", "ohm"),
        ("M\u2126", "Mohm"),
        ("\u212a", "K"),
        ("N.m", "N.m"),
        ("N·m", "N.m"),
        ("N\u22c5m", "N.m"),
        ("min⁻¹", "rpm"),
        ("vòng/phút", "rpm"),
        ("\u0111\u00f4\u0323 Celsius", "degC"),
        ("ĐỘ CELSIUS", "degC"),
        ("Kilogram", "kg"),
        ("m^3/h", "m3/h"),
        ("''", "arcsec"),
        ("mmH₂O", "mmH2O"),
        ("mPa·s", "mPa.s"),
        ("kWh", "kW.h"),
        ("kvarh", "kvar.h"),
        ("delta_degC", "delta_degC"),
    ],
)
def test_a_unit_is_found_the_way_people_write_it(written: str, code: str) -> None:
    assert find_unit(written).code == code


@pytest.mark.parametrize("text", published("units_in_use"))
def test_every_unit_in_use_is_known(text: str) -> None:
    assert find_unit(text).code in UNITS


@pytest.mark.parametrize("unit", UNITS.values(), ids=str)
def test_every_unit_is_found_by_its_code_and_names(unit: Unit) -> None:
    assert find_unit(unit.code) is unit
    assert find_unit(unit.name_vi) is unit or unit.name_vi in UNITS
    assert find_unit(unit.name_en.upper()).name_en.upper() == unit.name_en.upper()


@pytest.mark.parametrize(
    "text", ["", "barg", "psig", "RH", "slpm", "a**9999999", "__import__", "ton/", "MPA"]
)
def test_an_unknown_unit_is_refused(text: str) -> None:
    with refused("unknown_unit", found=text):
        find_unit(text)


def test_close_units_are_suggested() -> None:
    with refused("unknown_unit", allowed="MPa, mPa, Pa, pA, mA"):
        find_unit("mpa")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("gal", "gal_us, gal_uk, gal_us_dry, Gal"),
        ("Gallon", "gal_us, gal_uk, gal_us_dry, Gal"),
        ("ton", "t, ton_short, ton_long"),
        ("mil", "thou, mil_angle, cmil"),
        ("BTU", "Btu_IT, Btu_th, Btu_mean, Btu_39F, Btu_59F, Btu_60F"),
        ("year", "a, a_365, a_tropical, a_sidereal"),
        ("năm", "a, a_365, a_tropical, a_sidereal"),
        ("mã lực", "hp_metric, hp_550, hp_electric, hp_uk, hp_boiler, hp_water"),
    ],
)
def test_a_name_of_several_units_asks_which(text: str, allowed: str) -> None:
    with refused("ambiguous_unit", found=text, allowed=allowed):
        find_unit(text)


def test_every_unit_to_choose_among_is_one() -> None:
    assert {code for codes in AMBIGUOUS.values() for code in codes} <= set(UNITS)
    assert all(len(codes) > 1 for codes in AMBIGUOUS.values())


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_name_is_no_other_unit(name: str) -> None:
    with refused("ambiguous_unit", found=name):
        find_unit(name)


@given(st.text(max_size=200))
def test_any_text_is_found_or_refused(text: str) -> None:
    try:
        assert find_unit(text).code in UNITS
    except ValueError as refusal:
        assert getattr(refusal, "code", "") in {  # noqa: PT017
            "unknown_unit",
            "ambiguous_unit",
        }


def test_kinds_of_quantity_share_units() -> None:
    assert units_of("gauge_pressure") == units_of("absolute_pressure") == units_of("pressure")
    assert units_of("conventional_mass") == units_of("mass")
    assert base_quantity("gauge_pressure") == "pressure"


def test_quantities_have_names() -> None:
    assert quantity_name("gauge_pressure", "vi") == "áp suất dư"
    assert quantity_name("gauge_pressure", "en") == "gauge pressure"
    with refused("unknown_name", found="beauty"):
        quantity_name("beauty", "vi")


@pytest.mark.parametrize(
    ("code", "difference"),
    [("degC", "delta_degC"), ("K", "delta_K"), ("degF", "delta_degF"), ("degR", "delta_degF"),
     ("bar", "bar"), ("delta_degC", "delta_degC"), ("pH", "pH")],
)  # fmt: skip
def test_errors_of_a_temperature_are_differences(code: str, difference: str) -> None:
    assert difference_unit(UNITS[code]).code == difference
