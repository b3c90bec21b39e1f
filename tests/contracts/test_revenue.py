from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Centre, Customer
from contracts import services
from contracts.ledger.settling import Share
from contracts.revenue import (
    ALL_KINDS,
    CONSULTING_KINDS,
    SERVICE_KINDS,
    Base,
    Revenue,
    all_bases,
    revenue,
    split,
)
from contracts.revenue import sums as summed
from contracts.revenue.shares import share
from contracts.states import LineKind
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def centre() -> Centre:
    return people.centre("TTA")


@pytest.fixture
def customer(centre: Centre) -> Customer:
    return people.customer(centre)


def ask(base: Base, centre: Centre, **more: Any) -> Revenue:
    start, end = more.pop("period", YEAR)
    return revenue(base, centre=centre, start=start, end=end, **more)


def sums(found: Revenue) -> tuple[int, int]:
    return found.net, found.gross


def test_the_four_bases_of_one_contract(centre: Centre, customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000, on=date(2026, 1, 15))
    services.accept(
        contract_id=contract.pk, accepted_on=date(2026, 4, 1), by=contract.created_by, at=NOW
    )
    invoice = make.invoice(contract, (5, 600_000, 30_000), on=date(2026, 4, 2))
    payment = make.payment(contract, 210_000, on=date(2026, 7, 1))

    whole = all_bases(centre=centre, start=YEAR[0], end=YEAR[1])

    assert {base.value: sums(found) for base, found in whole.items()} == {
        "signed": (1_000_000, 1_050_000),
        "accepted": (1_000_000, 1_050_000),
        "invoiced": (600_000, 630_000),
        "collected": (200_000, 210_000),
    }
    assert whole[Base.SIGNED].source_ids == (contract.pk,)
    assert whole[Base.INVOICED].source_ids == (invoice.pk,)
    assert whole[Base.COLLECTED].source_ids == (payment.pk,)
    quarter = (date(2026, 1, 1), date(2026, 3, 31))
    found = {base: ask(base, centre, period=quarter).gross for base in Base}
    assert list(found.values()) == [1_050_000, 0, 0, 0]


def test_a_period_holds_its_first_and_last_day(centre: Centre, customer: Customer) -> None:
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)):
        make.signed(customer, 1_000_000, on=day)

    quarter = (date(2026, 4, 1), date(2026, 6, 30))

    assert sums(ask(Base.SIGNED, centre, period=quarter)) == (2_000_000, 2_100_000)


def test_units_below_count_and_neighbours_do_not(centre: Centre, customer: Customer) -> None:
    below = people.centre("TTA1", parent=centre)
    beside = people.centre("TTAB")
    make.signed(customer, 1_000_000)
    make.signed(people.customer(below), 2_000_000)
    make.signed(people.customer(beside), 4_000_000)

    found = ask(Base.SIGNED, centre)

    assert found.net == 3_000_000
    assert {pk: part.net for pk, part in found.by(lambda row: row.centre_id).items()} == {
        centre.pk: 1_000_000,
        below.pk: 2_000_000,
    }
    assert ask(Base.SIGNED, below).net == 2_000_000


def test_consulting_stands_apart(centre: Centre, customer: Customer) -> None:
    make.signed(customer, 1_000_000)
    consulting = make.draft(customer)
    make.line(consulting, 9_000_000, kind=LineKind.CONSULTING, vat_category="reduced")
    make.line(consulting, 500_000, kind=LineKind.OTHER, description="Đi lại")
    make.sign(consulting)

    assert sums(ask(Base.SIGNED, centre)) == (1_000_000, 1_050_000)
    found = ask(Base.SIGNED, centre, kinds=CONSULTING_KINDS)
    assert sums(found) == (9_500_000, 9_720_000 + 525_000)
    assert found.contract_ids == (consulting.pk,)
    whole = ask(Base.SIGNED, centre, kinds=ALL_KINDS)
    assert whole.gross == 1_050_000 + 10_245_000


def test_a_mixed_contract_is_cut_so_that_the_parts_add_up(
    centre: Centre, customer: Customer
) -> None:
    contract = make.draft(customer)
    for kind, price in (("verification", 333), ("testing", 333), ("consulting", 334)):
        make.line(contract, price, kind=kind, description="x")
    make.sign(contract)
    make.invoice(contract, (5, 1_000, 50))
    make.payment(contract, 1_050)

    for base in (Base.SIGNED, Base.INVOICED, Base.COLLECTED):
        service = ask(base, centre, kinds=SERVICE_KINDS)
        consulting = ask(base, centre, kinds=CONSULTING_KINDS)
        assert (service.net + consulting.net, service.gross + consulting.gross) == (1_000, 1_050)
        assert (service.net, consulting.net) == (666, 334)


