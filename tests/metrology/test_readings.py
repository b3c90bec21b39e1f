from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.quantities.readings import format_number, parse_number, resolution
from tests.metrology.golden import refused

CANONICAL = st.from_regex(r"\A-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,14})?\Z").filter(
    lambda digits: not (digits.startswith("-") and Decimal(digits) == 0)
)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("10,05", "10.05"),
        ("10,050", "10.050"),
        ("1,234", "1.234"),
        ("10.05", "10.05"),
        ("1234.567", "1234.567"),
        ("1.2345", "1.2345"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("00.123", "0.123"),
        (",5", "0.5"),
        (".234", "0.234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12.345.678,90", "12345678.90"),
        ("\u2212" + "0,2", "-0.2"),
        ("+0,2", "0.2"),
        (" \u00a07 ", "7"),
        ("007", "7"),
        ("-0,0", "0.0"),
        ("0", "0"),
    ],
)
def test_vietnamese_numbers(text: str, digits: str) -> None:
    assert parse_number(text, decimal_comma=True) == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1.234", "1.234"),
        ("10.050", "10.050"),
        ("-0.2", "-0.2"),
        ("10,05", "10.05"),
        ("0,123", "0.123"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1234,567", "1234.567"),
    ],
)
def test_plain_numbers(text: str, digits: str) -> None:
    assert parse_number(text, decimal_comma=False) == digits


@pytest.mark.parametrize(
    ("text", "decimal_comma", "first", "second"),
    [
        ("1.234", True, "1234", "1,234"),
        ("-12.500", True, "-12500", "-12,500"),
        ("+999.000", True, "999000", "999,000"),
        ("1,234", False, "1234", "1.234"),
        ("\u2212" + "100,000", False, "-100000", "-100.000"),
    ],
)
def test_an_ambiguous_number_is_asked_back(
    text: str, *, decimal_comma: bool, first: str, second: str
) -> None:
    with refused("ambiguous_number", found=text, first=first, second=second):
        parse_number(text, decimal_comma=decimal_comma)
    assert parse_number(first, decimal_comma=decimal_comma)
    assert parse_number(second, decimal_comma=decimal_comma)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\t\n"])
@pytest.mark.parametrize("decimal_comma", [True, False])
def test_a_blank_is_not_zero(text: str, *, decimal_comma: bool) -> None:
    with refused("blank"):
        parse_number(text, decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    "text",
    ["abc", "-", "+", ".", ",", "5.", "5,", "--1", "- 1", "1-", "1 000", "1e3", "1.5e3", "NaN", "inf",
     "-Infinity", "0x10", "1_000", "10 bar", "½", "\uff11", "\u0661", "1.23.456", "1.234.56",
     "0.123.456", "12.3456,7", "1,2,3", "1.2,3.4", "1,234.567,8", "1.234,567,890", "..1", "1..2",
     "=1+1", "10%", "1/2", "\u2013" + "5"],
)  # fmt: skip
@pytest.mark.parametrize("decimal_comma", [True, False])
def test_text_is_not_a_number(text: str, *, decimal_comma: bool) -> None:
    with refused("not_a_number", found=text):
        parse_number(text, decimal_comma=decimal_comma)


def test_thirty_digits_are_enough() -> None:
    assert parse_number("0." + "1" * 29, decimal_comma=False) == "0." + "1" * 29
    with refused("too_many_digits", allowed="30"):
        parse_number("0." + "1" * 30, decimal_comma=False)


@given(CANONICAL)
def test_what_is_shown_is_read_back(digits: str) -> None:
    assert parse_number(format_number(digits, "vi"), decimal_comma=True) == digits
    assert parse_number(format_number(digits, "en"), decimal_comma=False) == digits


@given(CANONICAL)
def test_reading_canonical_digits_changes_nothing(digits: str) -> None:
    assert parse_number(digits, decimal_comma=False) == digits


@given(text=st.text(alphabet="0123456789.,-+ e\u2212", max_size=40), decimal_comma=st.booleans())
def test_a_number_is_read_canonically_or_refused(text: str, *, decimal_comma: bool) -> None:
    try:
        digits = parse_number(text, decimal_comma=decimal_comma)
    except MetrologyError:
        return
    assert format_number(digits, "en") == digits
    kept = digits.replace(".", "").lstrip("-0")
    assert kept == "".join(filter(str.isdigit, text)).lstrip("0")


