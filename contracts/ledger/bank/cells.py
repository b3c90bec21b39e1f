"""Cells of a bank's list as a day and an amount."""

import re
from datetime import date

from contracts.dong import MOST_SUM, NotMoney, parse_dong

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_OURS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?![0-9])", re.ASCII)
_NO_CENTS = re.compile(r"(?<=[0-9])[.,]00?$", re.ASCII)
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+", re.ASCII)
_TAIL = re.compile(r"\s*(vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)


def parse_day(text: str) -> date | None:
    """“05/03/2026 10:15”, “5-3-26”, “2026-03-05”; the day comes before the month."""
    bare = text.strip()
    if found := _ISO.match(bare):
        year, month, day = (int(part) for part in found.groups())
    elif found := _OURS.match(bare):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0  # noqa: PLR2004 — two digits of a year
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_amount(text: str) -> int:
    """Whole đồng as banks write them: “1,050,000”, “1.050.000”, “1050000.00 VND”, “-5,000”.

    “1.000,50” has a fraction that đồng do not have: NotMoney, as for words. A minus is money out.
    """
    bare = _TAIL.sub("", text.strip().replace("−", "-"))
    minus = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()-+ ")
    without = _NO_CENTS.sub("", bare)
    if without != bare and ("." in bare or "," in bare):
        bare = without
    if _COMMAS.fullmatch(bare):
        bare = bare.replace(",", "")
    amount = parse_dong(bare, most=MOST_SUM)
    return -amount if minus else amount


__all__ = ["NotMoney", "parse_amount", "parse_day"]
