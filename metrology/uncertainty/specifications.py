"""Accuracy specifications of manufacturers, for Type B evaluations (GUM 4.3.7, example 2).

Two forms say the same: the text of a data sheet, read by a closed grammar in Vietnamese and
English ("±(0.02 % rdg + 0.005 % FS + 3 dgt + 10 µV)"), and fields of JSON
(`relative_of_reading`, `range`, …). Both give the half width of the interval the manufacturer
promises; what distribution lies in it is the budget's business.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, NoReturn

from metrology.bounds import finite, not_negative
from metrology.decimals import CONTEXT
from metrology.errors import Code, MetrologyError
from metrology.quantities.readings import parse_number
from metrology.quantities.units import Unit, convert, difference_unit, find_unit
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields, number

LONGEST = 200

# What each relative part is relative to; digits count steps of the resolution.
_RELATIVE = {"relative_of_reading": "reading", "relative_of_range": "range",
             "relative_of_span": "span", "digits": "resolution"}  # fmt: skip
_SIGNED = frozenset({"reading", "range"})  # a reading of −5 V has 5 V of it
FIELDS = (*_RELATIVE, *_RELATIVE.values(), "absolute")

_OF = {
    "reading": (
        "rdg", "rd", "reading", "read", "measured value", "indicated value", "indication",
        "số đọc", "giá trị đọc", "giá trị đo", "số chỉ", "giá trị chỉ thị", "chỉ thị",
    ),
    "range": (
        "range", "rng", "fs", "full scale", "full-scale", "fullscale", "full range",
        "thang đo", "thang", "toàn thang", "toàn thang đo", "dải đo", "phạm vi đo",
    ),
    "span": ("span", "khoảng đo", "độ rộng thang đo"),
    "resolution": (
        "d", "dgt", "dgts", "digit", "digits", "count", "counts", "lsd", "resolution",
        "số", "chữ số", "số cuối", "độ phân giải",
    ),
}  # fmt: skip
_WORDS = {word: base for base, words in _OF.items() for word in words}
_FRACTIONS = {"%": Decimal("1e-2"), "‰": Decimal("1e-3"), "ppm": Decimal("1e-6"),
              "ppb": Decimal("1e-9")}  # fmt: skip
_FIELD_OF = {base: name for name, base in _RELATIVE.items()}

_SIGN = re.compile(r"\s*(?:±|\+\s*/\s*[-\N{MINUS SIGN}])\s*")
_PART = re.compile(r"\s*([0-9.,]+)\s*(?:[×x*]\s*)?(.*?)\s*", re.DOTALL)
_SHARE = re.compile(r"(%|‰|ppm|ppb)\s*(?:of\s+the\s+|of\s+|của\s+)?(.*)", re.IGNORECASE)


# The structured form


def read(data: object, place: str) -> Mapping[str, float]:
    """Check the structured form; only the fields of `FIELDS`, each a finite number ≥ 0.

    Relative parts are fractions (14e-6, not 14 ppm), `resolution` and `absolute` are in the
    unit of the reading. Only `reading` and `range` may be negative.

    Raises `unknown_field`, `cannot_compute`, `out_of_range`, `missing_value` where nothing is
    specified or a part lacks what it is relative to; all name the field.
    """
    given = fields(data, place, optional=FIELDS)
    found = {name: number(value, f"{place}.{name}") for name, value in given.items()}
    for name, value in found.items():
        if name not in _SIGNED:
            not_negative(f"{place}.{name}", value)
    for name in _parts(found):
        base = _RELATIVE.get(name)
        if base is not None and base not in found:
            raise MetrologyError(Code.MISSING_VALUE, name=f"{place}.{base}")
    if not any(_parts(found)):
        raise MetrologyError(Code.MISSING_VALUE, name=f"{place}.absolute")
    return found


def half_width_of(data: object, *, place: str = "specification") -> float:
    """Give the half width of the structured form, in the unit of the reading.

    GUM 4.3.7, example 2: 14e-6 of 0.928571 V and 2e-6 of the range of 1 V make 15 µV. Raises
    like `read`.
    """
    found = read(data, place)
    total = found.get("absolute", 0.0)
    for name, base in _RELATIVE.items():
        if name in found:
            total += found[name] * abs(found[base])
    return total


def _parts(found: Mapping[str, float]) -> Iterator[str]:
    return (name for name in found if name in _RELATIVE or name == "absolute")


# The text


class Part(NamedTuple):
    """One summand: `size` of `base` ("reading", "range", "span", "resolution"), or in `unit`."""

    size: Decimal
    base: str | None
    unit: Unit | None


@dataclass(frozen=True)
class Specification:
    """A data sheet's specification: the sum of its parts, which are all positive."""

    text: str
    parts: tuple[Part, ...]

    @property
    def needs(self) -> frozenset[str]:
        """What must be known to evaluate it: of reading, range, span, resolution."""
        return frozenset(part.base for part in self.parts if part.base is not None)

    def structured(self, unit: Unit) -> dict[str, Decimal]:
        """Give the parts as fields of the structured form, `absolute` in `unit` or its step.

        Raises `wrong_quantity`, `no_conversion` for a part in another quantity.
        """
        found: dict[str, Decimal] = {}
        for part in self.parts:
            name, size = "absolute", part.size
            if part.base is not None:
                name = _FIELD_OF[part.base]
            elif part.unit is not None:
                size = convert(size, difference_unit(part.unit), difference_unit(unit))
            found[name] = CONTEXT.add(found.get(name, Decimal(0)), size)
        return found

    def half_width(
        self,
        unit: Unit,
        *,
        reading: Decimal | None = None,
        range: Decimal | None = None,  # noqa: A002  # the word on the data sheet
        span: Decimal | None = None,
        resolution: Decimal | None = None,
    ) -> Decimal:
        """Give the half width in `unit` (for a temperature, in its difference unit), exact.

        All arguments are in `unit`. `range` is the upper value of the range, `span` its upper
        less its lower value, `resolution` the step of the last digit. A part in % of reading is
        taken of the number shown in `unit`: 1 % of 20 °C is not 1 % of 293.15 K.

        Raises `missing_value` naming what a part is relative to, `not_a_number`,
        `out_of_range` for a negative span or resolution, and like `structured`.
        """
        given = {"reading": reading, "range": range, "span": span, "resolution": resolution}
        total = Decimal(0)
        for name, size in self.structured(unit).items():
            base = _RELATIVE.get(name)
            whole = Decimal(1) if base is None else _magnitude(base, given[base])
            total = CONTEXT.add(total, CONTEXT.multiply(size, whole))
        return total


