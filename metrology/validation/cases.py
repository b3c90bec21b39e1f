"""A reference case as data: what is given, what was published, what was computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from metrology.errors import Code, MetrologyError

Value = float | str | tuple["Value", ...]


class Source(NamedTuple):
    """Where a number was published and how surely that was seen; see README.md."""

    document: str
    section: str
    confidence: str


@dataclass(frozen=True)
class Expected:
    """One published number.

    `tolerance` None: must be equal. `relation` "<" or "<=": one-sided. `details` are the further
    words of the question (`p`, `k`, `input`, `at`, …), `place` where it stands in its case.
    """

    output: str
    quantity: str
    method: str
    value: Value
    tolerance: float | tuple[float, ...] | None
    relation: str
    details: Mapping[str, object]
    as_published: str
    place: str


@dataclass(frozen=True)
class Case:
    """One case: `given` holds the fields of its kind, as they stand in `file`."""

    id: str
    title: str
    kind: str
    source: Source
    given: Mapping[str, object]
    expected: tuple[Expected, ...]
    notes: str = ""
    file: str = ""


@dataclass(frozen=True)
class CaseFile:
    """What one file holds; `name` is for messages, `digest` the SHA-256 of its bytes.

    `refused` are the cases that could not be read.
    """

    name: str
    kind: str
    digest: str
    cases: tuple[Case, ...]
    refused: tuple["CaseError", ...] = ()


class CaseError(Exception):
    """A file or a case that cannot be used: which, and why.

    `error` is the refusal itself, with the code and the params a translation needs; `unreadable`
    says that the file could not even be opened.
    """

    def __init__(
        self, file: str, case: str, error: MetrologyError, *, unreadable: bool = False
    ) -> None:
        """Make the message: file, case, refusal."""
        self.file, self.case, self.error, self.unreadable = file, case, error, unreadable
        where = f"{file}: {case}: " if case else f"{file}: "
        super().__init__(where + str(error))


@dataclass(frozen=True)
class Result:
    """One published number beside ours.

    `computed` is None where the core refused; `refusal` then says why.
    """

    case: Case
    expected: Expected
    computed: Value | None
    passed: bool
    refusal: MetrologyError | None = None


def unknown_field(place: str, found: str, allowed: str) -> MetrologyError:
    """Give the refusal of a word that the format does not have at this place."""
    return MetrologyError(Code.UNKNOWN_FIELD, name=place, found=found, allowed=allowed)
