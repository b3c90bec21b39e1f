"""Exact decimals as the texts that are stored and sent."""

from decimal import Context, Decimal, InvalidOperation

_LONGEST = 50
_SHORTER = Context(prec=25, Emin=-9999, Emax=9999)
_READABLE = 9  # digits that are shown as they are
_SHORT = 6


def text_of(value: Decimal | None) -> str:
    """A decimal in plain digits, all of them; "" for none.

    A quotient without end has 40 digits: past 50 characters 25 significant digits are kept.
    """
    if value is None:
        return ""
    text = format(value, "f")
    if len(text) > _LONGEST:
        text = format(_SHORTER.plus(value), "f")
    return text.removeprefix("-") if value.is_zero() else text


def shortened(text: str, most: int = _READABLE) -> str:
    """A computed number to look at: all digits while they are few, else the first of them."""
    if len(text.replace("-", "").replace(".", "").lstrip("0")) <= most:
        return text
    try:
        return format(Context(prec=min(most, _SHORT)).plus(Decimal(text)).normalize(), "f")
    except InvalidOperation:
        return text
