"""Units as the tables of NIST SP 811, the files of conversions, and pint name them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from metrology.decimals import from_fraction
from metrology.errors import Code, MetrologyError
from metrology.quantities.unit_terms import UnitTerm, parse_unit_term, term_of
from metrology.quantities.units import Unit, convert, converter, difference_unit, find_unit
from metrology.reasons import Reason, refusal

# Their words where they are not spellings of our catalogue; "minute/rad" is a minute when the
# other side is the radian.
_WORDS: Mapping[str, str] = {
    "standard gravity": "g_n", "minute/rad": "arcmin", "second/rad": "arcsec",
    "minute/degree": "arcmin", "second/degree": "arcsec", "degree": "deg",
    "mil (1/6400 turn)": "mil_angle", "therm (U.S.)": "therm_US", "fathom (survey)": "fathom",
    "ton, long": "ton_long", "ton, short": "ton_short", "pound (avoirdupois)": "lb",
    "pound (troy)": "lb_troy", "hundredweight (long)": "cwt_long", "atmosphere, technical": "at",
    "atmosphere, standard": "atm", "inH2O (60 degF)": "inH2O_60F", "inHg (60 degF)": "inHg_60F",
    "degree Celsius": "degC", "degree Fahrenheit": "degF", "barrel (42 gal U.S.)": "bbl_oil",
    "fluid ounce (Imperial)": "floz_uk", "gallon (U.S.)": "gal_us",
    "quart (U.S. liquid)": "qt_us", "teaspoon": "tsp_us",
}  # fmt: skip
# Names of pint, whose syntax the cases are written in, that our catalogue does not have or reads
# as several units.
_PINT: Mapping[str, str] = {
    "degree": "deg", "degrees": "deg", "arcminute": "arcmin", "arcsecond": "arcsec",
    "grade": "gon", "degree_Celsius": "degC", "degree_Fahrenheit": "degF",
    "delta_degree_Celsius": "delta_degC", "delta_degree_Fahrenheit": "delta_degF",
    "dimensionless": "1", "counts": "count", "year": "a", "metric_ton": "t",
    "electron_volt": "eV", "amu": "Da", "unified_atomic_mass_unit": "Da",
    "revolutions_per_minute": "rpm",
}  # fmt: skip
_NAME = re.compile(r"[^\W\d]\w*")
_AMERICAN = re.compile(r"(met|lit)er\b")
_INTERVAL = " (interval)"
_CONVENTIONAL = ", conventional"


class Conversion(NamedTuple):
    """How values go from one unit to another: by the catalogue, or by an exact factor."""

    factor: Fraction
    source: Unit | None
    target: Unit | None

    def convert(self, value: Decimal) -> Decimal:
        """Convert a value."""
        if self.source is not None and self.target is not None:
            return convert(value, self.source, self.target)
        return from_fraction(Fraction(value) * self.factor)


def conversion(source: str, target: str) -> Conversion:
    """Give the conversion between two units by their words.

    An interval of temperature is a difference on both sides. Raises what the units raise.
    """
    one, other = _unit(_plain(source, target)), _unit(_plain(target, source))
    if isinstance(one, Unit) and isinstance(other, Unit):
        if _INTERVAL in source or _INTERVAL in target:
            one, other = difference_unit(one), difference_unit(other)
        if one.quantity == other.quantity:
            return Conversion(converter(one, other).factor, one, other)
    return _of_terms(_term(one), _term(other))


def from_pint(text: str) -> str:
    """Write a unit in pint's syntax in the words of our catalogue: "1/degree" → "1/deg"."""
    return _NAME.sub(lambda found: _PINT.get(found[0], _AMERICAN.sub(r"\1re", found[0])), text)


def unit(word: str) -> Unit:
    """Give one unit by its word."""
    return find_unit(_plain(word, ""))


def _plain(word: str, other: str) -> str:
    base = word.removesuffix(_INTERVAL).removesuffix(_CONVENTIONAL)
    return _WORDS.get(f"{base}/{other}", _WORDS.get(base, base))


def _unit(word: str) -> Unit | UnitTerm:
    """Give the unit of the catalogue, or what a compound such as "N m" or "J/(kg K)" means."""
    try:
        return find_unit(word)
    except MetrologyError as error:
        if error.code != Code.UNKNOWN_UNIT:
            raise
        return parse_unit_term(word.replace(" ", "*"))


def _term(found: Unit | UnitTerm) -> UnitTerm:
    return term_of(found) if isinstance(found, Unit) else found


def _of_terms(one: UnitTerm, other: UnitTerm) -> Conversion:
    if one.dimension != other.dimension or one.offset or other.offset:
        dimensions = {"part": str(one.dimension), "other": str(other.dimension)}
        names = {"found": one.text, "target": other.text}
        raise refusal(Code.NO_CONVERSION, Reason.UNIT_DIMENSIONS, **names, **dimensions)
    return Conversion(one.factor / other.factor, None, None)
