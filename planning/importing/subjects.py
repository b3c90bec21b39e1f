"""The kinds of lists that can be brought. Another one is a `Subject` given to `add`."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault
from planning.importing.fields import Field

Facts = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What rows are judged against: read once for all of them."""

    centre: Centre
    at: datetime
    known: Any = None


@dataclass(frozen=True)
class Subject:
    """One kind of list.

    `prepare` reads what is there already for these rows, in few queries. `faults` are those of one
    row; `key` is by what two rows are one thing; `is_known` says that it is entered already;
    `write` enters rows in the caller's transaction, with the unit held.
    """

    code: str
    label: Any
    fields: tuple[Field, ...]
    verb: Can
    page: str  # the name of the list's address
    prepare: Callable[[Centre, Sequence[Facts], datetime], Ground]
    faults: Callable[[Facts, Ground], list[Fault]]
    key: Callable[[Facts, Ground], Hashable]
    is_known: Callable[[Facts, Ground], bool]
    write: Callable[[Centre, Sequence[Facts], Any, datetime], Sequence[Any]]

    @property
    def names(self) -> tuple[str, ...]:
        """Of its columns."""
        return tuple(one.name for one in self.fields)


_SUBJECTS: dict[str, Subject] = {}


def add(subject: Subject) -> Subject:
    """Make a kind of list known."""
    _SUBJECTS[subject.code] = subject
    return subject


def subjects() -> Mapping[str, Subject]:
    """Every kind of list by its code."""
    from planning.importing import brought, programme, science  # noqa: F401 — they add theirs

    return _SUBJECTS
