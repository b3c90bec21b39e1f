"""Every indicator equals statements written by hand, on generated years of three centres.

PostgreSQL, as the statements are. `benchmarks/` times the same statements at full size.
"""

from typing import Any

import pytest

from accounts.models import Centre
from benchmarks import bench_indicators, certified, planned, ten_years
from common.period import Period
from reports.indicators import INDICATORS, compute

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]

SIZE = ten_years.Size(contracts=400, lines=5600, invoices=1200, payments=1600, customers=50)
QUERIES = 31  # of all indicators, whatever the number of rows


def test_every_indicator_is_that_of_the_statements_by_hand(
    django_assert_max_num_queries: Any,
) -> None:
    ten_years.fill(SIZE)
    made = certified.fill(5500, checked=True)
    planned.fill()
    assert made["certificate"] == 5500

    for centre in Centre.objects.filter(contracts__isnull=False).distinct():
        period = Period.parse("2026-H1")
        codes, left_out = bench_indicators.agree(centre, period)
        assert set(codes) | set(left_out) == set(INDICATORS)
        with django_assert_max_num_queries(QUERIES):
            compute(INDICATORS, centre=centre, period=period, cut_off=period.end)
