"""What a service says when it will not do what was asked.

Every refusal carries a sentence in the reader's language; where a field is at fault it is named,
with what was found and what is allowed. Pages and the API translate these, nothing else does.
"""

from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

LONGEST = 1000  # of one part of a fault: what was sent comes back in it


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: `field` as the form or JSON names it ("" for the whole)."""

    field: str
    message: Any
    code: str = "invalid"
    found: str = ""
    allowed: str = ""

    def as_json(self) -> dict[str, str]:
        """The fault as the API says it, not at any length; empty parts are left out."""
        whole = {
            "field": self.field,
            "code": self.code,
            "message": str(self.message),
            "found": self.found,
            "allowed": self.allowed,
        }
        return {key: _shortened(value) for key, value in whole.items() if value}


class FaultCode(str):
    """A fault's code that carries what was found and what is allowed.

    For frameworks' validation errors, which keep a message and a code and nothing else.
    """

    __slots__ = ("allowed", "found")
    found: str
    allowed: str

    def __new__(cls, code: str, *, found: str = "", allowed: str = "") -> Self:
        made = super().__new__(cls, code)
        made.found, made.allowed = found, allowed
        return made


class DomainError(Exception):
    """A refusal with a sentence. `status` is the HTTP answer, `code` what programs compare."""

    status = 409
    code = "refused"

    def __init__(self, message: Any, *, code: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.faults = faults

    def __str__(self) -> str:
        return str(self.message)


class Refused(DomainError):
    """A rule forbids it now: wrong state, blocking check, four eyes."""


class Conflict(DomainError):
    """The same id is already there with other content."""

    code = "conflict"


class Forbidden(DomainError):
    """The person is known, the row is visible, the right is missing."""

    status = 403
    code = "forbidden"


class InvalidInput(DomainError):
    """The shape of what was sent is wrong; `faults` name each field."""

    status = 400
    code = "invalid"

    def __init__(self, *faults: Fault, message: Any = "") -> None:
        super().__init__(message or _("Dữ liệu gửi lên chưa đúng."), faults=faults)


class TooLarge(DomainError):
    """What was sent is larger than what is taken."""

    status = 413
    code = "too_large"


@dataclass
class Faults:
    """Collects faults and raises them together, so that a reader mends all in one go."""

    found: list[Fault] = field(default_factory=list)

    def add(self, name: str, message: Any, **more: str) -> None:
        """Note one fault of the field `name`."""
        self.found.append(Fault(name, message, **more))

    def raise_if_any(self) -> None:
        """Raise InvalidInput when something was noted."""
        if self.found:
            raise InvalidInput(*self.found)
