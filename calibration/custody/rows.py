"""Rows of a page on which things are ticked: what is offered, what was typed beside each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.http import HttpRequest
from django.utils.translation import gettext as _

from calibration.custody.receiving import Thing
from calibration.models import Job
from common.errors import DomainError
from common.text import row_id
from instruments.models import Instrument


@dataclass
class Row:
    """One thing that may be ticked, with what was typed beside it and what is wrong with that."""

    key: str
    instrument: Instrument | None = None
    sample: str = ""
    job: Job | None = None
    picked: bool = False
    condition: str = ""
    accessories: str = ""
    place: str = ""
    faults: list[str] = field(default_factory=list)
    thing: Any = None  # what else the template shows of it

    def read(self, request: HttpRequest, picked: set[str]) -> "Row":
        """Take what was posted for this row."""
        self.picked = self.key in picked
        for name in ("condition", "accessories", "place"):
            setattr(self, name, request.POST.get(f"{name}-{self.key}", "").replace("\0", ""))
        return self

    def as_thing(self, request: HttpRequest, condition: str, place: str) -> Thing:
        """As the service takes it; what the row leaves blank is as said for all."""
        return Thing(
            instrument=self.instrument,
            sample=self.sample,
            condition=self.condition.strip() or condition,
            accessories=self.accessories,
            place=self.place.strip() or place,
            job=self.job,
            photos=pictures(request, self.key),
        )


def pictures(request: HttpRequest, key: str) -> Sequence[File[bytes]]:
    """The files chosen in a row."""
    return request.FILES.getlist(f"photos-{key}")


def picked_keys(request: HttpRequest) -> set[str]:
    """The ticked rows, of the form or of the address."""
    return {*request.POST.getlist("pick"), *request.GET.getlist("pick")}


def row_ids(texts: Iterable[str]) -> set[int]:
    """Keys among texts that people could have changed."""
    return {pk for text in texts if (pk := row_id(text)) is not None}


def tell(
    error: DomainError, form: Any, find: Callable[[str], Row | None], *, head: str = "things"
) -> None:
    """Put each fault beside its row (`things.3.condition`) or beside its field of the form.

    The form's summary counts the wrong rows, so that nobody looks at a page that says nothing.
    """
    if not error.faults:
        form.add_error(None, str(error))
    wrong: set[int] = set()
    for fault in error.faults:
        first, _dot, rest = fault.field.partition(".")
        row = find(rest.partition(".")[0]) if first == head and rest else None
        if row is not None:
            row.faults.append(str(fault.message))
            wrong.add(id(row))
        else:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault.message))
    if n := len(wrong):
        said = _("Số dòng sai: %(n)s. Lời giải thích ở ngay từng dòng.")
        form.add_error(None, said % {"n": n})


def by_number(rows: Sequence[Row]) -> Callable[[str], Row | None]:
    """Finds the Nth row."""

    def find(number: str) -> Row | None:
        return rows[int(number)] if number.isdecimal() and int(number) < len(rows) else None

    return find
