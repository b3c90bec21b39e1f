"""Units as terms of a model: one unit of the catalogue, or a product of powers of them.

The grammar is ours and closed: names of the catalogue, `1` and powers of ten, `*` `·` `.` `/`,
one blank between two names, `^` or `**` with a whole or rational power (or superscripts),
`sqrt(…)`, parentheses. `/` and `*` bind alike and go from left to right; after a `/` a blank is
refused, because "J/kg K" has two readings (ISO 80000-1:2022, 7.2; SI Brochure, 5.4.7). Nothing is
evaluated and no registry is asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, NoReturn

from metrology.decimals import CONTEXT
from metrology.errors import Code, MetrologyError
from metrology.quantities.dimensions import ONE, Dimension, quantity_dimension, si_factor
from metrology.quantities.units import Unit, difference_unit, find_unit
from metrology.reasons import Reason, refusal

MOST_CHARACTERS = 100
MOST_DEPTH = 8
MOST_POWER = 12
MOST_TOTAL_POWER = 64

Kind = Literal["ratio", "point", "difference", "scale", "count"]

_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+)|(?P<power>\*\*|\^)|(?P<sign>[*·⋅∙./()√-])"
    r"|(?P<name>[^\W\d][\w%°]*(?:-[^\W\d]+)*|[%‰°℃℉′″'\"₫][\w]*))\s*"
)
# One blank, not two and no tab: N m. The no-break spaces are what a careful writer sets there.
_BLANKS = (" ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}")
_TRAILING = re.compile(r"(.*?\D)([1-9])")


@dataclass(frozen=True)
class UnitTerm:
    """What a unit text means: value in coherent SI units = value × `factor` + `offset`.

    `factor` is exact, except where π or an inexact root takes part (then 34 digits or more).
    `kind`: "point" is a place on a temperature scale (`offset` says where its zero lies),
    "difference" a step between two points, "scale" a reference scale that converts to nothing,
    "count" a number of things, "ratio" everything else. `unit` is the unit of the catalogue when
    the whole text is one.
    """

    dimension: Dimension
    factor: Fraction
    offset: Fraction
    kind: Kind
    text: str
    unit: Unit | None = None


class _Part(NamedTuple):
    dimension: Dimension
    factor: Fraction


@lru_cache(maxsize=4096)
def parse_unit_term(text: str) -> UnitTerm:
    """Read a unit text: "1", "nm", "N m", "J/(kg*K)", "1/delta_degC", "nV/sqrt(Hz)", "kgf/cm²".

    A text that is a unit of the catalogue as a whole is that unit; so "1/min" and "rpm" are both
    1/60 s⁻¹, and "rad/s" is 1 s⁻¹ as the SI has it. Powers go up to 12, texts up to 100
    characters, parentheses up to 8 deep.

    Raises `blank`, `unknown_unit` (with close names), `ambiguous_unit`, `wrong_dimension` for a
    temperature point inside a product (write delta_degC), `bad_expression` for anything outside
    the grammar (with the place).
    """
    if not text.strip():
        raise MetrologyError(Code.BLANK)
    if len(text) > MOST_CHARACTERS:
        _refuse(text, 0, Reason.UNIT_TOO_LONG, most=str(MOST_CHARACTERS))
    compound = _is_compound(text)
    whole = _whole(text, compound=compound)
    if whole is not None:
        return whole
    part = _Parser(text).read()
    return UnitTerm(part.dimension, part.factor, Fraction(0), "ratio", text)


def term_of(unit: Unit) -> UnitTerm:
    """Give the term of one unit of the catalogue."""
    kind: Kind = "point" if unit.kind == "interval" else unit.kind
    scale = si_factor(unit.quantity)
    dimension = quantity_dimension(unit.quantity, kind=unit.kind, code=unit.code)
    return UnitTerm(dimension, unit.factor * scale, unit.offset * scale, kind, unit.code, unit)


def _is_compound(text: str) -> bool:
    return any(sign in text for sign in "*·⋅∙./()^√") or _RAISED.search(text) is not None


def _whole(text: str, *, compound: bool) -> UnitTerm | None:
    try:
        unit = find_unit(text)
    except MetrologyError as refused:
        if refused.code == Code.AMBIGUOUS_UNIT or not _may_be_product(text, compound=compound):
            raise
        return None
    # rad/s is a turn's 1/2π to the tachometer; as a term it is what the SI says, 1 s⁻¹.
    return None if compound and unit.code == "rad/s" else term_of(unit)


def _may_be_product(text: str, *, compound: bool) -> bool:
    """Whether the grammar has more to say; of words it has only where each of them is a unit."""
    if compound or text.rstrip()[-1].isdigit():
        return True
    words = text.split()
    return len(words) > 1 and all(_names(word) for word in words)


def _refuse(text: str, place: int, why: Reason, **params: str) -> NoReturn:
    raise refusal(Code.BAD_EXPRESSION, why, found=text, place=place + 1, **params)


class _Token(NamedTuple):
    kind: str
    text: str
    place: int
    blank: bool = False  # exactly one blank stands before it


class _Parser:
    """Recursive descent over the tokens of one unit text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._at = 0
        self._depth = 0

    def read(self) -> _Part:
        part = self._product()
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            _refuse(self._text, token.place, Reason.UNIT_NOT_HERE, part=token.text)
        return part

    @staticmethod
    def _split(text: str) -> list[_Token]:
        plain = unicodedata.normalize("NFC", text).replace("\N{MINUS SIGN}", "-").strip()
        plain = _RAISED.sub(lambda found: f"^({found[0].translate(_SUPERSCRIPTS)})", plain)
        tokens: list[_Token] = []
        place = gap = 0
        while place < len(plain):
            found = _TOKEN.match(plain, place)
            if found is None:
                _refuse(text, place, Reason.UNIT_FOREIGN, part=plain[place])
            start = found.start(found.lastgroup or 0)
            blank = plain[gap:start] in _BLANKS
            tokens.append(_Token(found.lastgroup or "", found[0].strip(), place, blank))
            gap = found.end(found.lastgroup or 0)
            place = found.end()
        return tokens

    def _take(self, *texts: str) -> str:
        """Take the next token if it is one of these; "" otherwise."""
        if self._at < len(self._tokens) and self._tokens[self._at].text in texts:
            self._at += 1
            return self._tokens[self._at - 1].text
        return ""

    def _next(self, wanted: Reason, **params: str) -> _Token:
        if self._at >= len(self._tokens):
            _refuse(self._text, len(self._text), wanted, **params)
        self._at += 1
        return self._tokens[self._at - 1]

    def _close(self) -> None:
        if not self._take(")"):
            token = self._next(Reason.UNIT_BRACKET_MISSING, part=")")
            _refuse(self._text, token.place, Reason.UNIT_BRACKET_MISSING, part=")")

    def _product(self) -> _Part:
        named, divided = self._at_unit(), False
        total = self._power()
        while sign := self._take("*", "·", "⋅", "∙", ".", "/") or self._blank(
            after_unit=named, divided=divided
        ):
            divided = divided or sign == "/"
            named = self._at_unit()
            total = self._joined(total, self._power(), Fraction(-1 if sign == "/" else 1))
        return total

    def _at_unit(self) -> bool:
        """Whether a unit or a bracket of units is next, not a number."""
        return self._at < len(self._tokens) and self._tokens[self._at].kind != "number"

    def _blank(self, *, after_unit: bool, divided: bool) -> str:
        """Find the blank between two units; it is no token of its own."""
        if self._at >= len(self._tokens) or not after_unit:
            return ""
        token = self._tokens[self._at]
        if token.kind != "name" or not token.blank:
            return ""
        if divided:
            _refuse(self._text, token.place, Reason.UNIT_BLANK_AFTER_SLASH)
        return " "

    def _joined(self, left: _Part, right: _Part, power: Fraction) -> _Part:
        raised = self._raised(right, power)
        return self._checked(_Part(left.dimension * raised.dimension, left.factor * raised.factor))

    def _power(self) -> _Part:
        base = self._atom()
        while self._take("^", "**"):
            base = self._raised(base, self._exponent())
        return base

    def _raised(self, part: _Part, power: Fraction) -> _Part:
        if power == 1:
            return part
        raised = _Part(part.dimension**power, _factor_power(part.factor, power))
        return self._checked(raised)

    def _checked(self, part: _Part) -> _Part:
        if any(abs(power) > MOST_TOTAL_POWER for power in part.dimension.powers.values()):
            _refuse(self._text, 0, Reason.UNIT_TOTAL_POWER, most=str(MOST_TOTAL_POWER))
        if not 10**-400 < part.factor < 10**400:
            _refuse(self._text, 0, Reason.UNIT_FACTOR)
        return part

    def _exponent(self) -> Fraction:
        if not self._take("("):
            return self._whole_number()
        numerator = self._whole_number()
        denominator = self._whole_number() if self._take("/") else Fraction(1)
        self._close()
        if denominator <= 0:
            _refuse(self._text, self._tokens[self._at - 2].place, Reason.UNIT_POWER_ZERO)
        return numerator / denominator

    def _whole_number(self) -> Fraction:
        negative = bool(self._take("-"))
        token = self._next(Reason.UNIT_POWER_MISSING)
        if token.kind != "number" or len(token.text) > len(str(MOST_POWER)):
            _refuse(self._text, token.place, Reason.UNIT_POWER, most=str(MOST_POWER))
        number = int(token.text)
        if number > MOST_POWER:
            _refuse(self._text, token.place, Reason.UNIT_POWER, most=str(MOST_POWER))
        return Fraction(-number if negative else number)

    def _atom(self) -> _Part:
        token = self._next(Reason.UNIT_NAME_MISSING)
        if token.text == "(":
            return self._group(token)
        if token.text in ("√", "sqrt"):
            return self._root(token)
        if token.kind == "number":
            return self._number(token)
        if token.kind != "name":
            _refuse(self._text, token.place, Reason.UNIT_NOT_HERE, part=token.text)
        return self._named(token)

    def _group(self, token: _Token) -> _Part:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            _refuse(self._text, token.place, Reason.UNIT_TOO_DEEP, most=str(MOST_DEPTH))
        inside = self._product()
        self._close()
        self._depth -= 1
        return inside

    def _root(self, token: _Token) -> _Part:
        if token.text == "√":
            self._depth += 1
            if self._depth > MOST_DEPTH:
                _refuse(self._text, token.place, Reason.UNIT_TOO_DEEP, most=str(MOST_DEPTH))
            part = self._atom()
            self._depth -= 1
        else:
            opening = self._next(Reason.UNIT_BRACKET_MISSING, part="(")
            if opening.text != "(":
                _refuse(self._text, opening.place, Reason.UNIT_BRACKET_MISSING, part="(")
            part = self._group(opening)
        return self._raised(part, Fraction(1, 2))

    def _number(self, token: _Token) -> _Part:
        if token.text not in ("1", "10"):
            _refuse(self._text, token.place, Reason.UNIT_NUMBER)
        return _Part(ONE, Fraction(int(token.text)))

    def _named(self, token: _Token) -> _Part:
        trailing = _TRAILING.fullmatch(token.text)
        try:
            return self._part(find_unit(token.text))
        except MetrologyError:
            if trailing is None or _names(trailing[1]) is None:
                raise
        return self._raised(self._part(find_unit(trailing[1])), Fraction(int(trailing[2])))

    def _part(self, unit: Unit) -> _Part:
        if unit.kind == "interval":
            raise refusal(
                Code.WRONG_DIMENSION,
                Reason.UNIT_POINT,
                found=unit.symbol,
                name=self._text,
                part=difference_unit(unit).code,
            )
        term = term_of(unit)
        return _Part(term.dimension, term.factor)


def _names(text: str) -> Unit | None:
    try:
        return find_unit(text)
    except MetrologyError:
        return None


def _factor_power(factor: Fraction, power: Fraction) -> Fraction:
    """Raise a factor; exact where the root is rational, else to 34 digits."""
    whole = factor**power.numerator
    if power.denominator == 1:
        return whole
    numerator = _root(whole.numerator, power.denominator)
    denominator = _root(whole.denominator, power.denominator)
    if numerator is not None and denominator is not None:
        return Fraction(numerator, denominator)
    number = CONTEXT.divide(Decimal(whole.numerator), Decimal(whole.denominator))
    inverse = CONTEXT.divide(Decimal(1), Decimal(power.denominator))
    return Fraction(CONTEXT.power(number, inverse))


def _root(number: int, degree: int) -> int | None:
    """Give the whole root of a whole number, None where there is none."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None
