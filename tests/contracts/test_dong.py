import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from contracts.dong import NotMoney, parse_dong


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("1234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u202f234\u00a0567", 1_234_567),
        ("753.000.000 đ", 753_000_000),
        ("100.000 đồng", 100_000),
        ("5000 VND", 5000),
        (" 12 ", 12),
    ],
)
def test_thousands_marks_are_read(typed: str, amount: int) -> None:
    assert parse_dong(typed) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "blank"),
        ("  đ", "blank"),
        ("1,5", "decimals"),
        ("1.5", "decimals"),
        ("1.234,50", "decimals"),
        ("1,234", "decimals"),
        ("12.34", "decimals"),
        ("-5000", "negative"),
        ("−5.000", "negative"),
        ("một trăm", "not_money"),
        ("1e5", "not_money"),
        ("١٢٣", "not_money"),
        ("12 34", "not_money"),
        ("100.000.000.001", "too_much"),
        ("9" * 5000, "too_much"),
    ],
)
def test_what_is_no_amount_is_named(typed: str, code: str) -> None:
    with pytest.raises(NotMoney) as refused:
        parse_dong(typed)

    assert refused.value.code == code
    assert refused.value.sentence


def test_an_english_reader_types_commas() -> None:
    with translation.override("en"):
        assert parse_dong("1,234,000") == 1_234_000
        assert parse_dong("1.234.000") == 1_234_000


@given(st.integers(min_value=0, max_value=10**11))
def test_what_is_shown_is_read_back(amount: int) -> None:
    assert parse_dong(f"{amount:,}".replace(",", ".")) == amount
    assert parse_dong(f"{amount:,}".replace(",", "\u202f") + " đ") == amount
