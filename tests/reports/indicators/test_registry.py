"""The registry: every indicator has its words, answers of an empty unit, and opens its rows."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Centre
from common.errors import InvalidInput
from reports.figures import FIGURES
from reports.indicators import (
    ALIASES,
    INDICATORS,
    Section,
    compute,
    compute_each,
    find_indicator,
)
from reports.indicators.labels import UNITS
from reports.period import Period
from reports.rows import models
from tests.factories import contracts, people
from tests.factories.people import TODAY

pytestmark = pytest.mark.django_db
Q4 = Period.parse("2026-Q4")


def test_every_indicator_says_what_it_is() -> None:
    for code, one in INDICATORS.items():
        assert one.code == code
        assert str(one.name), code
        assert str(one.definition), code
        assert one.unit in UNITS, code
        assert one.section in Section.values, code
        assert one.strand in ("service", "duty", "both"), code
        assert str(one.by_date), code
        assert bool(one.base) == bool(one.vat), code
        assert one.model in models() | {""}, code


def test_the_figures_of_the_page_and_the_aliases_are_indicators() -> None:
    assert set(FIGURES) <= set(INDICATORS)
    assert set(ALIASES.values()) <= set(INDICATORS)


def test_an_empty_unit_answers_every_indicator_with_nothing() -> None:
    found = compute(INDICATORS, centre=people.centre("HUE"), period=Q4, cut_off=TODAY)

    assert list(found) == list(INDICATORS)
    assert {figure.value for figure in found.values()} <= {0, None}
    assert {figure.rows.ids for figure in found.values()} == {()}


def test_parts_are_figures_and_rows_are_of_one_model() -> None:
    found = compute(INDICATORS, centre=people.centre("HUE"), period=Q4, cut_off=TODAY)

    for figure in found.values():
        assert set(figure.parts) <= set(INDICATORS)
        assert figure.rows.model or figure.parts or figure.told or figure.value is None


def test_a_ratio_keeps_its_numerator_and_denominator() -> None:
    hue = people.centre("HUE")
    for price in (1_000_000, 2_000_000):
        contracts.signed(people.customer(hue), price)

    mean = compute(["avg_contract"], centre=hue, period=Q4, cut_off=TODAY)["avg_contract"]

    assert (mean.key, mean.numerator, mean.denominator) == ("average_contract_gross", 3_150_000, 2)
    assert mean.value == Fraction(1_575_000)


def test_an_unknown_code_is_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidInput) as refused:
        find_indicator("happiness", people.centre("HUE"), TODAY)

    (fault,) = refused.value.faults
    assert (fault.field, fault.code, fault.found) == ("codes", "unknown", "happiness")
    assert "contracts" in fault.allowed


def test_what_comes_after_the_cut_off_does_not_count() -> None:
    hue = people.centre("HUE")
    contracts.signed(people.customer(hue), on=date(2026, 11, 10))
    contracts.signed(people.customer(hue), on=date(2026, 11, 20))

    by_day = [
        compute(["contracts"], centre=hue, period=Q4, cut_off=day)["contracts"].value
        for day in (date(2026, 11, 9), date(2026, 11, 10), date(2026, 12, 31))
    ]

    assert by_day == [0, 1, 2]


def _tree(units: int) -> list[Centre]:
    top = people.centre("TOP")
    made = [people.centre(f"U{n}", parent=top) for n in range(units)]
    for n, unit in enumerate(made):
        contracts.signed(people.customer(unit), 1_000_000 * (n + 1))
    return made


def test_many_units_are_answered_as_each_alone() -> None:
    units = _tree(3)

    each = compute_each(INDICATORS, units=units, period=Q4, cut_off=TODAY)

    for unit in units:
        alone = compute(INDICATORS, centre=unit, period=Q4, cut_off=TODAY)
        assert each[unit.pk] == alone
    assert [each[unit.pk]["contracts"].value for unit in units] == [1, 1, 1]


def test_more_units_ask_no_more_queries(django_assert_num_queries: Any) -> None:
    units = _tree(3)
    with CaptureQueriesContext(connection) as one:
        compute_each(INDICATORS, units=units[:1], period=Q4, cut_off=TODAY)

    with django_assert_num_queries(len(one)):
        compute_each(INDICATORS, units=units, period=Q4, cut_off=TODAY)


@pytest.mark.parametrize(("codes", "queries"), [(["contracts"], 2), (["samples"], 1)])
def test_only_what_is_asked_is_loaded(
    codes: list[str], queries: int, django_assert_num_queries: Any
) -> None:
    hue = people.centre("HUE")
    with django_assert_num_queries(queries):
        compute(codes, centre=hue, period=Q4, cut_off=TODAY)
