"""The table against pint (the oracle) and against the D-SI grammar."""

import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pint
import pytest

from metrology.quantities.catalogue import FOREIGN, TABLE
from metrology.quantities.catalogue.constants import PI
from metrology.quantities.catalogue.quantities import NAMES, SHARES_UNITS_WITH
from metrology.quantities.units import UNITS, Unit, convert, units_of

REGISTRY: Any = pint.UnitRegistry(non_int_type=Decimal)
WITH_PINT = [unit for unit in UNITS.values() if unit.pint]
WITH_DSI = [unit for unit in UNITS.values() if unit.dsi and unit.kind != "scale"]
# No prefix: D-SI 2.2 keeps these whole. `\one`, `\percent`, `\ppm` take no exponent either.
WHOLE = {"kilogram", "degreecelsius", "day", "hour", "minute", "hectare", "decibel", "mmHg"}
BARE = {"one", "percent", "ppm"}
PREFIXES = {"femto", "pico", "nano", "micro", "milli", "centi", "deci", "hecto", "kilo", "mega", "giga",
            "tera"}  # fmt: skip
# Where our coherent unit is not pint's base unit: a degree and a turn, in radians.
BASE = {"angle": PI / 180, "rotational_speed": 2 * PI}
# A revolution is 2π rad to pint and to the rad/s row, and 1 to a tachometer (D-SI s⁻¹).
TURNS = {"rad/s": Fraction(1)}
# pint has none or a wrong one; tests/metrology/test_sp811.py holds the printed factor.
IN_SP811 = {
    "pc", "pica_printer", "pt_printer", "cmil", "cord", "ton_register", "ton_assay",
    "d_sidereal", "h_sidereal", "min_sidereal", "s_sidereal", "mil_angle", "cmHg_0C", "inHg_32F",
    "inHg_60F", "cmH2O_4C", "ftH2O_39F", "inH2O_60F", "cal_15", "cal_20", "cal_mean", "kcal_mean",
    "Btu_mean", "Btu_39F", "Btu_59F", "Btu_60F", "therm_EC", "hp_boiler", "hp_uk", "hp_water",
    "ton_refrigeration", "clo", "perm_0C", "perm_23C", "statA", "statC", "statV", "statohm",
    "statmho", "statF", "statH", "faraday", "debye", "Oe", "Mx", "unit_pole", "Gb",
    "ohm.cmil/ft", "phot", "lambert", "fL",
}  # fmt: skip
VIETNAMESE = {"chi", "luong", "yen", "ta"}
# pint's words where they differ from D-SI's.
TO_PINT = {"degreecelsius": "delta_degree_Celsius", "mmHg": "millimeter_Hg", "one": "1",
           "electronvolt": "electron_volt", "astronomicalunit": "astronomical_unit",
           "nauticalmile": "nautical_mile"}  # fmt: skip


def agrees(got: Decimal, expected: Fraction) -> bool:
    """The oracle computes with 28 digits."""
    return abs(Fraction(got) - expected) <= abs(expected) / 10**24


@pytest.mark.parametrize("unit", WITH_PINT, ids=str)
def test_the_oracle_agrees(unit: Unit) -> None:
    in_base = BASE.get(unit.quantity, Fraction(1))
    for value in (Decimal(1), Decimal("-7.5"), Decimal("1234.5678")):
        quantity = REGISTRY.Quantity(value, REGISTRY.parse_units(unit.pint))
        expected = (Fraction(value) * unit.factor + unit.offset) * in_base
        assert agrees(quantity.to_base_units().magnitude, expected)


def test_nearly_every_convertible_unit_has_an_oracle() -> None:
    without = {unit.code for unit in UNITS.values() if not unit.pint and unit.kind != "scale"}

    assert without == {
        "ppb", "var", "kvar", "mvar", "Mvar", "var.h", "kvar.h", "G", "count", "VND", "VND/L",
        *IN_SP811, *VIETNAMESE, "cup_metric", "inH2O_39F", "quad", "mG", "Da",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("kvar", "var", "1000"),
        ("kvar.h", "var.h", "1000"),
        ("G", "mT", "0.1"),
        ("ppb", "ppm", "0.001"),
        ("mG", "uT", "0.1"),
        ("Mvar", "kvar", "1000"),
        ("mvar", "var", "0.001"),
        ("cup_metric", "mL", "250"),
        ("luong", "chi", "10"),
        ("ta", "yen", "10"),
        ("chi", "g", "3.75"),
        ("quad", "Btu_IT", "1000000000000000"),
        ("Da", "kg", "1.66053906892E-27"),
        ("inH2O_39F", "Pa", "249.082"),
    ],
)
def test_units_without_an_oracle(one: str, other: str, value: str) -> None:
    assert convert(Decimal(1), UNITS[one], UNITS[other]) == Decimal(value)


