"""Numbers as people write them: read without guessing, shown without losing a digit.

A reading is its digits (ISO/IEC 17025:2017, 7.5.1 keeps original observations): "10.050" and
"10.05" are different readings. The canonical form is ASCII digits, a point, maybe a minus.
"""

import re
import unicodedata
from decimal import Decimal

from metrology.decimals import CONTEXT
from metrology.errors import Code, MetrologyError

MOST_DIGITS = 30

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_WRITTEN = re.compile(r"([+-]?)([0-9][0-9.,]*|[.,][0-9]+)")
# A power of ten as people type it: "e-3", "E+3", "·10^-3", "×10⁻³", "x 10^(-3)".
POWER_OF_TEN = (
    r"(?:[eE](?P<e>[+-]?[0-9]{1,3})"
    r"|\s?[·×xX*]\s?10(?:\^(?P<caret>[+-]?[0-9]{1,3})|\^\((?P<bracket>[+-]?[0-9]{1,3})\)"
    r"|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))"
)
_SCIENTIFIC = re.compile(rf"(?P<mantissa>[^eE·×xX*]+?)\s?{POWER_OF_TEN}")
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


def parse_number(text: str, *, decimal_comma: bool, exponent: bool = False) -> str:
    """Read a number and give its canonical digits: "10,050" → "10.050", "−0,2" → "-0.2".

    `decimal_comma` says how the writer writes decimals (Vietnamese pages: yes, the API: no). The
    other sign is accepted where only one reading is possible; "1.234" under a decimal comma is
    not, and is asked back. No NaN. Trailing zeros stay; "-0.0" gives "0.0".

    With `exponent`, a power of ten may follow: "1,2·10^-3", "1.2e-3" and "1.2×10⁻³" give "0.0012",
    the same digits and the same resolution. A power that would lead above the last digit ("1.2e3",
    good to 100) is `out_of_range`: plain digits cannot say that resolution.

    Raises `blank`, `not_a_number`, `ambiguous_number` (with both readings, written the writer's
    way), `too_many_digits` (over 30).
    """
    written = unicodedata.normalize("NFC", text).replace("\N{MINUS SIGN}", "-").strip()
    if not written:
        raise MetrologyError(Code.BLANK)
    scientific = _SCIENTIFIC.fullmatch(written) if exponent else None
    if scientific is not None:
        digits = parse_number(scientific["mantissa"], decimal_comma=decimal_comma)
        return _shifted(text, digits, _power(scientific))
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise MetrologyError(Code.NOT_A_NUMBER, found=text)
    sign, body = match.groups()
    if sum(character.isdigit() for character in body) > MOST_DIGITS:
        raise MetrologyError(Code.TOO_MANY_DIGITS, found=text, allowed=str(MOST_DIGITS))
    point = _decimal_sign(text, body, sign=sign, own="," if decimal_comma else ".")
    return _canonical(text, body, sign=sign, point=point)


def parse_value(text: str, *, decimal_comma: bool) -> Decimal:
    """Read a number for its value alone, where no resolution hangs on it: "1e6", "1,2·10⁻³".

    Raises what `parse_number` raises, and `too_many_digits` for powers of ten above 30.
    """
    try:
        return Decimal(parse_number(text, decimal_comma=decimal_comma, exponent=True))
    except MetrologyError as refusal:
        if refusal.code != Code.OUT_OF_RANGE:
            raise
    scientific = _SCIENTIFIC.fullmatch(text.replace("\N{MINUS SIGN}", "-").strip())
    assert scientific is not None
    power = _power(scientific)
    if power > MOST_DIGITS:
        raise MetrologyError(Code.TOO_MANY_DIGITS, found=text, allowed=str(MOST_DIGITS))
    mantissa = Decimal(parse_number(scientific["mantissa"], decimal_comma=decimal_comma))
    return CONTEXT.scaleb(mantissa, power)


def _power(scientific: re.Match[str]) -> int:
    power = next(scientific[name] for name in ("e", "caret", "bracket", "raised")
                 if scientific[name] is not None)  # fmt: skip
    return int(power.translate(_RAISED))


def _shifted(text: str, digits: str, power: int) -> str:
    """Move the decimal sign; no digit is added after the last one written."""
    fraction = len(digits.partition(".")[2])
    if power > fraction:
        allowed = f"≤ {fraction}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="exponent", found=str(power), allowed=allowed)
    places = fraction - power
    minus, bare = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    figures = bare.replace(".", "").lstrip("0").rjust(places + 1, "0")
    if len(figures) > MOST_DIGITS:
        raise MetrologyError(Code.TOO_MANY_DIGITS, found=text, allowed=str(MOST_DIGITS))
    whole = figures[: len(figures) - places]
    return f"{minus}{whole}.{figures[-places:]}" if places else f"{minus}{whole}"


def _decimal_sign(text: str, body: str, *, sign: str, own: str) -> str:
    """Tell which of "." and "," is the decimal sign here; "" when there is none."""
    signs = [character for character in body if character in ".,"]
    if not signs:
        return ""
    if len(set(signs)) > 1:
        return signs[-1]
    if len(signs) > 1:
        return ""
    if signs[0] != own and _GROUPED.fullmatch(body):
        _ask_back(text, body, sign=sign, own=own)
    return signs[0]


def _ask_back(text: str, body: str, *, sign: str, own: str) -> None:
    minus = "-" if sign == "-" else ""
    whole = minus + re.sub(r"[.,]", "", body)
    fraction = minus + re.sub(r"[.,]", own, body)
    raise MetrologyError(Code.AMBIGUOUS_NUMBER, found=text, first=whole, second=fraction)


def _canonical(text: str, body: str, *, sign: str, point: str) -> str:
    whole, _, fraction = body.partition(point) if point else (body, "", "")
    if (point and not fraction.isdigit()) or not (
        whole.isdigit() or not whole or _GROUPED.fullmatch(whole)
    ):
        raise MetrologyError(Code.NOT_A_NUMBER, found=text)
    digits = re.sub(r"[.,]", "", whole).lstrip("0") or "0"
    canonical = f"{digits}.{fraction}" if fraction else digits
    return f"-{canonical}" if sign == "-" and Decimal(canonical) else canonical


def require_canonical(digits: str) -> None:
    """Refuse digits that are not in canonical form: `blank` or `not_a_number`."""
    if not digits:
        raise MetrologyError(Code.BLANK)
    if _CANONICAL.fullmatch(digits) is None:
        raise MetrologyError(Code.NOT_A_NUMBER, found=digits)


def format_number(digits: str, lang: str) -> str:
    """Show canonical digits the way `lang` writes them: "vi" with a decimal comma.

    No digit is added, lost or grouped: the digits are the resolution. Raises `not_a_number` when
    the digits are not canonical.
    """
    require_canonical(digits)
    return digits.replace(".", ",") if lang == "vi" else digits


def resolution(digits: str) -> Decimal:
    """Give one step of the last digit written: "10.050" → 0.001, "12" → 1 (VIM 4.14)."""
    require_canonical(digits)
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))