@pytest.mark.parametrize(
    ("digits", "lang", "shown"),
    [("10.050", "vi", "10,050"), ("10.050", "en", "10.050"), ("-0.2", "vi", "-0,2"),
     ("10365000000", "vi", "10365000000"), ("0.000123456789", "vi", "0,000123456789")],
)  # fmt: skip
def test_no_digit_is_lost_in_showing(digits: str, lang: str, shown: str) -> None:
    assert format_number(digits, lang) == shown


@pytest.mark.parametrize("digits", ["1,5", "01", "1.", ".5", "+1", "1e3", "-", " 1", "1\n", "NaN"])
def test_only_canonical_digits_are_shown(digits: str) -> None:
    with refused("not_a_number", found=digits):
        format_number(digits, "vi")


@pytest.mark.parametrize(
    ("digits", "step"),
    [("10.050", "0.001"), ("10.05", "0.01"), ("10", "1"), ("1000", "1"), ("-0.2", "0.1")],
)
def test_the_digits_are_the_resolution(digits: str, step: str) -> None:
    assert resolution(digits) == Decimal(step)


@pytest.mark.parametrize(
    ("text", "decimal_comma", "digits"),
    [
        ("1.2e-3", False, "0.0012"),
        ("1.20E-3", False, "0.00120"),
        ("-1,2·10^-3", True, "-0.0012"),
        ("1,2 × 10⁻³", True, "0.0012"),
        ("1,2x10^(-3)", True, "0.0012"),
        ("1.2*10^-3", False, "0.0012"),
        ("1.2345e2", False, "123.45"),
        ("1.2345E+4", False, "12345"),
        ("0.050e1", False, "0.50"),
        ("12e0", False, "12"),
        ("100e-2", False, "1.00"),
        ("\N{MINUS SIGN}1.2e\N{MINUS SIGN}3", False, "-0.0012"),
        ("1.234,5e-2", True, "12.345"),
        ("10,05", True, "10.05"),
    ],
)
def test_a_power_of_ten_moves_the_decimal_sign_only(
    text: str, *, decimal_comma: bool, digits: str
) -> None:
    assert parse_number(text, decimal_comma=decimal_comma, exponent=True) == digits


def test_a_resolution_above_one_cannot_be_said_in_digits() -> None:
    with refused("out_of_range", name="exponent", found="3", allowed="≤ 1"):
        parse_number("1.2e3", decimal_comma=False, exponent=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.234e-3", "ambiguous_number"), ("e3", "not_a_number"), ("1,2e", "not_a_number"),
     ("1,2·10-3", "not_a_number"), ("10⁻³", "not_a_number"), ("1e2e3", "not_a_number"),
     ("1e-31", "too_many_digits"), ("1e-9999", "not_a_number"), ("e-3", "not_a_number"),
     ("1,2·5^3", "not_a_number"), ("nan", "not_a_number"), ("1 e-3 4", "not_a_number")],
)  # fmt: skip
def test_a_power_of_ten_is_not_guessed(text: str, code: str) -> None:
    with refused(code):
        parse_number(text, decimal_comma=True, exponent=True)


@given(CANONICAL, st.integers(0, 12), st.sampled_from(["{}e-{}", "{}·10^-{}", "{} × 10^(-{})"]))
def test_a_power_of_ten_keeps_every_digit(digits: str, power: int, form: str) -> None:
    read = parse_number(form.format(digits.replace(".", ","), power), decimal_comma=True,
                        exponent=True)  # fmt: skip

    assert Fraction(read) == Fraction(digits) / 10**power
    assert resolution(read) == resolution(digits).scaleb(-power)


@given(st.text(alphabet="0123456789.,-+ eE·×x*^()⁻²³", max_size=40), st.booleans())
def test_any_text_with_powers_is_canonical_or_refused(text: str, decimal_comma: bool) -> None:  # noqa: FBT001
    try:
        digits = parse_number(text, decimal_comma=decimal_comma, exponent=True)
    except MetrologyError:
        return
    assert format_number(digits, "en") == digits
