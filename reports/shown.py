"""A figure's value for programs and for people."""

from fractions import Fraction
from typing import Any

from common.templatetags.show import dong
from planning.rates import NONE, rounded, shown
from reports.figures import Figure, Figures, type_of_value
from reports.indicators.shapes import PERCENT


def plain(figure: Figure) -> Any:
    """For JSON: whole numbers as numbers; an average of pieces as text with two decimals."""
    if isinstance(figure.value, Fraction):
        if figure.words.unit == "dong":
            return int(rounded(figure.value, 0))
        return str(rounded(figure.value, 2))
    return figure.value


def text(value: type_of_value, unit: str) -> str:
    """As printed: grouped, the reader's marks, a dash where there is no number."""
    if value is None:
        return NONE
    if unit == PERCENT:
        return f"{shown(Fraction(value))} %"
    if isinstance(value, Fraction) and unit != "dong":
        return shown(value, 2)
    return dong(int(rounded(Fraction(value), 0)))


def flat(figures: Figures) -> dict[str, Any]:
    """One object: the period, then each figure under its key."""
    head = {
        "centre": figures.centre.code,
        "period": figures.period.code,
        "start": figures.period.start.isoformat(),
        "end": figures.period.end.isoformat(),
        "cut_off": figures.cut_off.isoformat(),
    }
    return {**head, **{figure.key: plain(figure) for figure in figures}}
