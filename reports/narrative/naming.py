"""Names of figures inside text: found, checked, filled in."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from planning.rates import NONE
from reports.narrative.forms import FORMS, allowed
from reports.narrative.spoken import Figures

NAME: Final = re.compile(r"\[\[([^\[\]\n]{0,200})\]\]")
_OPTIONAL: Final = re.compile(r"\{\?(.*?)\?\}", re.DOTALL)
_TOLD_AT_ZERO: Final = frozenset(
    {
        "name", "basis", "rate", "rate_whole", "verdict", "target", "target_million",
        "target_billion", "fraction", "percent", "whole",
    }
)  # fmt: skip
MOST_FAULTS = 20
_LONGEST = 80


def parts(name: str) -> tuple[str, str]:
    """`revenue:million` → (revenue, million); the plain form is blank."""
    code, _colon, form = name.partition(":")
    return code.strip(), form.strip()


def named(text: str) -> Iterator[tuple[str, str]]:
    """(code, form) of each name in a text, in order."""
    for found in NAME.finditer(text):
        yield parts(found[1])


def check(text: str, figures: Figures, *, field: str = "text") -> None:
    """Raise InvalidInput beside `field` for each name or form that does not exist."""
    faults: list[Fault] = []
    for pair in dict.fromkeys(named(text)):
        fault = _fault(*pair, figures, field)
        if fault is not None:
            faults.append(fault)
    left = NAME.sub("", text)
    if "[[" in left or "]]" in left:
        message = _("Dấu ngoặc [[ … ]] viết chưa đủ.")
        faults.append(Fault(field, message, code="bad_name", allowed="[[contracts]]"))
    if faults:
        raise InvalidInput(*faults[:MOST_FAULTS])


def _fault(code: str, form: str, figures: Figures, field: str) -> Fault | None:
    if code not in figures:
        near = get_close_matches(code, figures, n=5, cutoff=0.4)
        known = ", ".join(near or list(figures)[:20])
        message = _("Không có số liệu “%(code)s”. Có thể dùng: %(known)s.")
        said = message % {"code": code[:_LONGEST], "known": known}
        whole = ", ".join(figures)
        return Fault(field, said, code="unknown_figure", found=code[:_LONGEST], allowed=whole)
    if form not in FORMS or not FORMS[form].bears(figures[code]):
        known = ", ".join(name for name in allowed(figures[code]) if name)
        message = _("“%(code)s” không viết được ở dạng “%(form)s”. Có thể dùng: %(known)s.")
        said = message % {"code": code, "form": form[:_LONGEST], "known": known}
        return Fault(field, said, code="unknown_form", found=form[:_LONGEST], allowed=known)
    return None


def filled(text: str, figures: Figures) -> str:
    """The text with every name filled in; what has gone since it was written is a dash."""
    return NAME.sub(lambda found: _said(*parts(found[1]), figures), text)


def _said(code: str, form: str, figures: Figures) -> str:
    figure = figures.get(code)
    if figure is None or form not in FORMS or not FORMS[form].bears(figure):
        return NONE
    return FORMS[form].say(figure)


def told(text: str, figures: Figures) -> str | None:
    """A line of a template without what is absent: {?…?} goes, or the whole line (None)."""
    kept = _OPTIONAL.sub(lambda part: part[1] if _present(part[1], figures) else "", text)
    if not _present(kept, figures):
        return None
    return kept if kept.strip() else None


def _present(text: str, figures: Figures) -> bool:
    return all(_sayable(code, form, figures) for code, form in named(text))


def _sayable(code: str, form: str, figures: Figures) -> bool:
    figure = figures.get(code)
    if figure is None or form not in FORMS or not FORMS[form].bears(figure):
        return False
    if FORMS[form].say(figure) == NONE:
        return False
    # A share of nothing is still a share; a plan of which nothing was done is still missed.
    return form in _TOLD_AT_ZERO or not figure.absent