def test_strands_are_apart(centre: Centre, customer: Customer) -> None:
    make.signed(customer, 1_000_000)
    make.signed(customer, 0, strand="duty")

    assert len(ask(Base.SIGNED, centre).contract_ids) == 2
    assert ask(Base.SIGNED, centre, strand="duty").contract_ids != ()
    assert ask(Base.SIGNED, centre, strand="service").net == 1_000_000


def test_a_cancelled_contract_counts_until_the_day_before(
    centre: Centre, customer: Customer
) -> None:
    contract = make.signed(customer, 1_000_000, on=date(2026, 1, 15))
    services.cancel(
        contract_id=contract.pk,
        cancelled_on=date(2026, 4, 10),
        why="Khách thôi",
        by=contract.created_by,
        at=NOW,
    )
    quarter = (date(2026, 1, 1), date(2026, 3, 31))

    found = [
        ask(Base.SIGNED, centre, period=quarter, known_on=day).net
        for day in (date(2026, 1, 14), date(2026, 4, 9), date(2026, 4, 10), None)
    ]

    assert found == [0, 1_000_000, 0, 0]


def test_adjusted_replaced_and_cancelled_invoices(centre: Centre, customer: Customer) -> None:
    contract = make.signed(customer, 3_000_000, on=make.days_ago(60))
    by = contract.created_by
    first = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(50))
    second = make.invoice(contract, (5, 2_000_000, 100_000), on=make.days_ago(50))
    third = make.invoice(contract, (5, 7_000_000, 350_000), on=make.days_ago(50))
    services.adjust_invoice(
        invoice_id=first.pk,
        facts=make.invoice_facts((5, -100_000, -5_000), on=make.days_ago(40)),
        why="a",
        by=by,
        at=NOW,
    )
    services.replace_invoice(
        invoice_id=second.pk,
        facts=make.invoice_facts((5, 1_500_000, 75_000), on=make.days_ago(30)),
        why="b",
        by=by,
        at=NOW,
    )
    services.cancel_invoice(invoice_id=third.pk, ended_on=make.days_ago(20), why="c", by=by, at=NOW)

    assert sums(ask(Base.INVOICED, centre)) == (2_400_000, 2_520_000)
    before = [ask(Base.INVOICED, centre, known_on=make.days_ago(n)).net for n in (50, 40, 30, 20)]
    assert before == [10_000_000, 9_900_000, 9_400_000, 2_400_000]


def test_collected_net_follows_the_invoice_it_settles(centre: Centre, customer: Customer) -> None:
    contract = make.draft(customer)
    make.line(contract, 1_000_000)
    make.line(contract, 1_000_000, vat_category="standard")
    make.sign(contract)
    at_ten = make.invoice(contract, (10, 1_000_000, 100_000))
    make.payment(contract, 1_100_000, invoice_id=at_ten.pk)
    make.payment(contract, 1_075_000)

    found = ask(Base.COLLECTED, centre)

    assert found.gross == 2_175_000
    assert found.net == 1_000_000 + 1_000_000  # 2.150.000 gross of 2.000.000: 1.075.000 → 1.000.000
    assert found.vat == 175_000


def test_a_payment_taken_back_does_not_count(centre: Centre, customer: Customer) -> None:
    contract = make.signed(customer)
    payment = make.payment(contract, 500_000)
    services.cancel_payment(
        payment_id=payment.pk, cancelled_on=TODAY, why="Nhầm", by=contract.created_by, at=NOW
    )

    assert ask(Base.COLLECTED, centre).gross == 0


def test_no_figure_is_stored(centre: Centre, customer: Customer) -> None:
    contract = make.signed(customer, 1_000_000)
    before = ask(Base.SIGNED, centre).gross

    make.amend(contract, add=[{"price": 123_457}])

    after = ask(Base.SIGNED, centre).gross
    assert after - before == 129_630  # 1.123.457 × 5 % = 56.172,85 → 56.173


