"""A planned or entered number: whole digits and how many of them are decimals."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

MOST_PLACES: Final = 2
# Grouped by threes or not at all; one or two digits after a mark cannot be a group, and no group
# follows a nought: 0,125 has three decimals.
_GROUPED = r"[1-9][0-9]{0,2}(?P<mark>[., \u00a0\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
_WHOLE = re.compile(rf"{_GROUPED}|[0-9]+")
_DECIMALS = re.compile(r"(?P<whole>.+?)(?P<mark>[.,])(?P<rest>[0-9]{1,2})")


@dataclass(frozen=True)
class Number:
    """value / 10**places: 99,5 is 995 with one place."""

    value: int
    places: int = 0

    @property
    def exact(self) -> int | Fraction:
        """The number itself."""
        return Fraction(self.value, 10**self.places) if self.places else self.value

    def __str__(self) -> str:
        """As events keep it: 99.5."""
        if not self.places:
            return str(self.value)
        whole, rest = divmod(self.value, 10**self.places)
        return f"{whole}.{rest:0{self.places}}"


def parse_number(text: str) -> Number | None:
    """The number, or None: 753.000.000, 753 000 000, 99,5 and 99.5 are numbers, 1.23.456 is not."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return Number(int(re.sub(r"[^0-9]", "", text[:40])))
    found = _DECIMALS.fullmatch(text[:40])
    whole = _WHOLE.fullmatch(found["whole"]) if found else None
    if found is None or whole is None or whole["mark"] == found["mark"]:
        return None
    rest = found["rest"].rstrip("0")
    return Number(int(re.sub(r"[^0-9]", "", found["whole"]) + rest), len(rest))
