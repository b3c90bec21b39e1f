"""The numbers that wait for a confirmation, named by where they stand in the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calibration.confirming import Mark
from calibration.editor.differing import said
from calibration.editor.layout import title_of
from calibration.editor.schema import SECTIONS, TABLES
from calibration.editor.specs import Group, Part, Rows, Variant


@dataclass(frozen=True)
class Marked:
    """One mark: where it stands in words, what stands there, and its confirmation."""

    mark: Mark
    where: str
    says: str


def marked(data: Mapping[str, Any], marks: Sequence[Mark]) -> list[Marked]:
    """Each mark in the words of the form."""
    parts: tuple[Part, ...] = (*(p for s in SECTIONS for p in s.parts), TABLES)
    return [_marked(data, parts, mark) for mark in marks]


def _marked(data: Mapping[str, Any], parts: Sequence[Part], mark: Mark) -> Marked:
    where: list[str] = []
    found: Any = data
    keys = mark.path.split(".") if mark.path else []
    while keys:
        key = keys.pop(0)
        found = found[int(key)] if isinstance(found, list) else found.get(key, {})
        part = next((each for each in _flat(parts) if each.key == key), None)
        if part is None:
            where.append(key)
            parts = ()
            continue
        parts = _inside(part, found)
        if isinstance(part, Rows) and keys and isinstance(found, list):
            number = int(keys.pop(0))
            found = found[number]
            where.append(f"{part.one} “{title_of(found) or number + 1}”")
        else:
            where.append(str(part.label))
    says = said(parts, found) if mark.path and isinstance(found, Mapping) else ""
    return Marked(mark, ", ".join(where) or _("cả quy trình"), says)


def _flat(parts: Sequence[Part]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        found += _flat(part.parts) if isinstance(part, Group) and not part.key else [part]
    return found


def _inside(part: Part, found: Any) -> tuple[Part, ...]:
    match part:
        case Rows() | Group():
            return part.parts
        case Variant():
            kinds = [k.parts for name, k in part.kinds.items() if _is_kind(part, name, found)]
            return (*(kinds[0] if kinds else ()), *part.beside)
        case _:
            return ()


def _is_kind(part: Variant, name: str, found: Any) -> bool:
    if not isinstance(found, Mapping):
        return False
    return found.get(part.tells) == name if part.tells else found.get(name) is not None
