"""How far a plan is fulfilled: from the stored numerator and denominator, rounded when shown."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, pgettext

from common.templatetags.show import dong

NONE = "–"


class Standing(StrEnum):
    """What a rate means; programs compare this, people read `Rate.word`."""

    EXCEEDED = "exceeded"
    MET = "met"
    NOT_MET = "not_met"


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` to `places` decimals, halves away from zero, in one step."""
    scaled = value * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)


def shown(value: Fraction | None, places: int = 1) -> str:
    """The reader's decimal mark; trailing zeros stay off ("118", "83,3"); none is a dash."""
    if value is None:
        return NONE
    text = format(rounded(value, places), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if (get_language() or "vi").startswith("vi") else text


def planned(row: Any) -> str:
    """The number of a target or an entered figure: 1.315, 99,5; a dash where there is none."""
    if row.value is None:
        return NONE
    whole, rest = divmod(row.value, 10**row.places)
    decimals = shown(Fraction(rest, 10**row.places), row.places)[1:]
    return f"{dong(whole)}{decimals}"


@dataclass(frozen=True)
class Rate:
    """`actual` against `plan`. Without a plan, or with a plan of zero, there is no rate."""

    actual: int | Fraction
    plan: int | Fraction | None

    @property
    def exact(self) -> Fraction | None:
        """100 × actual / plan, unrounded."""
        return Fraction(100 * self.actual) / self.plan if self.plan else None

    @property
    def percent(self) -> Decimal | None:
        """Rounded once to one decimal, for programs."""
        return None if self.exact is None else rounded(self.exact, 1)

    @property
    def shown(self) -> str:
        """As printed: "118 %", "83,3 %", or a dash."""
        return NONE if self.exact is None else f"{shown(self.exact)} %"

    @property
    def standing(self) -> Standing | None:
        """Judged on the unrounded numbers: 99,96 % is shown as 100 % and still not met."""
        if not self.plan:
            return None
        if self.actual == self.plan:
            return Standing.MET
        return Standing.EXCEEDED if self.actual > self.plan else Standing.NOT_MET

    @property
    def word(self) -> str:
        """vượt, đạt, chưa đạt; a dash without a rate."""
        words = {
            Standing.EXCEEDED: pgettext("kế hoạch", "vượt"),
            Standing.MET: pgettext("kế hoạch", "đạt"),
            Standing.NOT_MET: pgettext("kế hoạch", "chưa đạt"),
        }
        return words[self.standing] if self.standing else NONE