def parse_specification(text: str, *, decimal_comma: bool = False) -> Specification:
    """Read "±(0,05 % số đọc + 0,01 % thang đo + 2 số)", "5 % of reading + 2 digits + 10 µV".

    Parts are joined by "+"; each is a number with %, ‰, ppm or ppb *of* reading, range (full
    scale) or span, a number of digits, or a number with a unit of the catalogue. A bare "0.02 %"
    does not say of what, so it is refused; nothing is guessed.

    Raises `blank`, `bad_expression` with the column and the part, and what `parse_number` raises.
    """
    written = unicodedata.normalize("NFC", text)
    if not written.strip():
        raise MetrologyError(Code.BLANK)
    if len(written) > LONGEST:
        _refuse(written, 0, Reason.TOO_LONG, most=str(LONGEST))
    start, end = _inside(written)
    parts = [
        _part(written, begin, stop, decimal_comma=decimal_comma)
        for begin, stop in _between_plus(written, start, end)
    ]
    return Specification(written.strip(), tuple(parts))


def _inside(text: str) -> tuple[int, int]:
    """Find what stands inside "±( … )", both of them optional."""
    sign = _SIGN.match(text)
    start, end = sign.end() if sign else 0, len(text.rstrip())
    start += len(text[start:]) - len(text[start:].lstrip())
    if text.startswith("(", start):
        if not text.endswith(")", start + 1, end):
            _refuse(text, start, Reason.SPEC_BRACKET)
        return start + 1, end - 1
    return start, end


def _between_plus(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for place in range(start, end):
        if text[place] == "+":
            yield begin, place
            begin = place + 1
    yield begin, end


def _part(text: str, begin: int, stop: int, *, decimal_comma: bool) -> Part:
    piece = text[begin:stop]
    place = begin + len(piece) - len(piece.lstrip())
    match = _PART.fullmatch(piece)
    if match is None or not match[2]:
        _refuse(text, place, Reason.SPEC_PART, part=piece.strip())
    size = Decimal(parse_number(match[1], decimal_comma=decimal_comma))
    share = _SHARE.fullmatch(match[2])
    if share is not None:
        base = _WORDS.get(_plain(share[2]))
        if base is not None and base != "resolution":
            return Part(CONTEXT.multiply(size, _FRACTIONS[share[1].lower()]), base, None)
        if not share[2]:
            _refuse(text, place, Reason.SPEC_OF_WHAT, part=piece.strip())
    if _WORDS.get(_plain(match[2])) == "resolution":
        return Part(size, "resolution", None)
    return Part(size, None, _unit(text, place, match[2]))


def _unit(text: str, place: int, spelling: str) -> Unit:
    try:
        return find_unit(spelling)
    except MetrologyError as unknown:
        raise _refusal(text, place, Reason.SPEC_UNIT, part=spelling) from unknown


def _plain(words: str) -> str:
    """Reduce a spelling: case, full stops of abbreviations and double spaces do not matter."""
    return " ".join(words.casefold().replace(".", "").split())


def _magnitude(name: str, value: Decimal | None) -> Decimal:
    if value is None:
        raise MetrologyError(Code.MISSING_VALUE, name=name)
    return abs(finite(name, value) if name in _SIGNED else not_negative(name, value))


def _refusal(text: str, place: int, why: Reason, **words: str) -> MetrologyError:
    return refusal(Code.BAD_EXPRESSION, why, found=text, place=place + 1, **words)


def _refuse(text: str, place: int, why: Reason, **words: str) -> NoReturn:
    raise _refusal(text, place, why, **words)
