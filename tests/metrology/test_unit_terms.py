"""Compound units against pint, over every unit text of the reference cases and more."""

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.quantities.dimensions import ONE, named
from metrology.quantities.unit_terms import parse_unit_term, term_of
from metrology.quantities.units import UNITS, Unit
from tests.metrology.golden import refused

REGISTRY: Any = pint.UnitRegistry()
CASES = Path(__file__).parents[2] / "metrology" / "validation"
# Where the whole catalogue unit and the same text read by pint are not one thing.
OWN = {"dB", "degC"}
REFUSALS = {"bad_expression", "unknown_unit", "ambiguous_unit", "wrong_dimension", "blank"}


def unit_texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("unit"), str):
            yield node["unit"]
        for value in node.values():
            yield from unit_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from unit_texts(value)


IN_USE = sorted(
    {
        text
        for path in CASES.rglob("*.json")
        if path.name != "units.json"
        for text in unit_texts(json.loads(path.read_text(encoding="utf-8")))
    }
)


@pytest.mark.parametrize("text", [text for text in IN_USE if text not in OWN])
def test_every_unit_of_the_reference_cases_agrees_with_the_oracle(text: str) -> None:
    theirs = REGISTRY.Quantity(1.0, text).to_base_units().magnitude

    # pint's base unit of mass is the kilogram, ours too.
    assert math.isclose(float(parse_unit_term(text).factor), theirs, rel_tol=1e-13)


def test_the_reference_cases_are_there() -> None:
    assert {"J/(kg*K)", "uSv*cm^2", "delta_degC/uV", "1/min", "a"} <= set(IN_USE)


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("1", "1", "1"),
        ("nm", "m", "1e-9"),
        ("ohm", "kg·m²·s⁻³·A⁻²", "1"),
        ("J/(kg*K)", "m²·s⁻²·K⁻¹", "1"),
        ("J/kg/K", "m²·s⁻²·K⁻¹", "1"),
        ("1/delta_degC", "K⁻¹", "1"),
        ("uSv*cm^2", "m⁴·s⁻²", "1e-10"),
        ("uSv/h", "m²·s⁻³", "1/3600000000"),
        ("mL/L", "1", "1e-3"),
        ("m/s^2", "m·s⁻²", "1"),
        ("m·s⁻²", "m·s⁻²", "1"),
        ("m2/s2", "m²·s⁻²", "1"),
        ("km2", "m²", "1e6"),
        ("W/delta_degC", "kg·m²·s⁻³·K⁻¹", "1"),
        ("nV/sqrt(Hz)", "kg·m²·s^(-5/2)·A⁻¹", "1e-9"),
        ("nV/Hz^(1/2)", "kg·m²·s^(-5/2)·A⁻¹", "1e-9"),
        ("nV/√Hz", "kg·m²·s^(-5/2)·A⁻¹", "1e-9"),
        ("kgf/cm²", "kg·m⁻¹·s⁻²", "98066.5"),
        ("10^-6/K", "K⁻¹", "1e-6"),
        ("mV/pH", "kg·m²·s⁻³·A⁻¹·pH⁻¹", "1e-3"),
        ("rad/s", "s⁻¹", "1"),
        ("rpm", "s⁻¹", "1/60"),
        ("1/min", "s⁻¹", "1/60"),
        ("VND/(kW.h)", "kg⁻¹·m⁻²·s²·VND", "1/3600000"),
    ],
)
def test_a_compound_unit_is_read(text: str, dimension: str, factor: str) -> None:
    term = parse_unit_term(text)

    assert (str(term.dimension), term.factor, term.offset) == (
        dimension,
        Fraction(factor),
        Fraction(0),
    )


def test_a_root_is_exact_where_it_can_be_and_34_digits_elsewhere() -> None:
    assert parse_unit_term("(mm)^(1/3)").factor == Fraction(1, 10)
    inexact = parse_unit_term("kHz^(1/2)").factor
    assert abs(inexact**2 / 1000 - 1) < Fraction(1, 10**32)


def test_a_whole_text_keeps_its_kind() -> None:
    celsius = parse_unit_term("°C")
    assert (celsius.kind, celsius.offset, celsius.unit) == (
        "point",
        Fraction("273.15"),
        UNITS["degC"],
    )
    assert parse_unit_term("delta_degC").kind == "difference"
    assert parse_unit_term("K").kind == "ratio"
    assert parse_unit_term("HRC").kind == "scale"
    assert parse_unit_term("HRC").dimension == named("HRC")
    assert parse_unit_term("dBm").dimension == parse_unit_term("dB").dimension == named("dB")
    assert parse_unit_term("%").dimension == ONE


def test_an_angle_is_a_number_of_radians() -> None:
    assert float(parse_unit_term("deg").factor) == math.pi / 180
    assert parse_unit_term("deg").dimension == ONE
    assert parse_unit_term("mrad").factor == pytest.approx(Fraction(1, 1000), rel=1e-30)


@pytest.mark.parametrize("text", ["J/(kg*degC)", "V*°C", "m/degF", "degC^2"])
def test_a_temperature_point_inside_a_product_is_refused(text: str) -> None:
    with refused("wrong_dimension", name=text) as refusal:
        parse_unit_term(text)
    assert "delta_deg" in refusal.value.params["reason"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("m//s", "3"),
        ("(m", "3"),
        ("m)", "2"),
        ("m/", "3"),
        ("m^/s", "3"),
        ("m^13", "3"),
        ("m^(1/0)", "6"),
        ("2*m", "1"),
        ("m^x", "3"),
        ("m/@s", "3"),
        ("/m", "1"),
        ("m/s kg", "5"),
        ("(" * 9 + "m" + ")" * 9, "9"),
        ("√" * 9 + "m", "9"),
        ("m" * 60 + "*m" * 30, "1"),
        ("m^12^12", "1"),
        ("km^12*km^12*km^12*km^12*km^12*km^12", "1"),
    ],
)
def test_what_is_outside_the_grammar_is_refused(text: str, place: str) -> None:
    with refused("bad_expression") as refusal:
        parse_unit_term(text)
    assert refusal.value.params["place"] == place


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with refused("unknown_unit", found="mPascal"):
        parse_unit_term("mPascal/s")
    with refused("unknown_unit", found="__import__"):
        parse_unit_term("__import__('os')")
    with refused("blank"):
        parse_unit_term(" ")


@given(st.text(alphabet="mkgsVK%°C()/*^·-²⁻√sqrt1230.e ", max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_unit_term(text).factor > 0
    except MetrologyError as refusal:
        assert refusal.code in REFUSALS  # noqa: PT017


@pytest.mark.parametrize("unit", UNITS.values(), ids=str)
def test_every_unit_of_the_catalogue_is_a_term(unit: Unit) -> None:
    if unit.code == "rad/s":
        return
    assert parse_unit_term(unit.code).unit is unit
    assert parse_unit_term(unit.code).factor == term_of(unit).factor


@given(st.sampled_from([u for u in UNITS.values() if u.kind == "ratio" and "/" not in u.code]),
       st.sampled_from([u for u in UNITS.values() if u.kind == "ratio" and "/" not in u.code]))  # fmt: skip
def test_a_quotient_has_the_quotient_of_the_factors(one: Unit, other: Unit) -> None:
    if "(" in one.code + other.code or any(not c.isalnum() for c in one.code + other.code):
        return
    term = parse_unit_term(f"{one.code}/({other.code})")

    if term.unit is None:
        assert term.factor == term_of(one).factor / term_of(other).factor
        assert term.dimension == term_of(one).dimension / term_of(other).dimension
