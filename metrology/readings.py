"""Numbers as people write them: read without guessing, shown without losing a digit.

A reading is its digits (ISO/IEC 17025:2017, 7.5.1 keeps original observations): "10.050" and
"10.05" are different readings. The canonical form is ASCII digits, a point, maybe a minus.
"""

import re
import unicodedata
from decimal import Decimal

from metrology.errors import Code, MetrologyError

MOST_DIGITS = 30

_CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_WRITTEN = re.compile(r"([+-]?)([0-9][0-9.,]*|[.,][0-9]+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


def parse_number(text: str, *, decimal_comma: bool) -> str:
    """Read a number and give its canonical digits: "10,050" → "10.050", "−0,2" → "-0.2".

    `decimal_comma` says how the writer writes decimals (Vietnamese pages: yes, the API: no). The
    other sign is accepted where only one reading is possible; "1.234" under a decimal comma is
    not, and is asked back. No exponents, no NaN. Trailing zeros stay; "-0.0" gives "0.0".

    Raises `blank`, `not_a_number`, `ambiguous_number` (with both readings, written the writer's
    way), `too_many_digits` (over 30).
    """
    written = unicodedata.normalize("NFC", text).replace("\N{MINUS SIGN}", "-").strip()
    if not written:
        raise MetrologyError(Code.BLANK)
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise MetrologyError(Code.NOT_A_NUMBER, found=text)
    sign, body = match.groups()
    if sum(character.isdigit() for character in body) > MOST_DIGITS:
        raise MetrologyError(Code.TOO_MANY_DIGITS, found=text, allowed=str(MOST_DIGITS))
    point = _decimal_sign(text, body, sign=sign, own="," if decimal_comma else ".")
    return _canonical(text, body, sign=sign, point=point)


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
