import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.words import in_words

# practice.md 2.6
PUBLISHED = [
    (0, "Không đồng"),
    (5, "Năm đồng"),
    (10, "Mười đồng"),
    (15, "Mười lăm đồng"),
    (21, "Hai mươi mốt đồng"),
    (24, "Hai mươi tư đồng"),
    (55, "Năm mươi lăm đồng"),
    (105, "Một trăm lẻ năm đồng"),
    (1_000, "Một nghìn đồng"),
    (1_005, "Một nghìn không trăm lẻ năm đồng"),
    (1_000_001, "Một triệu không trăm lẻ một đồng"),
    (753_000_000, "Bảy trăm năm mươi ba triệu đồng"),
    (10_365_000_000, "Mười tỷ ba trăm sáu mươi lăm triệu đồng"),
    (3_247_000_000, "Ba tỷ hai trăm bốn mươi bảy triệu đồng"),
]
ONES = dict(
    zip(
        ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
        range(10),
        strict=True,
    )
)
ONES |= {"mốt": 1, "tư": 4, "lăm": 5}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read_back(text: str) -> int:
    """A reader that knows nothing of the writer: it adds up what the words say."""
    words = text.lower().removeprefix("âm ").removesuffix(" đồng").split()
    total, upto_billion, group = 0, 0, 0
    for word in words:
        if word == "tỷ":
            total, upto_billion, group = (total + upto_billion + group) * 10**9, 0, 0
        elif word in SCALES:
            upto_billion, group = upto_billion + group * SCALES[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group = group - group % 10 + group % 10 * 10
        elif word == "mười":
            group += 10
        elif word != "lẻ":
            group += ONES[word]
    return total + upto_billion + group


@pytest.mark.parametrize(("amount", "words"), PUBLISHED)
def test_the_published_amounts(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_the_settings_of_the_north() -> None:
    assert in_words(105, zero_tens="linh") == "Một trăm linh năm đồng"
    assert in_words(24, four="bốn") == "Hai mươi bốn đồng"


def test_below_zero_and_billions_of_billions() -> None:
    assert in_words(-1_500) == "Âm một nghìn năm trăm đồng"
    assert in_words(10**18) == "Một tỷ tỷ đồng"
    assert in_words(14) == "Mười bốn đồng"
    assert in_words(11) == "Mười một đồng"


@given(st.integers(min_value=0, max_value=10**17))
def test_the_words_read_back_as_the_amount(amount: int) -> None:
    assert read_back(in_words(amount)) == amount


@given(st.integers(min_value=0, max_value=10**17))
def test_the_words_are_printable(amount: int) -> None:
    words = in_words(amount)

    assert words[0].isupper()
    assert words.endswith(" đồng")
    assert "  " not in words


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_two_amounts_never_share_their_words(one: int, two: int) -> None:
    assert (in_words(one) == in_words(two)) == (one == two)
