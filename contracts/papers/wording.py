"""How a paper's facts become text: filters of templates, ours and those of centres.

Pure: a centre's template is filled in a process that has no settings and no database.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from contracts.words import in_words

DOTS: Final = "…………"  # what a person fills in by hand


def dong(amount: Any) -> str:
    """753000000 → 753.000.000; what is not there is a dash."""
    return "–" if amount is None else f"{int(amount):,}".replace(",", ".")


def day(iso: Any) -> str:
    """2026-07-20 → 20/07/2026; what is not there is a dash."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else "–"


def long_day(iso: Any) -> str:
    """2026-02-05 → ngày 05 tháng 02 năm 2026.

    Days below 10 and the first two months take a nought (decree 30/2020, annex I).
    """
    if not iso:
        return "ngày …… tháng …… năm ………"
    found = date.fromisoformat(iso)
    month = f"{found.month:02}" if found.month < 3 else str(found.month)  # noqa: PLR2004
    return f"ngày {found.day:02} tháng {month} năm {found.year}"


def words(amount: Any) -> str:
    """An amount in words, as a whole sentence of a contract: “Mười đồng”."""
    return in_words(int(amount))


def percent(rate: Any) -> str:
    """5 → 5 %; not subject to VAT → KCT."""
    return "KCT" if rate is None else f"{rate} %"


def box(ticked: Any) -> str:
    """A box of a form, ticked or not."""
    return "✓" if ticked else "□"


def blank(text: Any) -> str:
    """The text, or dots to write on."""
    return str(text) if text not in (None, "") else DOTS


def dash(text: Any) -> str:
    """The text, or a dash in a cell."""
    return str(text) if text not in (None, "") else "–"


FILTERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "dong": dong,
    "day": day,
    "long_day": long_day,
    "words": words,
    "percent": percent,
    "box": box,
    "blank": blank,
    "dash": dash,
}


def environment(*, autoescape: bool) -> Any:
    """A sandbox of Jinja that knows our filters; a name that does not exist is an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=autoescape)
    made.globals.clear()
    made.filters.update(FILTERS)
    return made
