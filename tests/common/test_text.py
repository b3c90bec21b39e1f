"""Vietnamese text: found without tone marks, sorted as the language sorts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import fold, nfc, person_sort_key, sort_key


def test_search_key_knows_no_tone_marks_no_case_no_d_bar() -> None:
    assert fold("  ĐIỆN  Kế ") == "dien ke"
    assert fold(unicodedata.normalize("NFD", "Áp kế lò xo")) == "ap ke lo xo"


@given(st.text())
def test_fold_is_settled_after_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nfc_finds_what_was_typed_decomposed(text: str) -> None:
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Ấm", "Bàn", "Dây", "Đo", "Ga"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "ăn", "ân", "em", "êm", "on", "ôn", "ơn", "un", "ưng"],
        ["Công ty Ánh", "Công ty Bình", "Công ty Đông", "Công ty Giang"],
    ],
)
def test_names_sort_as_vietnamese_do(ordered: list[str]) -> None:
    assert sorted(ordered, key=sort_key) == ordered


def test_people_sort_by_the_given_name() -> None:
    names = ["Trần Thị Thử", "Nguyễn Văn Mẫu", "Lê Minh Họa", "Đặng Thị An"]

    assert sorted(names, key=person_sort_key) == [
        "Đặng Thị An",
        "Lê Minh Họa",
        "Nguyễn Văn Mẫu",
        "Trần Thị Thử",
    ]
