"""A figure as the words of a report name it, and the numbers as Vietnamese reports print them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from planning.rates import NONE, Standing, rounded

MILLION, BILLION = 10**6, 10**9
_WHOLE_FROM = 100 * MILLION  # from here on a report says whole millions
_PREFIX = {"approximate": "khoảng ", "estimate": "ước "}
_MONEY = "dong"
_PERCENT = "percent"

type_of_number = int | Fraction | None


@dataclass(frozen=True)
class Spoken:
    """What sentences need of one figure. `titles` names its rows, as many as a sentence bears."""

    code: str
    name: str
    value: type_of_number
    unit: str = ""  # a code; `unit_words` is what is printed
    unit_words: str = ""
    kind: str = "computed"
    numerator: type_of_number = None
    denominator: type_of_number = None
    target: type_of_number = None
    basis: str = ""
    words: str = ""
    titles: tuple[str, ...] = ()
    listable: bool = False  # its rows have names that a sentence can tell
    running: bool = False  # a part of a year beside the plan of the year: not missed yet

    @property
    def rate(self) -> Fraction | None:
        """100 × actual / plan, unrounded; None without a plan, or with a plan of zero."""
        if self.value is None or not self.target:
            return None
        return Fraction(100) * self.value / self.target

    @property
    def standing(self) -> Standing | None:
        """Judged on the unrounded numbers."""
        rate = self.rate
        if rate is None:
            return None
        if rate == 100:  # noqa: PLR2004 — percent
            return Standing.MET
        if rate > 100:  # noqa: PLR2004
            return Standing.EXCEEDED
        return None if self.running else Standing.NOT_MET

    @property
    def absent(self) -> bool:
        """Whether there is nothing to say of it: no number or zero, and no words."""
        return not self.value and not self.words


Figures = Mapping[str, Spoken]


def decimal(value: Fraction, places: int) -> str:
    """Rounded once, a comma before the decimals, points between thousands, no trailing zeros."""
    text = f"{rounded(value, places):,f}"
    whole, _dot, rest = text.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def counted(value: int) -> str:
    """A count as reports write it: 02, 09, 10, 1.315."""
    return f"0{value}" if 0 < value < 10 else decimal(Fraction(value), 0)  # noqa: PLR2004


def percent(value: Fraction | None) -> str:
    """83,3 %; 118 %; a dash where there is no rate."""
    return NONE if value is None else f"{decimal(value, 1)} %"


def number(value: type_of_number, unit: str) -> str:
    """A value in its own unit: counts with a leading nought, money in whole đồng, percents."""
    if value is None:
        return NONE
    if unit == _PERCENT:
        return percent(Fraction(value))
    if unit == _MONEY:
        return decimal(Fraction(value), 0)
    return counted(value) if isinstance(value, int) else decimal(value, 2)


def millions(value: type_of_number) -> str:
    """10.365 triệu đồng, 8,1 triệu đồng."""
    if value is None:
        return NONE
    places = 0 if abs(Fraction(value)) >= _WHOLE_FROM else 1
    return f"{decimal(Fraction(value) / MILLION, places)} triệu đồng"


def billions(value: type_of_number) -> str:
    """3,247 tỉ đồng."""
    return NONE if value is None else f"{decimal(Fraction(value) / BILLION, 3)} tỉ đồng"


def labelled(figure: Spoken, text: str) -> str:
    """“khoảng” or “ước” before a number that is not simply counted."""
    return NONE if text == NONE else f"{_PREFIX.get(figure.kind, '')}{text}"


def is_money(figure: Spoken) -> bool:
    """Whether it is đồng."""
    return figure.unit == _MONEY


def is_share(figure: Spoken) -> bool:
    """Whether it has a part and a whole."""
    return figure.denominator is not None or figure.unit == _PERCENT
