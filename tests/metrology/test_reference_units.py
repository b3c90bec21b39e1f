"""The shared reference of conversions: every factor, every transform, every trap."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from metrology.quantities.catalogue.constants import PI
from metrology.quantities.levels import (
    convert_level,
    field_ratio,
    neper_to_decibel,
    relative_power_uncertainty,
)
from metrology.quantities.pressure import absolute_from_gauge
from metrology.quantities.units import UNITS, convert, converter, find_unit
from metrology.quantities.weighing import conventional_from_mass
from tests.metrology.golden import case_ids, refused

PATH = Path(__file__).parents[2] / "metrology" / "validation" / "units.json"
REFERENCE: dict[str, list[dict[str, Any]]] = json.loads(PATH.read_text(encoding="utf-8"))
# The words of the file where they are not spellings of ours.
WORDS = {
    "standard gravity": "g_n", "minute/rad": "arcmin", "second/rad": "arcsec", "gon": "gon",
    "degree": "deg", "mil (1/6400 turn)": "mil_angle", "lbf": "lbf", "N m": "N.m", "Pa s": "Pa.s",
    "therm (U.S.)": "therm_US", "fathom (survey)": "fathom", "ton, long": "ton_long",
    "ton, short": "ton_short", "pound (avoirdupois)": "lb", "pound (troy)": "lb_troy",
    "hundredweight (long)": "cwt_long", "atmosphere, technical": "at",
    "atmosphere, standard": "atm", "cmH2O, conventional": "cmH2O", "cmHg, conventional": "cmHg",
    "ftHg, conventional": "ftHg", "inH2O, conventional": "inH2O", "mmH2O, conventional": "mmH2O",
    "mmHg, conventional": "mmHg", "inH2O (60 degF)": "inH2O_60F", "inHg (60 degF)": "inHg_60F",
    "degree Celsius (interval)": "delta_degC", "degree Fahrenheit (interval)": "delta_degF",
    "K": "delta_K", "barrel (42 gal U.S.)": "bbl_oil", "fluid ounce (Imperial)": "floz_uk",
    "gallon (U.S.)": "gal_us", "quart (U.S. liquid)": "qt_us", "teaspoon": "tsp_us",
}  # fmt: skip


def named(word: str, other: str = "") -> Any:
    return find_unit(WORDS.get(f"{word}/{other}", WORDS.get(word, word)))


def exact(text: str) -> Fraction:
    """Read "1/10800*pi", "250/pi", "7200/3937", "9.80665"."""
    if text.endswith("/pi"):
        return Fraction(text[:-3]) / PI
    number, _, pi = text.partition("*")
    return Fraction(number) * (PI if pi else 1)


@pytest.mark.parametrize("row", REFERENCE["factors"], ids=case_ids(REFERENCE["factors"]))
def test_a_published_factor_holds(row: dict[str, Any]) -> None:
    got = converter(named(row["from"], row["to"]), named(row["to"])).factor

    if not row["exact"]:
        assert got == Fraction(row["factor_as_printed"])
    elif "pi" in row["exact_factor"]:
        assert abs(got / exact(row["exact_factor"]) - 1) < Fraction(1, 10**70)
    else:
        assert got == exact(row["exact_factor"])


def number(row: dict[str, Any], side: str) -> Decimal:
    return Decimal(str(row[side]["value"]))


def by_unit(row: dict[str, Any]) -> Decimal:
    units = [row[side]["unit"].replace("degC (interval)", "delta_degC") for side in ("from", "to")]
    units = [unit.replace("degF (interval)", "delta_degF") for unit in units]
    if "delta" in units[0]:
        units[1] = "delta_K"
    return convert(number(row, "from"), find_unit(units[0]), find_unit(units[1]))


def by_level(row: dict[str, Any]) -> Decimal:
    if row["kind"] == "level":
        return neper_to_decibel(number(row, "from"))
    if row["kind"] == "field_level":
        return field_ratio(number(row, "from"))
    if "uncertainty" in row["from"]["unit"]:
        return relative_power_uncertainty(number(row, "from"))
    source, target = find_unit(row["from"]["unit"]), find_unit(row["to"]["unit"])
    return convert_level(number(row, "from"), source, target)


def by_ambient_pressure(row: dict[str, Any]) -> Decimal:
    unit, _, ambient, of, _ = row["from"]["unit"].replace(" gauge", "").split()
    return absolute_from_gauge(
        number(row, "from"), find_unit(unit), Decimal(ambient), find_unit(of)
    )


def by_density(row: dict[str, Any]) -> Decimal:
    density = row["from"]["unit"].partition("density ")[2].partition(" ")[0]
    return conventional_from_mass(number(row, "from"), Decimal(density))


def by_specification(row: dict[str, Any]) -> Decimal:
    """Add "14 ppm of 0.928571 V" and "2 ppm of 1 V range"."""
    total = Decimal(0)
    for part in f"{row['from']['value']} {row['from']['unit']}".split(" + "):
        share, ratio, _, value, unit, *_ = part.split()
        assert unit == row["to"]["unit"]
        total += convert(Decimal(share), find_unit(ratio), UNITS["1"]) * Decimal(value)
    return total


WAYS = {
    "absolute_temperature": by_unit,
    "temperature_interval": by_unit,
    "fraction": by_unit,
    "power_level": by_level,
    "level": by_level,
    "field_level": by_level,
    "specification": by_specification,
    "gauge_pressure": by_ambient_pressure,
    "conventional_mass": by_density,
}


@pytest.mark.parametrize("row", REFERENCE["transforms"], ids=case_ids(REFERENCE["transforms"]))
def test_a_published_transform_holds(row: dict[str, Any]) -> None:
    got = WAYS[row["kind"]](row)

    assert float(got) == pytest.approx(row["to"]["value"], rel=row["tolerance_relative"], abs=0)


def trap(text: str) -> dict[str, Any]:
    return next(row for row in REFERENCE["registry_traps"] if row["unit_string"] == text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("RH", "unknown_unit"), ("slpm", "unknown_unit"), ("psig", "unknown_unit"),
     ("mil", "ambiguous_unit"), ("ton", "ambiguous_unit"), ("year", "ambiguous_unit")],
)  # fmt: skip
def test_what_a_registry_misreads_is_refused(text: str, code: str) -> None:
    assert trap(text)
    with refused(code, found=text):
        find_unit(text)


def test_what_a_registry_misses_is_read() -> None:
    assert trap("gpm")
    assert find_unit("gpm").code == "gal_us/min"
    assert trap("gauss")
    assert convert(Decimal(1), find_unit("gauss"), find_unit("T")) == Decimal("0.0001")
    assert trap("degC")
    assert convert(Decimal(20), find_unit("degC"), find_unit("K")) == Decimal("293.15")


def test_every_trap_is_met() -> None:
    met = {"RH", "slpm", "psig", "mil", "ton", "year", "gpm", "gauss", "degC"}

    assert {row["unit_string"] for row in REFERENCE["registry_traps"]} == met
