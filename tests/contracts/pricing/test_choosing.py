from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Centre
from contracts.listing.wording import sentence
from contracts.models import ServiceItem
from contracts.pricing.choosing import Offer, PriceBook
from instruments.models import InstrumentType
from metrology.quantities.quantity import Quantity
from tests.factories import contracts as make
from tests.factories import instruments, people
from tests.factories.people import TODAY

q = instruments.q


@pytest.fixture
def centre(db: Any) -> Centre:
    return people.centre("TTA")


def priced(centre: Centre, price: int, *ends: str | None, **facts: Any) -> ServiceItem:
    low, high = ((q(end) if end else None) for end in ends) if ends else (None, None)
    return make.service(centre, price=price, range_min=low, range_max=high, **facts)


def price_of(centre: Centre, *ends: str | None) -> int | str:
    book = PriceBook.of(centre.pk, TODAY)
    low, high = ((q(end) if end else None) for end in ends) if ends else (None, None)
    found = book.find("verification", instruments.kind().pk, (low, high))
    if found.offer is not None:
        return found.offer.amount
    assert found.why is not None
    return str(found.why["code"])


def test_the_most_specific_price_wins(centre: Centre) -> None:
    priced(centre, 100, code="A")  # every gauge
    priced(centre, 110, "0 bar", "10 bar", code="B")
    priced(centre, 120, "10 bar", "100 bar", code="C")
    priced(centre, 130, "0 bar", "100 bar", code="D")

    assert price_of(centre, "0 bar", "10 bar") == 110
    assert price_of(centre, "0 bar", "1 MPa") == 110  # the same range in another unit
    assert price_of(centre, "0 bar", "60 bar") == 130  # holds the whole range
    assert price_of(centre, "0 bar", "250 bar") == 100  # only the one without a range
    assert price_of(centre) == 100


def test_a_bracket_is_for_the_upper_limit_where_none_holds_the_whole_range(centre: Centre) -> None:
    priced(centre, 110, "0 bar", "10 bar")
    priced(centre, 120, "10 bar", "100 bar")

    assert price_of(centre, "0 bar", "60 bar") == 120
    assert price_of(centre, None, "60 bar") == 120
    assert price_of(centre, "-1 bar", "9 bar") == 110


def test_an_open_end_reaches_on(centre: Centre) -> None:
    priced(centre, 110, None, "10 bar")
    priced(centre, 120, "10 bar", None)

    assert price_of(centre, "-1 bar", "5 bar") == 110
    assert price_of(centre, "0 bar", "4000 bar") == 120


def test_why_there_is_no_price(centre: Centre) -> None:
    assert price_of(centre, "0 bar", "10 bar") == "no_price"

    priced(centre, 110, "0 bar", "10 bar")

    assert price_of(centre, "0 bar", "60 bar") == "no_price_in_range"
    assert price_of(centre) == "no_range_for_price"
    assert price_of(centre, "0 V", "5 V") == "no_price_in_range"  # another quantity
    book = PriceBook.of(centre.pk, TODAY)
    found = book.find("verification", instruments.kind().pk, (q("0 bar"), q("60 bar")))
    assert found.why is not None
    assert sentence(found.why) == ("Bảng giá không có đơn giá cho 0…60 bar; chỉ có cho: 0…10 bar.")


def test_the_price_is_that_of_the_day_and_of_the_centre(centre: Centre) -> None:
    late = priced(centre, 200, code="Z", valid_from=TODAY.replace(year=TODAY.year + 1))
    other = people.centre("TTB")
    priced(other, 300)

    assert price_of(centre, "0 bar", "10 bar") == "no_price"
    assert late.price_on(TODAY) is None


def test_a_book_is_one_query(centre: Centre, django_assert_num_queries: Any) -> None:
    for top in range(1, 30):
        priced(centre, top, "0 bar", f"{top} bar")
    kind = instruments.kind().pk

    with django_assert_num_queries(1):
        book = PriceBook.of(centre.pk, TODAY)
        found = [
            book.find("verification", kind, (q("0 bar"), q(f"{top} bar"))) for top in range(1, 30)
        ]

    assert [one.offer.amount for one in found if one.offer] == list(range(1, 30))


_ENDS = st.tuples(st.integers(-5, 30), st.integers(-5, 30)).map(sorted)


@given(st.lists(_ENDS, min_size=1, max_size=8), _ENDS)
@settings(max_examples=200, deadline=None)
def test_the_choice_is_what_the_rule_says(brackets: list[list[int]], ends: list[int]) -> None:
    kind = InstrumentType(pk=1)
    offers = [
        Offer(
            ServiceItem(
                pk=n, kind="verification", type=kind, code=f"{n:02}",
                range_min=Quantity.parse(f"{low} bar"), range_max=Quantity.parse(f"{high} bar"),
            ),
            n,
        )
        for n, (low, high) in enumerate(brackets)
    ]  # fmt: skip
    book = PriceBook({(1, "verification"): offers})
    asked = (Quantity.parse(f"{ends[0] * 100} kPa"), Quantity.parse(f"{ends[1] * 100} kPa"))

    found = book.find("verification", 1, asked).offer

    low, top = Fraction(ends[0]), Fraction(ends[1])
    fits = [
        (not (a <= low <= b), Fraction(b) - a, n)
        for n, (a, b) in enumerate(brackets)
        if a <= top <= b
    ]
    assert (found.amount if found else None) == (min(fits)[2] if fits else None)
