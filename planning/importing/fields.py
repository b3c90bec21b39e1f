"""Columns of a list that people bring, and how their cells are read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from common.period import Period
from common.text import fold
from planning.numbers import Number, parse_number

# A spreadsheet writes the hour behind a day.
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T][0-9:.]{1,15})?", re.ASCII)
_OURS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_YES = frozenset({"x", "co", "yes", "1", "true", "khoang", "about"})
_NO = frozenset({"", "khong", "no", "0", "false"})
MOST_DIGITS = 18
LANGUAGES = ("vi", "en")


class BadCell(Exception):
    """A cell that says nothing we understand; its sentence, and what is allowed."""

    def __init__(self, sentence: str, allowed: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.allowed = sentence, allowed


@dataclass(frozen=True)
class Field:
    """One column: its name in code, its heading, how a cell is read (a blank one is not)."""

    name: str
    label: Any
    read: Callable[[str], Any]
    required: bool = False
    more: tuple[str, ...] = ()  # other headings, folded
    example: str = ""


def text(cell: str) -> str:
    """As it stands."""
    return cell


def day(cell: str) -> date:
    """20/11/2026 or 2026-11-20; the day comes before the month."""
    if found := _ISO.fullmatch(cell):
        year, month, number = (int(part) for part in found.groups())
    elif found := _OURS.fullmatch(cell):
        number, month, year = (int(part) for part in found.groups())
    else:
        raise BadCell(_("Không phải ngày. Viết như 20/11/2026."), "20/11/2026")
    try:
        return date(year, month, number)
    except ValueError as error:
        raise BadCell(_("Không có ngày này."), "20/11/2026") from error


def whole(cell: str) -> int:
    """1315 or 1.315."""
    found = parse_number(cell)
    if found is None or found.places or len(str(found.value)) > MOST_DIGITS:
        raise BadCell(_("Không phải số nguyên."), "1315")
    return found.value


def number(cell: str) -> Number:
    """753.000.000 or 99,5."""
    found = parse_number(cell)
    if found is None or len(str(found.value)) > MOST_DIGITS:
        raise BadCell(_("Không phải số."), "99,5")
    return found


def tick(cell: str) -> bool:
    """x, có, yes, khoảng; or không, no."""
    said = fold(cell)
    if said not in _YES | _NO:
        raise BadCell(_("Viết “có” hoặc để trống."), "x")
    return said in _YES


def period(cell: str) -> str:
    """2026, 2026-H1, 2026-Q4, 2026-11."""
    try:
        return Period.parse(cell).code
    except InvalidInput as error:
        (fault,) = error.faults
        raise BadCell(str(fault.message), fault.allowed) from error


def choice(choices: type[TextChoices]) -> Callable[[str], str]:
    """A code, or its words in either language, whatever the case and the tone marks."""

    def read(cell: str) -> str:
        said = fold(cell)
        found = _words(choices).get(said)
        if found is None:
            labels = ", ".join(str(label) for label in choices.labels)
            raise BadCell(_("Không có lựa chọn này."), labels)
        return found

    return read


def _words(choices: type[TextChoices]) -> dict[str, str]:
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {fold(str(one.label)): str(one.value) for one in choices}
    return known | {fold(str(one.value)): str(one.value) for one in choices}


def read_cells(
    fields: Iterable[Field], values: dict[str, str]
) -> tuple[dict[str, Any], list[Fault]]:
    """What the cells say (blank ones say nothing), and what is wrong with them."""
    facts: dict[str, Any] = {}
    faults = []
    for one in fields:
        cell = values.get(one.name, "").strip()
        if not cell:
            if one.required:
                faults.append(Fault(one.name, _("Cần điền mục này."), code="blank"))
            continue
        try:
            facts[one.name] = one.read(cell)
        except BadCell as error:
            faults.append(
                Fault(one.name, error.sentence, code="unreadable", found=cell[:80],
                      allowed=error.allowed)
            )  # fmt: skip
    return facts, faults
