"""Money: whole đồng, rounded once, VAT by rate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import RateSum, line_amount, round_dong, totals, vat_of


@pytest.mark.parametrize(
    ("amount", "dong"), [("0.5", 1), ("1.5", 2), ("2.4999", 2), ("0.49", 0), ("1000000.5", 1000001)]
)
def test_halves_go_up(amount: str, dong: int) -> None:
    assert round_dong(Decimal(amount)) == dong


def test_vat_is_rounded_on_the_sum_not_by_line() -> None:
    lines = [(Decimal(5), 10), (Decimal(5), 10), (Decimal(5), 10)]

    assert totals(lines).vat == 2  # 1.5 → 2; by line it would be 3 × round(0.5) = 3


def test_totals_keep_rates_apart() -> None:
    found = totals([(Decimal(10), 1_000_000), (Decimal(8), 500_000), (None, 70_000)])

    assert found.rates == (
        RateSum(Decimal(8), 500_000),
        RateSum(Decimal(10), 1_000_000),
        RateSum(None, 70_000),
    )
    assert (found.net, found.vat, found.gross) == (1_570_000, 140_000, 1_710_000)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, Decimal(5), Decimal(8), Decimal(10)]),
            st.integers(min_value=0, max_value=10**13),
        )
    )
)
def test_gross_is_the_sum_of_its_groups(lines: list[tuple[Decimal | None, int]]) -> None:
    found = totals(lines)

    assert found.net == sum(amount for _rate, amount in lines)
    assert found.gross == sum(row.gross for row in found.rates)
    for row in found.rates:
        exact = Decimal(row.net) * (row.rate or 0) / 100
        assert abs(row.vat - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    "wrong", [(-1, 5, 0), (1, -5, 0), (1, 5, -1), (1, 5, 6)], ids=["quantity", "price", "d", "sum"]
)
def test_a_line_is_never_negative(wrong: tuple[int, int, int]) -> None:
    quantity, price, discount = wrong

    with pytest.raises(ValueError, match="negative"):
        line_amount(quantity=quantity, price=price, discount=discount)


def test_sums_beyond_a_float_are_exact() -> None:
    assert totals([(Decimal(10), 10_365_000_000_123)] * 9_999).net == 10_365_000_000_123 * 9_999
    assert vat_of(10_365_000_000_123, Decimal(10)) == 1_036_500_000_012
