"""Text of a certificate in whatever languages it has, and the little that all readers share."""

from collections.abc import Iterable, Sequence
from typing import Any

from certificates.dcc.reading.shapes import Identification, Text
from common.text import nfc

DCC = "{https://ptb.de/dcc}"
SI = "{https://ptb.de/si}"
LONGEST = 4000  # of one text that is kept; a certificate may carry a whole report


def said(texts: Sequence[Text], language: str = "") -> str:
    """The text in `language`, else in English, else the first; of several in one language all.

    A text without a language counts for every one.
    """
    for wanted in (language, "", "en"):
        found = [each["text"] for each in texts if each["lang"] == wanted]
        if found:
            return " / ".join(found)
    return " / ".join(each["text"] for each in texts if each["lang"] == texts[0]["lang"])


def within(element: Any, *path: str) -> Any:
    """The element below `element` by the local names of `path` (DCC), or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(f"{DCC}{name}")
    return element


def every(element: Any, *path: str) -> list[Any]:
    """All elements at the end of `path` (DCC)."""
    found = [] if element is None else [element]
    for name in path:
        found = [inner for outer in found for inner in outer.findall(f"{DCC}{name}")]
    return found


def plain(element: Any, *path: str) -> str:
    """The text of the element below, "" where there is none."""
    found = within(element, *path)
    return "" if found is None else clean("".join(found.itertext()))


def plains(element: Any, name: str) -> list[str]:
    """The texts of all elements of one name."""
    return [clean("".join(each.itertext())) for each in every(element, name)]


def clean(text: str) -> str:
    """One line, NFC, no longer than is kept."""
    joined = nfc(" ".join(text.replace("\0", " ").split()))
    return joined if len(joined) <= LONGEST else f"{joined[:LONGEST]}…"


def texts_of(element: Any, *path: str) -> list[Text]:
    """The contents of a text or of a rich content, name first."""
    holder = within(element, *path)
    if holder is None:
        return []
    contents = [*every(holder, "name", "content"), *every(holder, "content")]
    return [
        {"lang": (each.get("lang") or "").lower(), "text": clean(each.text or "")}
        for each in contents
        if (each.text or "").strip()
    ]


def refs_of(element: Any) -> list[str]:
    """The refTypes of an element."""
    return clean(element.get("refType") or "").split()


def numbered(element: Any) -> list[Identification]:
    """The identifications of an element."""
    return [
        {
            "issuer": plain(each, "issuer"),
            "value": plain(each, "value"),
            "name": texts_of(each, "name"),
            "refs": refs_of(each),
        }
        for each in every(element, "identifications", "identification")
    ]


def local(name: Any) -> str:
    """`{https://ptb.de/dcc}item` as `dcc:item`; a foreign name without its namespace."""
    text = str(name)
    return text.replace(DCC, "dcc:").replace(SI, "si:").rpartition("}")[2]


def joined(parts: Iterable[str], mark: str = ", ") -> str:
    """The parts that are there."""
    return mark.join(part for part in parts if part)
