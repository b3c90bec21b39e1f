"""Characters that the font of papers lacks: an archive file may not leave them blank."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from common import fonts

_NOT_PRINTED = frozenset({"basis", "checklist"})


def unprintable(text: str) -> str:
    """The characters of `text` that the font lacks, each once, in order."""
    return fonts.lacking(text)


def named(signs: str) -> str:
    """Characters by their names, for people who cannot see them either: “⌀” (DIAMETER SIGN)."""
    names = (unicodedata.name(sign, f"U+{ord(sign):04X}") for sign in signs)
    return ", ".join(f"“{sign}” ({name})" for sign, name in zip(signs, names, strict=True))


def unprintable_in(statement: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Where a statement has such characters: (place as "customer.name", characters, text)."""
    printed = {name: each for name, each in statement.items() if name not in _NOT_PRINTED}
    return [
        (place, lacking, text)
        for place, text in _texts(printed, "")
        if (lacking := fonts.lacking(text))
    ]


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _texts(each, f"{place}.{i}")
