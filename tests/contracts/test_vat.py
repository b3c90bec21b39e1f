import itertools
from datetime import date

import pytest

from common.errors import Refused
from contracts.models import VatRate
from contracts.queries import totals_of
from contracts.reference import RATES, load_reference
from contracts.vat import rate_on, totals_at
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rates() -> None:
    load_reference(NOW)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2022, 1, 31), 10),
        (date(2022, 2, 1), 8),
        (date(2022, 12, 31), 8),
        (date(2023, 1, 1), 10),
        (date(2023, 6, 30), 10),
        (date(2023, 7, 1), 8),
        (date(2024, 7, 1), 8),
        (date(2025, 6, 30), 8),
        (date(2025, 7, 1), 8),
        (date(2026, 12, 31), 8),
        (date(2027, 1, 1), 10),
    ],
)
def test_the_reduced_rate_follows_the_decrees(day: date, percent: int) -> None:
    assert rate_on("reduced", day) == percent


def test_the_other_categories() -> None:
    day = date(2022, 3, 1)

    assert (rate_on("science", day), rate_on("standard", day), rate_on("exempt", day)) == (
        5,
        10,
        None,
    )


def test_each_category_holds_without_gap_or_overlap() -> None:
    for category in {row[0] for row in RATES}:
        rows = list(VatRate.objects.filter(category=category).order_by("valid_from"))
        ends = [row.valid_to for row in rows]

        assert ends[-1] is None
        assert all(row.source for row in rows)
        for one, two in itertools.pairwise(rows):
            assert one.valid_to is not None
            assert (two.valid_from - one.valid_to).days == 1


def test_loading_twice_changes_nothing() -> None:
    before = list(VatRate.objects.order_by("pk").values())

    assert load_reference(NOW) == 0
    assert list(VatRate.objects.order_by("pk").values()) == before


def test_a_row_somebody_bent_is_mended() -> None:
    VatRate.objects.filter(category="science", valid_to=None).update(percent=7)

    assert load_reference(NOW) == 1
    assert rate_on("science", date(2026, 1, 1)) == 5


def test_a_day_before_all_rules_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        rate_on("science", date(2008, 12, 31))

    assert refused.value.code == "no_vat_rate"
    assert refused.value.faults[0].field == "vat_category"
    assert "31/12/2008" in str(refused.value)


def test_an_invoice_of_the_new_year_is_proposed_at_its_rates() -> None:
    """8 % until 31/12/2026, 10 % after, whatever the rate was on the day of signing."""
    draft = make.draft(people.customer(people.centre()))
    for category in ("reduced", "standard", "science", "exempt"):
        make.line(draft, 333_333, vat_category=category)
    struck = make.line(draft, 1_000_000, vat_category="reduced")
    contract = make.sign(draft)
    make.amend(contract, strike=[struck])

    said = {
        day: [(row.rate, row.net, row.vat) for row in totals_at(contract, day).rates]
        for day in (date(2026, 12, 31), date(2027, 1, 1), date(2008, 12, 31))
    }

    assert said[date(2026, 12, 31)] == [
        (5, 333_333, 16_667),
        (8, 333_333, 26_667),
        (10, 333_333, 33_333),
        (None, 333_333, 0),
    ]
    assert said[date(2027, 1, 1)] == [
        (5, 333_333, 16_667),
        (10, 666_666, 66_667),
        (None, 333_333, 0),
    ]
    assert said[date(2008, 12, 31)] == said[date(2026, 12, 31)]
    assert totals_of(contract).vat == 76_667