def dsi_tokens(dsi: str) -> list[tuple[str, str, Fraction]]:
    """Split a D-SI form into (prefix, unit, exponent)."""
    found: list[tuple[str, str, Fraction]] = []
    prefix = ""
    for token in re.findall(r"\\([a-zA-Z]+(?:\{-?[0-9_]+\})?)", dsi):
        if token in PREFIXES:
            prefix = token
        elif token.startswith("tothe"):
            before, unit, _ = found.pop()
            found.append((before, unit, Fraction(token[6:-1].replace("_", "/"))))
        else:
            found.append((prefix, token, Fraction(1)))
            prefix = ""
    return found


@pytest.mark.parametrize("unit", WITH_DSI, ids=str)
def test_the_dsi_form_says_the_same_unit(unit: Unit) -> None:
    assert unit.dsi is not None
    assert re.fullmatch(r"(\\[a-zA-Z]+(\{-?[0-9_]+\})?)+", unit.dsi)
    factor = Decimal(1)
    for prefix, name, exponent in dsi_tokens(unit.dsi):
        assert not (prefix and name in WHOLE | BARE), f"{name} takes no prefix"
        assert (prefix, name) != ("kilo", "gram"), "it is written kilogram"
        assert not (exponent != 1 and name in BARE), f"{name} takes no exponent"
        word = REGISTRY.parse_units(prefix + TO_PINT.get(name, name))
        factor *= REGISTRY.Quantity(Decimal(1), word).to_base_units().magnitude ** (
            exponent.numerator / Decimal(exponent.denominator)
        )
    in_base = BASE["angle"] if unit.quantity == "angle" else Fraction(1)
    assert agrees(factor, TURNS.get(unit.code, unit.factor) * in_base)


@pytest.mark.parametrize(
    ("code", "dsi"),
    [
        ("kPa", r"\kilo\pascal"),
        ("degC", r"\degreecelsius"),
        ("delta_degC", r"\kelvin"),
        ("m3/h", r"\metre\tothe{3}\hour\tothe{-1}"),
        ("%RH", r"\percent"),
        ("mmHg", r"\mmHg"),
        ("psi", None),
        ("HRC", None),
    ],
)
def test_dsi_forms_of_common_units(code: str, dsi: str | None) -> None:
    assert UNITS[code].dsi == dsi


def test_every_quantity_has_units_and_two_names() -> None:
    assert {unit.quantity for unit in UNITS.values()} | set(SHARES_UNITS_WITH) == set(NAMES)
    assert all(vi and en for vi, en in NAMES.values())
    assert all(units_of(quantity) for quantity in NAMES)


@pytest.mark.parametrize("unit", UNITS.values(), ids=str)
def test_a_unit_is_well_formed(unit: Unit) -> None:
    texts = [unit.code, unit.symbol, unit.name_vi, unit.name_en, *unit.aliases]
    assert all(text == unicodedata.normalize("NFC", text).strip() != "" for text in texts)
    assert unit.code.isascii()
    assert unit.factor > 0
    assert (unit.offset != 0) == (unit.kind == "interval")


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        UNITS["x"] = UNITS["bar"]  # type: ignore[index]


@pytest.mark.parametrize("heavy", ["pint", "numpy", "scipy"])
def test_the_heavy_are_not_needed_for_units(heavy: str) -> None:
    mine = ["conversion", "levels", "pressure", "quantity", "unit_terms", "units", "weighing"]
    imports = ", ".join(f"metrology.quantities.{name}" for name in mine)
    code = f"import {imports}, sys; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_code_is_there_once() -> None:
    codes = [row.code for table in (TABLE, FOREIGN) for rows in table.values() for row in rows]

    assert len(codes) == len(set(codes)) == len(UNITS)


def test_foreign_units_are_understood_and_not_offered() -> None:
    offered = {unit.code for quantity in NAMES for unit in units_of(quantity)}

    assert UNITS["acre"] not in units_of("area")
    assert {"m2", "ha", "psi", "lb"} <= offered
    assert {"acre", "darcy", "abA"} & offered == set()
