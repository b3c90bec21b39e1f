"""The forms in which words may name a figure: [[revenue:million]], [[plan_tasks_done:fraction]]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from contracts.words import in_words
from planning.rates import NONE, Standing
from reports.narrative.spoken import (
    Spoken,
    billions,
    decimal,
    is_money,
    is_share,
    labelled,
    millions,
    number,
    percent,
)

_VERDICTS: Final = {
    Standing.EXCEEDED: "vượt chỉ tiêu",
    Standing.MET: "đạt chỉ tiêu",
    Standing.NOT_MET: "chưa đạt chỉ tiêu",
}
_MOST_TITLES = 20


@dataclass(frozen=True)
class Form:
    """What a form is called, which figures bear it, and the words that it makes."""

    label: Any
    bears: Callable[[Spoken], bool]
    say: Callable[[Spoken], str]


def _any(_figure: Spoken) -> bool:
    return True


def _has_part(figure: Spoken) -> bool:
    return figure.numerator is not None


def _has_whole(figure: Spoken) -> bool:
    return figure.denominator is not None


def _planned(figure: Spoken) -> bool:
    return figure.target is not None


def _planned_money(figure: Spoken) -> bool:
    return _planned(figure) and is_money(figure)


def _plain(figure: Spoken) -> str:
    if figure.kind == "words" and figure.words:
        return figure.words
    return labelled(figure, number(figure.value, figure.unit))


def _with_unit(figure: Spoken) -> str:
    unit = "đồng" if is_money(figure) else figure.unit_words
    return f"{_plain(figure)} {unit}".strip()


def _fraction(figure: Spoken) -> str:
    if not figure.denominator or figure.numerator is None:
        return NONE  # 0/0 says nothing
    return f"{decimal(Fraction(figure.numerator), 2)}/{decimal(Fraction(figure.denominator), 2)}"


def _share(figure: Spoken) -> str:
    if figure.denominator:
        return percent(100 * Fraction(figure.numerator or 0) / figure.denominator)
    if figure.denominator is None and figure.value is not None:
        return percent(Fraction(figure.value))
    return NONE


def _whole_rate(figure: Spoken) -> str:
    return NONE if figure.rate is None else f"{decimal(figure.rate, 0)} %"


def _titles(figure: Spoken) -> str:
    named = "; ".join(figure.titles[:_MOST_TITLES])
    return f"{named}; …" if len(figure.titles) > _MOST_TITLES else named or figure.words or NONE


def _target(figure: Spoken) -> str:
    return number(figure.target, figure.unit)


def _verdict(figure: Spoken) -> str:
    return _VERDICTS[figure.standing] if figure.standing else NONE


FORMS: Final[Mapping[str, Form]] = {
    "": Form(_("số"), _any, _plain),
    "unit": Form(_("số và đơn vị tính"), _any, _with_unit),
    "name": Form(_("tên chỉ tiêu"), _any, lambda one: one.name),
    "million": Form(_("triệu đồng"), is_money, lambda f: labelled(f, millions(f.value))),
    "billion": Form(_("tỉ đồng"), is_money, lambda f: labelled(f, billions(f.value))),
    "words": Form(
        _("số tiền bằng chữ"),
        lambda f: is_money(f) and isinstance(f.value, int),
        lambda f: in_words(f.value) if isinstance(f.value, int) else NONE,
    ),
    "basis": Form(_("cơ sở và thuế"), lambda f: bool(f.basis), lambda f: f.basis),
    "fraction": Form(_("phân số"), _has_whole, _fraction),
    "part": Form(_("số trên (tử số)"), _has_part, lambda f: number(f.numerator, "")),
    "whole": Form(_("số dưới (mẫu số)"), _has_whole, lambda f: number(f.denominator, "")),
    "percent": Form(_("phần trăm"), is_share, _share),
    "target": Form(_("kế hoạch được giao"), _planned, _target),
    "target_million": Form(_("kế hoạch, triệu đồng"), _planned_money, lambda f: millions(f.target)),
    "target_billion": Form(_("kế hoạch, tỉ đồng"), _planned_money, lambda f: billions(f.target)),
    "rate": Form(_("tỷ lệ so với kế hoạch"), _planned, lambda f: percent(f.rate)),
    "rate_whole": Form(_("tỷ lệ so với kế hoạch, số nguyên"), _planned, _whole_rate),
    "verdict": Form(_("vượt, đạt hay chưa đạt"), _planned, _verdict),
    "list": Form(_("tên các dòng"), lambda f: f.listable or bool(f.words), _titles),
}


def allowed(figure: Spoken) -> list[str]:
    """The forms that a figure bears."""
    return [name for name, form in FORMS.items() if form.bears(figure)]
