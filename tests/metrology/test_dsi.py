"""What a digital certificate writes for each unit, against PTB's parser (the oracle)."""

import re
import warnings
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.quantities.dimensions import SI_BASES, quantity_dimension, si_factor
from metrology.quantities.dsi import Form, converted, form_of, is_money, places_of
from metrology.quantities.units import UNITS, Unit, convert, converter

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dsi_unit

MONEY = [unit for unit in UNITS.values() if is_money(unit)]
OTHERS = [unit for unit in UNITS.values() if not is_money(unit)]
HYBRIDS = [unit for unit in OTHERS if form_of(unit).hybrid]
SCALES = [unit for unit in UNITS.values() if unit.kind == "scale"]
BASE_WORDS = dict(
    zip(SI_BASES, ("kilogram", "metre", "second", "ampere", "kelvin", "mole", "candela"),
        strict=True)
)  # fmt: skip
# What the oracle's parser lets through, or counts as a base of its own.
NO_PREFIX = {"kilogram", "degreecelsius", "day", "hour", "minute", "hectare", "decibel", "mmHg"}
BARE = {"one", "percent", "ppm"}
OWN = {"radian", "steradian", "degreecelsius", "decibel", "neper"}
FRACTIONAL = re.compile(r"\{-?\d+_\d+\}")


def parsed(dsi: str) -> Any:
    """The oracle's tree; it warns of `\\per` with every parse, used or not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dsi_unit.DsiUnit(dsi)
    assert found.valid
    assert not found.non_dsi_unit
    return found


def in_bases(dsi: str) -> tuple[float, dict[str, Fraction]]:
    """Factor and exponents of the base units, as the oracle has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = parsed(dsi).to_base_unit_tree()
        tree = first.to_base_unit_tree()  # eV to J, J to kg·m²·s⁻²: the factor stays
    powers: dict[str, Fraction] = {}
    for node in tree.tree[0]:
        if node.unit not in {"one", *OWN}:
            power = Fraction(str(node.exponent)).limit_denominator(100)
            powers[node.unit] = powers.get(node.unit, Fraction(0)) + power
    return float(first.scale_factor), powers


def expected_powers(unit: Unit) -> dict[str, Fraction]:
    powers = quantity_dimension(unit.quantity, kind=unit.kind, code=unit.code).powers
    return {BASE_WORDS[base]: power for base, power in powers.items() if base in BASE_WORDS}


def test_every_unit_of_the_catalogue_has_a_form_or_a_named_refusal() -> None:
    refused = {}
    for unit in UNITS.values():
        try:
            form_of(unit)
        except MetrologyError as why:
            refused[unit.code] = (why.code, why.params["reason"])

    said = ("no_conversion", "money is in no system of units")
    assert refused == {"VND": said, "VND/L": said}
    assert {unit.code for unit in MONEY} == set(refused)


@pytest.mark.parametrize("unit", OTHERS, ids=str)
def test_the_oracle_reads_the_form(unit: Unit) -> None:
    form = form_of(unit)

    factor, powers = in_bases(form.dsi)

    if unit.kind == "scale":
        assert form.convention
        assert form.dsi in (r"\one", r"\decibel", r"\neper")
        assert form == Form(form.dsi, convention=form.convention)
        return
    if not FRACTIONAL.search(form.dsi) and unit.kind != "interval":
        assert powers == expected_powers(unit)
    own = Fraction(1) if form.hybrid else unit.factor * si_factor(unit.quantity)
    if unit.quantity == "rotational_speed" and "radian" in form.dsi:
        own = Fraction(1)  # one radian per second: turns are no unit
    assert factor == pytest.approx(float(own), rel=1e-8)
    assert form.factor == (unit.factor * si_factor(unit.quantity) if form.hybrid else 1)


@pytest.mark.parametrize("unit", OTHERS, ids=str)
def test_the_grammar_that_the_oracle_does_not_hold(unit: Unit) -> None:
    dsi = form_of(unit).dsi
    words = re.findall(r"\\([A-Za-z]+)", dsi)
    prefixes = {"femto", "pico", "nano", "micro", "milli", "centi", "deci", "hecto", "kilo",
                "mega", "giga", "tera"}  # fmt: skip

    assert "per" not in words
    assert not any(a in prefixes and b in NO_PREFIX | BARE for a, b in pairwise(words))
    assert r"\kilo\gram" not in dsi
    assert not any(rf"\{one}\tothe" in dsi for one in BARE)
    assert not re.search(r"\s", dsi)


@pytest.mark.parametrize("unit", HYBRIDS, ids=str)
def test_a_hybrid_begins_with_the_coherent_si_unit_and_defines_the_other(unit: Unit) -> None:
    form = form_of(unit)
    parsed(form.dsi)

    assert form.label == f"|{unit.code}"
    assert not re.search(r"\s", form.label)
    assert unit.name_en in form.definition
    assert form.dsi in form.definition
    assert form.definition == form.definition.strip()


