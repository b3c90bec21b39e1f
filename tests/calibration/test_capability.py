"""The CMC of accredited lines: as a person writes it, as it is read, as it floors a U."""

import json
from decimal import Decimal

import pytest
from django.utils import translation

from calibration.authority.capability import as_typed, cmc_words, floor_at, typed_cmc
from calibration.authority.coverage import covering, range_words
from calibration.models import ScopeLine
from instruments.models import Instrument
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, Unit
from tests.factories.instruments import q

BAR, KPA = UNITS["bar"], UNITS["kPa"]


def cmc_at(x: str, unit: Unit, *lines: str) -> Decimal | None:
    scope = {"cmc": [json.loads(line) for line in lines]}
    floor = floor_at(scope, Decimal("1e-9"), Decimal(x), unit)
    return None if floor is None else floor.cmc


def typed(text: str, low: str = "0 bar", high: str = "10 bar") -> str:
    return typed_cmc(text, q(low), q(high))


@pytest.mark.parametrize(
    ("text", "at_4_bar", "words"),
    [
        ("0,02 bar", "0.02", "0.02 bar"),
        ("2 kPa", "0.02", "2 kPa"),
        ("0.02", "0.02", "0.02 bar"),
        ("0: 0,01; 10: 0,02", "0.014", "0 bar: 0.01 bar; 10 bar: 0.02 bar"),
        ("0.01 + 0.002*x", "0.018", "0.01 + 0.002*x bar, x in bar"),
        ("0.5 % of reading + 1 kPa", "0.03", "0.5 % of reading + 1 kPa"),
    ],
)
def test_four_ways_to_write_a_cmc(text: str, at_4_bar: str, words: str) -> None:
    kept = typed(text)

    assert cmc_at("4", BAR, kept) == Decimal(at_4_bar)
    assert cmc_at("400", KPA, kept) == Decimal(at_4_bar) * 100
    with translation.override("en"):
        assert cmc_words(kept) == words
        assert typed(as_typed(kept)) == kept


def test_outside_the_line_there_is_no_cmc() -> None:
    line = typed("0.02 bar")

    assert cmc_at("11", BAR, line) is None
    assert cmc_at("4", UNITS["kg"], line) is None
    assert cmc_at("4", BAR) is None


def test_of_two_lines_the_smaller_counts() -> None:
    assert cmc_at("4", BAR, typed("0.02 bar"), typed("0.01 bar")) == Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "code"),
    [("0 bar", "out_of_range"), ("-0.1 bar", "out_of_range"), ("2 kg", "wrong_quantity"),
     ("0: 0.1", "too_few_values"), ("0: 0.1: 2; 1: 1", "not_a_number")],
)  # fmt: skip
def test_what_is_no_cmc_is_refused(text: str, code: str) -> None:
    with pytest.raises(MetrologyError) as refused:
        typed(text)

    assert refused.value.code == code


def test_a_cmc_needs_the_whole_range() -> None:
    with pytest.raises(MetrologyError) as refused:
        typed_cmc("0.02 bar", None, q("10 bar"))

    assert (refused.value.code, refused.value.params["name"]) == ("missing_value", "range_min")


@pytest.mark.parametrize(
    ("expanded", "reported", "raised"), [("0.015", "0.02", True), ("0.03", "0.03", False)]
)
def test_u_is_never_below_the_frozen_cmc(expanded: str, reported: str, *, raised: bool) -> None:
    scope = {"cmc": [json.loads(typed("0.02 bar"))]}

    floor = floor_at(scope, Decimal(expanded), Decimal(4), BAR)

    assert floor is not None
    assert (floor.reported, floor.raised, floor.cmc) == (
        Decimal(reported), raised, Decimal("0.02"),
    )  # fmt: skip


def test_without_a_frozen_cmc_nothing_is_floored() -> None:
    assert floor_at({}, Decimal("0.01"), Decimal(4), BAR) is None
    scope = {"cmc": [json.loads(typed("0.02 bar"))]}
    assert floor_at(scope, Decimal("0.01"), Decimal(40), BAR) is None


# Ranges


def reach(low: str = "", high: str = "") -> ScopeLine:
    return ScopeLine(range_min=q(low) if low else None, range_max=q(high) if high else None)


@pytest.mark.parametrize(
    ("thing", "lines", "covered"),
    [
        (("0 bar", "10 bar"), [reach()], True),
        (("", ""), [reach()], True),
        (("", ""), [reach("0 bar", "10 bar")], False),
        (("0 bar", "10 bar"), [reach("0 MPa", "1 MPa")], True),
        (("0 bar", "10 bar"), [reach("", "1 MPa")], True),
        (("0 bar", "10 bar"), [reach("1 bar", "")], False),
        (("", "80 t"), [reach("0 t", "120 t")], True),
        (("", "80 t"), [reach("0 t", "60 t")], False),
        (("-1 bar", "5 bar"), [reach("0 bar", "60 bar")], False),
        (("0 bar", "10 bar"), [reach("4 bar", "60 bar"), reach("0 bar", "5 bar")], True),
        (("0 bar", "10 bar"), [reach("0 bar", "4 bar"), reach("5 bar", "60 bar")], False),
        (("20 degC", "100 degC"), [reach("68 degF", "212 degF")], True),
        (("0 bar", "10 bar"), [reach("0 kg", "60 kg")], False),
    ],
)
def test_lines_cover_the_whole_range_or_not(
    thing: tuple[str, str], lines: list[ScopeLine], *, covered: bool
) -> None:
    low, high = (q(end) if end else None for end in thing)

    assert bool(covering(lines, Instrument(range_min=low, range_max=high))) is covered


def test_ranges_in_words() -> None:
    with translation.override("en"):
        assert range_words(q("0 bar"), q("1.6 bar")) == "0…1.6 bar"
        assert range_words(q("0 Pa"), q("1.6 bar")) == "0 Pa…1.6 bar"
        assert range_words(None, q("1.6 bar")) == "≤ 1.6 bar"
        assert range_words(q("1 bar"), None) == "≥ 1 bar"
        assert range_words(None, None) == "any range"
