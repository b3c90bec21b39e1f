"""Why a file is not read: each refusal says where and what was expected.

A file is rejected when it cannot be leaned on: no XML, not a DCC, a version nobody knows, invalid
by its own schema, or contradicting itself so that a value, a day or a text that binds is open.
Untidiness (a missing translation, an odd release number) is a remark: real certificates have it.
"""

from typing import Any, Self

from django.utils.translation import gettext as _

from certificates.dcc.reading.texts import clean, local
from common.errors import DomainError, Fault, InvalidInput


class Rejected(InvalidInput):
    """A file that is told apart and not read. `faults` say each reason, all of field "file"."""

    def __init__(self, *faults: Fault, message: Any = "") -> None:
        super().__init__(*faults, message=message or (faults[0].message if faults else ""))

    @property
    def reason(self) -> str:
        """The code of the first reason."""
        return self.faults[0].code if self.faults else self.code


def rejected(code: str, message: Any, *, found: str = "", allowed: str = "") -> Rejected:
    """A rejection for one reason."""
    return Rejected(Fault("file", message, code=code, found=found, allowed=allowed))


class Contradiction(Rejected):
    """The file says two things that cannot both be, or leaves open which value is meant."""

    @classmethod
    def at(cls, element: Any, code: str, text: str, *, found: str = "", allowed: str = "") -> Self:
        """A contradiction at an element; its line goes before the sentence."""
        return cls(fault_at(element, code, text, found=found, allowed=allowed))

    @classmethod
    def lengths(cls, element: Any, name: str = "", *, found: str, allowed: str = "") -> Self:
        """Lists that belong together are of different lengths."""
        text = _("danh sách có %(found)s phần tử mà giá trị cần %(allowed)s") % {
            "found": found,
            "allowed": allowed or _("bằng nhau"),
        }
        who = f"si:{name}: " if name else ""
        return cls.at(element, "list_length", f"{who}{text}", found=found, allowed=allowed)

    @classmethod
    def empty(cls, element: Any) -> Self:
        """A list or a value that holds nothing."""
        return cls.at(element, "empty_list", _("không có giá trị nào"))

    @classmethod
    def many(cls, element: Any, found: int, most: int) -> Self:
        """A list longer than is read."""
        text = _("danh sách quá dài")
        return cls.at(element, "too_many_values", text, found=str(found), allowed=str(most))

    @classmethod
    def number(cls, element: Any, word: str) -> Self:
        """A word where a number stands."""
        text = _("“%(word)s” không phải là số") % {"word": clean(word)[:60]}
        return cls.at(element, "not_a_number", text, found=clean(word)[:60])


def fault_at(element: Any, code: str, text: str, *, found: str = "", allowed: str = "") -> Fault:
    """One reason with its place: "Dòng 12, dcc:item: …"."""
    place = {"line": element.sourceline or 0, "element": local(element.tag), "text": text}
    message = _("Dòng %(line)s, %(element)s: %(text)s.") % place
    return Fault("file", message, code=code, found=found, allowed=allowed)


def as_json(refusal: DomainError) -> dict[str, Any]:
    """A refusal with its reasons as plain data."""
    return {
        "rejected": refusal.faults[0].code if refusal.faults else refusal.code,
        "message": str(refusal),
        "faults": [fault.as_json() for fault in refusal.faults],
    }