def test_the_labels_of_hybrids_are_their_own() -> None:
    assert len({form_of(unit).label for unit in HYBRIDS}) == len(HYBRIDS)


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("kPa", Form(r"\kilo\pascal")),
        ("degC", Form(r"\degreecelsius")),
        ("delta_degC", Form(r"\kelvin")),
        ("nmi", Form(r"\nauticalmile")),
        ("HRC", Form(r"\one", convention="HRC (ISO 6508-1)")),
        ("pH", Form(r"\one", convention="pH (IUPAC 2002)")),
        ("dBm", Form(r"\decibel", convention="dBm: dB re 1 mW")),
        ("mV_pp", Form(r"\milli\volt", convention="peak-to-peak value")),
        ("count", Form(r"\one", "|count", definition=r"count (số đếm): 1 lần đếm = 1 \one")),
        (
            "psi",
            Form(
                r"\pascal",
                "|psi",
                Fraction(8896443230521, 1290320000),
                definition="pound-force per square inch (pao lực trên inch vuông): "
                r"1 psi = 6894.757293168361336722673445346891 \pascal",
            ),
        ),
    ],
)
def test_known_forms(code: str, form: Form) -> None:
    assert form_of(UNITS[code]) == form


@pytest.mark.parametrize(
    ("digits", "code", "said_as", "places", "expected"),
    [
        ("10.050", "bar", "value", None, "10.050"),
        ("50.10", "psi", "value", None, "345427"),
        ("100.05", "psi", "value", None, "689820"),
        ("50", "psi", "value", None, "344700"),
        ("50", "psi", "value", 2, "344738"),
        ("0.00", "psi", "value", None, "0"),
        ("-0.05", "psi", "difference", None, "-345"),
        ("0.05", "psi", "uncertainty", None, "345"),
        ("0.07", "psi", "uncertainty", None, "483"),
        ("0.25", "psi", "limit", None, "1723.68932329209"),
        ("-0.25", "psi", "limit", None, "-1723.68932329209"),
        ("0", "psi", "limit", None, "0"),
        ("68.0", "degF", "value", None, "293.150"),
        ("0.2", "delta_degF", "difference", None, "0.111"),
        ("0.2", "delta_degF", "uncertainty", None, "0.112"),
        ("1.5", "ppb", "value", None, "0.00000000150"),
        ("1.5", "barn", "value", None, "1.5"),
        ("1000", "imp/kWh", "value", None, "0.00027778"),
        ("90", "gon", "value", None, "1.414"),
    ],
)
def test_conversions(
    digits: str, code: str, said_as: Any, places: int | None, expected: str
) -> None:
    assert converted(digits, form_of(UNITS[code]), said_as=said_as, places=places) == expected


@pytest.mark.parametrize("digits", ["", "NaN", "inf", "1,5", "ten"])
def test_what_is_no_number_is_refused(digits: str) -> None:
    with pytest.raises(MetrologyError) as why:
        converted(digits, form_of(UNITS["psi"]))

    assert why.value.code == "not_a_number"


numbers = st.decimals(-(10**6), 10**6, allow_nan=False, places=4)


@given(number=numbers, places=st.integers(0, 4), unit=st.sampled_from(HYBRIDS))
def test_a_converted_value_goes_back_to_the_same_digits(
    number: Decimal, places: int, unit: Unit
) -> None:
    digits = format(number.quantize(Decimal(1).scaleb(-places)), "f")
    form = form_of(unit)

    back = (Fraction(Decimal(converted(digits, form))) - form.offset) / form.factor

    assert round(back * 10**places) == Fraction(Decimal(digits)) * 10**places


@given(number=numbers.filter(bool), unit=st.sampled_from(HYBRIDS))
def test_no_significant_digit_is_lost(number: Decimal, unit: Unit) -> None:
    form = form_of(unit)
    got = Decimal(converted(format(number, "f"), form, said_as="difference"))
    error = abs(Fraction(got) - Fraction(number) * form.factor)

    assert error * 20 <= form.factor * Fraction(1, 10**4)


@given(number=numbers.filter(lambda one: one > 0), unit=st.sampled_from(HYBRIDS))
def test_an_uncertainty_never_shrinks_and_a_limit_never_widens(number: Decimal, unit: Unit) -> None:
    form, digits = form_of(unit), format(number, "f")
    exact = Fraction(number) * form.factor

    assert Fraction(Decimal(converted(digits, form, said_as="uncertainty"))) >= exact
    if not form.offset:
        assert Fraction(Decimal(converted(digits, form, said_as="limit"))) <= exact


def test_a_uncertainty_in_fahrenheit_is_a_step_not_a_point() -> None:
    assert converted("0.2", form_of(UNITS["degF"]), said_as="uncertainty") == "0.112"
    assert converted("0.2", form_of(UNITS["degF"]), said_as="difference") == "0.111"
    assert converted("0.2", form_of(UNITS["degF"])) == "255.483"


def test_the_factor_is_the_catalogues() -> None:
    for unit in HYBRIDS:
        form = form_of(unit)
        if si_factor(unit.quantity) == 1:
            assert (form.factor, form.offset) == (unit.factor, unit.offset)
    made = converter(UNITS["degF"], UNITS["K"])
    assert (form_of(UNITS["degF"]).factor, form_of(UNITS["degF"]).offset) == (
        made.factor,
        made.offset,
    )
    assert convert(Decimal(32), UNITS["degF"], UNITS["K"]) == Decimal("273.15")


@pytest.mark.parametrize(("digits", "places"), [("10.050", 3), ("120", 0), ("1.2E+2", 0)])
def test_places(digits: str, places: int) -> None:
    assert places_of(digits) == places


def test_scales_are_all_named() -> None:
    assert all(form_of(unit).convention for unit in SCALES)
