"""Every planning-side indicator is computed a second way on random rows, and both agree exactly.

The second way (`second_planning`) is plain Python over raw rows. The worlds have rows of other
units, struck rows, and days on every edge of the period and of the cut-off.
"""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from accounts.models import Centre
from common.period import Period
from reports.indicators import INDICATORS, compute, compute_each
from reports.indicators.labels import TARGET
from reports.indicators.shapes import Figure
from tests.factories.worlds import World
from tests.reports.indicators.second_planning import SECOND, Answer, Second, Tables

pytestmark = pytest.mark.django_db
WORLDS = [
    (1, "2026-Q4", date(2026, 11, 20)),
    (2, "2026-H1", date(2026, 6, 30)),
    (3, "2026", date(2026, 12, 20)),
    (4, "2026-9M", date(2026, 9, 30)),
    (5, "2024-02", date(2024, 2, 29)),  # the leap day is the cut-off
    (6, "2024-Q1", date(2024, 2, 28)),  # and here it is just behind it
    (7, "2023-H2", date(2024, 2, 29)),  # a cut-off after the period counts to its end
    (8, "2026-Q1", date(2025, 12, 31)),  # and one before it counts nothing in it
]


def planning_side() -> set[str]:
    """The codes whose rows are planning's, but for targets, whose second way is of their own."""
    return {
        code
        for code, one in INDICATORS.items()
        if one.model.startswith("planning.") and one.model != TARGET
    }


def test_every_planning_side_indicator_has_a_second_way() -> None:
    assert set(SECOND) == planning_side()


def parts_of(told: str) -> set[str]:
    return {part for part in told.split("; ") if part}


def said(figure: Figure) -> Answer:
    return Answer(
        figure.value,
        sorted(figure.rows.ids),
        figure.numerator,
        figure.denominator,
        str(figure.kind),
        parts_of(figure.told),
    )


def again(code: str, second: Second) -> Answer:
    found = SECOND[code](second)
    told = {part for text in found.told for part in parts_of(text)}
    return Answer(
        found.value, sorted(found.ids), found.numerator, found.denominator, found.kind, told
    )


@pytest.mark.parametrize(("seed", "code", "cut_off"), WORLDS)
def test_both_ways_agree(seed: int, code: str, cut_off: date) -> None:
    period = Period.parse(code)
    World(seed, period, cut_off).fill()
    tables, units = Tables(), list(Centre.objects.order_by("path"))

    together = compute_each(SECOND, units=units, period=period, cut_off=cut_off)

    for unit in units:
        second = Second(tables, unit.pk, period, cut_off)
        expected = {key: again(key, second) for key in SECOND}
        alone = compute(SECOND, centre=unit, period=period, cut_off=cut_off)
        assert {key: said(figure) for key, figure in alone.items()} == expected
        assert {key: said(figure) for key, figure in together[unit.pk].items()} == expected


def test_the_worlds_put_a_figure_under_every_indicator() -> None:
    """A second way that never counts anything would prove nothing."""
    World(1, Period.parse("2026-Q4"), date(2026, 11, 20)).fill().more(3)
    tables = Tables()
    seen: Counter[str] = Counter()
    for unit in Centre.objects.all():
        for _seed, code, cut_off in WORLDS:
            second = Second(tables, unit.pk, Period.parse(code), cut_off)
            seen.update(key for key in SECOND if again(key, second).ids)

    assert [key for key in SECOND if not seen[key]] == []


def test_the_sums_that_a_reader_checks_hold() -> None:
    period, cut_off = Period.parse("2026-Q4"), date(2026, 11, 20)
    World(11, period, cut_off).more()  # rows only: a number that is entered has no parts
    centre = Centre.objects.get(code="INST")
    found = compute(SECOND, centre=centre, period=period, cut_off=cut_off)

    def total(*codes: str) -> Any:
        return sum(int(found[code].value or 0) for code in codes)

    assert found["papers"].value == total(
        "papers_intl_journal", "papers_intl_conf", "papers_dom_journal", "papers_dom_conf"
    )
    assert found["st_total"].value == total("st_national", "st_ministry", "st_province", "st_inst")
    assert found["st_total"].value == total("st_lead", "st_part")
    assert found["st_prop_total"].value == total(
        "st_prop_nat", "st_prop_min", "st_prop_prov", "st_prop_inst"
    )
    assert found["internal_regs"].value == total("internal_docs", "internal_regs_drafts")


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    period, cut_off = Period.parse("2026-Q4"), date(2026, 11, 20)
    world = World(12, period, cut_off)
    world.fill()
    centre = Centre.objects.get(code="INST")
    for _more in range(2):
        with django_assert_num_queries(14):
            compute(SECOND, centre=centre, period=period, cut_off=cut_off)
        world.more()
