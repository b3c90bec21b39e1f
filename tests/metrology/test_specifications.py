from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, find_unit
from metrology.uncertainty.specifications import half_width_of, parse_specification, read
from tests.metrology.golden import case_ids, cases, refused

D = Decimal
SPECIFIED = [case for case in cases("type_b") if "specification" in case["component"]]
VOLT = UNITS["V"]


@pytest.mark.parametrize("case", SPECIFIED, ids=case_ids(SPECIFIED))
def test_published_specifications(case: dict[str, Any]) -> None:
    half_width = half_width_of(case["component"]["specification"])

    found = {"half_width": half_width, "u": half_width / 3**0.5}
    for expected in case["expected"]:
        assert found[expected["quantity"]] == pytest.approx(
            expected["value"], abs=expected["tolerance"], rel=0
        )


def test_the_voltmeter_of_the_gum_in_words() -> None:
    # GUM 4.3.7, example 2.
    words = parse_specification("14 ppm of reading + 2 ppm of range")

    assert words.half_width(VOLT, reading=D("0.928571"), range=D(1)) == D("0.000014999994")


@pytest.mark.parametrize(
    ("text", "comma", "half_width"),
    [
        ("5 % of reading + 2 digits", False, "0.52"),
        ("±(0,05 % số đọc + 0,01 % thang đo + 2 số)", True, "0.027"),
        ("0.02 % rdg + 0.005 % FS + 3 dgt + 10 µV", False, "0.03301"),
        ("+/- (0.02%rdg+0.005%F.S.+3d+0.01 mV)", False, "0.03301"),
        ("± 100 ppm Reading", False, "0.001"),
        ("0.1 % of span", False, "0.04"),
        ("0,1 ‰ của giá trị đo + 1 × độ phân giải", True, "0.011"),
        ("10 µV", False, "0.00001"),
        ("(1 kV)", False, "1000"),
        ("0.5 % of the full scale", False, "0.1"),
        ("1000 ppb of indication", False, "0.00001"),
        ("1 mV + 1 mV", False, "0.002"),
    ],
)
def test_data_sheets(text: str, comma: bool, half_width: str) -> None:  # noqa: FBT001
    specification = parse_specification(text, decimal_comma=comma)

    found = specification.half_width(
        VOLT, reading=D(-10), range=D(20), span=D(40), resolution=D("0.01")
    )
    assert found == D(half_width)


def test_a_temperature_has_steps_and_humidity_its_per_cent() -> None:
    assert parse_specification("0.3 °C").half_width(UNITS["degC"]) == D("0.3")
    assert parse_specification("0.9 °F").half_width(UNITS["degC"]) == D("0.5")
    assert parse_specification("2 %RH").half_width(find_unit("%RH")) == D(2)


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("0.02 %", "1", "reading, range or span"),
        ("0.02 % rdg + 3", "14", "“3”"),
        ("0.02 % rdg + 3 wombats", "14", "“wombats”"),
        ("5 % of reading - 2 digits", "1", "% of reading - 2 digits"),
        ("(0.02 % rdg + 1 mV", "1", "bracket"),
        ("0.02 % rdg +", "13", "“”"),
        ("1 % rdg whichever is greater 2 V", "1", "whichever"),
        ("2 % of digits", "1", "% of digits"),
        ("1 V" + " " * 300, "1", "longer"),
        ("__import__('os')", "1", "import"),
    ],
)
def test_the_part_that_is_refused_is_named(text: str, place: str, part: str) -> None:
    with pytest.raises(MetrologyError) as refusal:
        parse_specification(text)

    assert refusal.value.code == "bad_expression"
    assert refusal.value.params["place"] == place
    assert part in refusal.value.params["reason"]


def test_numbers_are_not_guessed() -> None:
    with refused("ambiguous_number"):
        parse_specification("1.234 % rdg", decimal_comma=True)
    with refused("blank"):
        parse_specification("  ")


@pytest.mark.parametrize("missing", ["reading", "range", "span", "resolution"])
def test_what_a_part_is_relative_to_must_be_known(missing: str) -> None:
    specification = parse_specification("1 % rdg + 1 % FS + 1 % span + 1 digit")
    known = {"reading": D(1), "range": D(1), "span": D(1), "resolution": D(1)}
    assert specification.needs == set(known)

    with refused("missing_value", name=missing):
        specification.half_width(VOLT, **{**known, missing: None})
    with refused("not_a_number"):
        specification.half_width(VOLT, **{**known, missing: D("NaN")})


def test_a_resolution_is_not_negative_and_a_part_keeps_its_quantity() -> None:
    with refused("out_of_range", name="resolution"):
        parse_specification("1 digit").half_width(VOLT, resolution=D(-1))
    with refused("wrong_quantity"):
        parse_specification("1 mA").half_width(VOLT)


@pytest.mark.parametrize(
    ("data", "code", "name"),
    [
        ({}, "missing_value", "s.absolute"),
        ({"reading": 1.0}, "missing_value", "s.absolute"),
        ({"relative_of_reading": 0.1}, "missing_value", "s.reading"),
        ({"digits": 2}, "missing_value", "s.resolution"),
        ({"relative_of_range": -0.1, "range": 1}, "out_of_range", "s.relative_of_range"),
        ({"absolute": -1}, "out_of_range", "s.absolute"),
        ({"width": 1}, "unknown_field", "s"),
    ],
)
def test_the_structured_form_is_strict(data: dict[str, Any], code: str, name: str) -> None:
    with refused(code, name=name):
        read(data, "s")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x", None, True, [1]])
def test_the_structured_form_holds_numbers(value: object) -> None:
    with refused("cannot_compute"):
        half_width_of({"absolute": value})


SHARES = st.decimals(0, 10, places=3)


@given(rdg=SHARES, fs=SHARES, digits=st.integers(0, 9), volts=SHARES, reading=SHARES)
def test_both_forms_agree(
    rdg: Decimal, fs: Decimal, digits: int, volts: Decimal, reading: Decimal
) -> None:
    text = f"{rdg} % rdg + {fs} % range + {digits} digits + {volts} mV"
    known = {"reading": reading, "range": D(20), "resolution": D("0.001")}
    words = parse_specification(text)

    data = {name: float(value) for name, value in words.structured(VOLT).items()}
    data |= {name: float(value) for name, value in known.items()}
    assert half_width_of(data) == pytest.approx(float(words.half_width(VOLT, **known)))


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_specification(text)
    except MetrologyError:
        return
    assert found.parts
