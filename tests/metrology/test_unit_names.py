"""Every unit of the reference of conversions, by the name it has there and by the registry's."""

from fractions import Fraction
from typing import Any

import pytest

from metrology.errors import MetrologyError
from metrology.quantities.conversion import convert_text
from metrology.quantities.unit_terms import parse_unit_term
from metrology.quantities.units import UNITS, find_unit, meanings
from tests.metrology.golden import refused
from tests.metrology.test_reference_units import REFERENCE, exact

# Two units or more of one dimension: nobody but the writer knows which.
ASKED = {"ton_force", "ounce", "gallon", "quart"}


def pairs() -> list[Any]:
    found = []
    for row in REFERENCE["factors"]:
        theirs = row["check"].get("pint") or {}
        names = {(row["from"], row["to"]), (theirs.get("from") or row["from"], row["to"])}
        names.add((theirs.get("from") or row["from"], theirs.get("to") or row["to"]))
        found += [
            pytest.param(row, *names, id=f"{names[0]} in {names[1]}")
            for names in sorted(names)
            if names[0] not in ASKED
        ]
    return found


@pytest.mark.parametrize(("row", "source", "target"), pairs())
def test_a_factor_is_found_by_every_name(row: dict[str, Any], source: str, target: str) -> None:
    got = Fraction(convert_text("1", source, target).digits)

    expected = exact(row["exact_factor"] if row["exact"] else row["factor_as_printed"])
    assert abs(got / expected - 1) < Fraction(1, 10**30)


def test_only_these_names_are_asked_back() -> None:
    theirs = {(row["check"].get("pint") or {}).get("from") for row in REFERENCE["factors"]}

    assert theirs >= ASKED
    for name in ASKED:
        with refused("ambiguous_unit", found=name):
            convert_text("1", name, {"ton_force": "N", "ounce": "kg"}.get(name, "L"))


def test_a_question_names_every_unit_in_full() -> None:
    with pytest.raises(MetrologyError) as refusal:
        convert_text("1", "gallon", "L")

    assert refusal.value.params["allowed"] == "gal_us, gal_uk, gal_us_dry"
    assert str(refusal.value) == (
        "“gallon” is the name of several units; write one of: gal_us (gallon, US liquid); "
        "gal_uk (gallon, Imperial); gal_us_dry (gallon, US dry)"
    )


def test_a_question_is_as_wide_as_the_other_unit_leaves_it() -> None:
    with refused("ambiguous_unit", allowed="oz, oz_troy"):
        convert_text("1", "kg", "ounce")
    with refused("ambiguous_unit", allowed="oz, oz_troy, floz_us, floz_uk"):
        convert_text("1", "ounce", "V")


@pytest.mark.parametrize("text", ["RH", "slpm", "psig", "mil", "ton", "year"])
def test_a_trap_of_the_registry_is_no_alias(text: str) -> None:
    with pytest.raises(MetrologyError):
        find_unit(text)


@pytest.mark.parametrize(
    ("value", "source", "target", "digits"),
    [
        ("60", "minute", "degree", "1"),
        ("60", "degree", "minute", "3600"),
        ("1", "minute", "second", "60"),
        ("3600", "second", "degree", "1"),
        ("1", "Gal", "m/s2", "0.01"),
        ("1", "gal", "m/s2", "0.01"),
        ("1", "mil", "mm", "0.0254"),
        ("100", "rad", "Gy", "1"),
        ("2", "phút", "giây", "120"),
    ],
)
def test_the_other_unit_settles_a_name(value: str, source: str, target: str, digits: str) -> None:
    assert convert_text(value, source, target).digits == digits


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gal us", "gal_us"),
        ("pound force", "lbf"),
        ("Pound_Force", "lbf"),
        ("foot (U.S. survey)", "ft_us"),
        ("foot (ft)", "ft"),
        ("gallon (U.S.) (gal)", "gal_us"),
        ("inch of water (60 °F)", "inH2O_60F"),
        ("centimeter of mercury, conventional", "cmHg"),
        ("kilogram-force meter (kgf * m)", "kgf.m"),
        ("volt", "V"),
        ("kelvin", "K"),
        ("fl_oz (US)", "floz_us"),
    ],
)
def test_printed_names_are_read(text: str, code: str) -> None:
    assert find_unit(text) is UNITS[code]


@pytest.mark.parametrize(
    "text", ["ounce (troy or apothecary) (oz)", "foot (m)", "kg, conventional"]
)
def test_a_symbol_of_another_unit_is_refused(text: str) -> None:
    with pytest.raises(MetrologyError):
        find_unit(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("N m", "N*m"),
        ("N\N{NO-BREAK SPACE}m", "N*m"),
        ("Pa s", "Pa*s"),
        ("m² kg s⁻²", "m²*kg*s⁻²"),
        ("J/(kg K)", "J/(kg*K)"),
        ("kW h/d", "kW*h/d"),
        ("pound-force foot", "lbf*ft"),
        ("m s^-2", "m*s^-2"),
        ("min", "min"),
    ],
)
def test_a_blank_between_units_is_a_product(text: str, same: str) -> None:
    one, other = parse_unit_term(text), parse_unit_term(same)

    assert (one.dimension, one.factor) == (other.dimension, other.factor)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("m 2", "bad_expression"),
        ("10 m", "unknown_unit"),
        ("N  m/s", "bad_expression"),
        ("J/kg K", "bad_expression"),
        ("N m x", "unknown_unit"),
        ("US gallons", "unknown_unit"),
    ],
)
def test_other_blanks_are_refused(text: str, code: str) -> None:
    with refused(code):
        parse_unit_term(text)


def test_a_name_may_mean_several_units() -> None:
    assert [unit.code for unit in meanings("minute")] == ["min", "arcmin"]
    assert [unit.code for unit in meanings("bar")] == ["bar"]
    with refused("unknown_unit"):
        meanings("nothing")