def test_bases_take_a_constant_number_of_queries(
    centre: Centre, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        contract = make.signed(customer)
        make.invoice(contract, (5, 1_000_000, 50_000))
        make.payment(contract, 1_050_000)

    with django_assert_max_num_queries(12):
        found = all_bases(centre=centre, start=YEAR[0], end=YEAR[1])

    assert found[Base.COLLECTED].net == 10_000_000


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(st.sampled_from(list("abcde")), st.integers(0, 10**10), min_size=1),
)
def test_shares_add_up_to_the_whole(amount: int, weights: dict[str, int]) -> None:
    parts = split(amount, weights)

    assert sum(parts.values()) == amount
    assert parts.keys() == weights.keys()
    whole = sum(weights.values())
    if whole:
        assert all(abs(parts[n] - amount * weights[n] / whole) <= 1.001 for n in weights)


def test_a_quarter_across_a_change_of_the_rate(centre: Centre, customer: Customer) -> None:
    """10 % until 31/1/2022, 8 % from 1/2/2022 (NĐ 15/2022): each by its own day, both in one sum."""
    old = make.signed(customer, 1_000_000, on=date(2022, 1, 31), vat_category="reduced")
    make.amend(old, add=[{"price": 500_000, "vat_category": "reduced"}], on=date(2022, 2, 1))
    make.signed(customer, 2_000_000, on=date(2022, 2, 1), vat_category="reduced")
    make.invoice(old, (10, 400_000, 40_000), on=date(2022, 1, 31))
    make.invoice(old, (8, 500_000, 40_000), on=date(2022, 2, 1))

    january, february, quarter = (
        (date(2022, 1, 1), date(2022, 1, 31)),
        (date(2022, 2, 1), date(2022, 2, 28)),
        (date(2022, 1, 1), date(2022, 3, 31)),
    )

    signed = [sums(ask(Base.SIGNED, centre, period=p)) for p in (january, february, quarter)]
    assert signed == [(1_000_000, 1_100_000), (2_500_000, 2_700_000), (3_500_000, 3_800_000)]
    invoiced = [sums(ask(Base.INVOICED, centre, period=p)) for p in (january, february, quarter)]
    assert invoiced == [(400_000, 440_000), (500_000, 540_000), (900_000, 980_000)]


def test_a_payment_counts_where_its_parts_go(centre: Centre, customer: Customer) -> None:
    """Parts at their invoices' contracts, in full to the đồng; the rest at home."""
    home = make.signed(customer, 1_000_000)
    other = make.signed(customer, 100, kind=LineKind.TESTING)
    invoice = make.invoice(other, (5, 100, 5))
    for _n in range(3):
        make.payment(home, 50, shares=[Share(invoice.pk, 35)])

    found = ask(Base.COLLECTED, centre)

    parts = found.by(lambda row: row.contract_id)
    assert sums(parts[other.pk]) == (100, 105)  # 33 + 34 + 33
    assert sums(parts[home.pk]) == (42, 45)  # 3 × round(15 / 1,05)
    assert {row.kind for row in parts[other.pk].rows} == {"testing"}
    assert len(found.source_ids) == 3


def test_sums_refuse_an_unknown_key(centre: Centre) -> None:
    with pytest.raises(ValueError, match="colour"):
        summed(centre=centre, start=YEAR[0], end=YEAR[1], by=("colour",))


def test_no_kinds_or_bases_is_nothing(centre: Centre, customer: Customer) -> None:
    make.signed(customer)

    assert ask(Base.SIGNED, centre, kinds=()).rows == ()
    assert summed(centre=centre, start=YEAR[0], end=YEAR[1], bases=()) == []


def test_amounts_past_64_bits_in_between_are_exact(centre: Centre, customer: Customer) -> None:
    contract = make.draft(customer)
    for kind in ("testing", "verification"):
        make.line(contract, 99_999_999_999, 100_000, kind=kind)
    make.sign(contract)
    make.invoice(contract, (5, 9_999_999_999_999, 499_999_999_999))

    whole = ask(Base.SIGNED, centre)
    assert whole.net == 2 * 99_999_999_999 * 100_000
    assert whole.vat == whole.net // 20
    parts = ask(Base.INVOICED, centre).by(lambda row: row.kind)
    assert sorted(part.net for part in parts.values()) == [4_999_999_999_999, 5_000_000_000_000]


@given(st.integers(-(10**30), 10**30), st.integers(0, 10**20), st.integers(1, 10**20))
def test_a_share_is_the_nearest_whole(amount: int, part: int, whole: int) -> None:
    exact = Fraction(amount * part, whole)
    found = share(amount, part, whole)

    assert abs(found - exact) <= Fraction(1, 2)
    assert share(-amount, part, whole) == -found
