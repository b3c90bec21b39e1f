"""Building blocks of the document: elements, texts in two languages, strings the schema takes."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from certificates.dcc.writing.version import LANGUAGES, PREFIXES
from common.pairs import Pair

DCC = f"{{{PREFIXES['dcc']}}}"
SI = f"{{{PREFIXES['si']}}}"

Text = Pair | str

# What XML 1.0 cannot hold at all, whatever it is escaped to.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"[ \t\r\n]+")
# Lists are separated by blanks, so a blank inside an entry is one that separates nothing.
_HARD_BLANK = "\N{NO-BREAK SPACE}"
_NOTHING = "–"


def clean(text: str) -> str:
    """A text as XML can hold it: no control characters, one kind of line end, no blank ends."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """A text for an element that takes no blanks at its ends, on one line."""
    return _BLANKS.sub(" ", clean(text)).strip()


def entry(text: str) -> str:
    """A text as one entry of a list of strings; "–" for none."""
    return one_line(text).replace(" ", _HARD_BLANK) or _NOTHING


def dcc(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    """Add an element of the DCC; blank attributes are left out (refType, refId, id)."""
    made = etree.SubElement(parent, f"{DCC}{name}")
    for key, value in attributes.items():
        if value:
            made.set(key, value)
    if text is not None:
        made.text = text
    return made


def si(parent: Any, name: str, text: str | None = None) -> Any:
    """Add an element of D-SI."""
    made = etree.SubElement(parent, f"{SI}{name}")
    if text is not None:
        made.text = text
    return made


def plain(parent: Any, name: str, text: str | None, **attributes: str) -> Any | None:
    """Add an element with a string, unless there is nothing to say."""
    told = one_line(text or "")
    return dcc(parent, name, told, **attributes) if told else None


def both(text: Text | None) -> Pair:
    """A text in both languages, cleaned; where one is missing the other stands for it."""
    if text is None:
        return dict.fromkeys(LANGUAGES, "")
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, clean(text))
    told = {each: clean(str(text.get(each) or "")) for each in LANGUAGES}
    spare = next((each for each in told.values() if each), "")
    return {each: value or spare for each, value in told.items()}


def joined(texts: Iterable[Text | None], by: str = "\n") -> Pair:
    """Several texts as one; blank ones are left out."""
    told = [one for one in map(both, texts) if any(one.values())]
    return {each: by.join(one[each] for one in told) for each in LANGUAGES}


def words(parent: Any, name: str, text: Text | None, **attributes: str) -> Any | None:
    """Add an element with contents: one for each language, or one without where they agree."""
    told = both(text)
    if not any(told.values()):
        return None
    made = dcc(parent, name, **attributes)
    _contents(made, told)
    return made


def named(parent: Any, name: str, text: Text | None, **attributes: str) -> Any:
    """The same where the schema insists on one: "–" for nothing."""
    made = words(parent, name, text, **attributes)
    return words(parent, name, _NOTHING, **attributes) if made is None else made


def rich(parent: Any, name: str, text: Text | None, title: Text | None = None) -> Any | None:
    """Add a rich text, under a title of its own where it has one."""
    told = both(text)
    if not any(told.values()):
        return None
    made = dcc(parent, name)
    words(made, "name", title)
    _contents(made, told)
    return made


def _contents(parent: Any, told: Pair) -> None:
    if len(set(told.values())) == 1:
        dcc(parent, "content", next(iter(told.values())))
        return
    for language in LANGUAGES:
        dcc(parent, "content", told[language], lang=language)


def strings(parent: Any, texts: Sequence[str]) -> Any:
    """Add a list of strings; blanks inside an entry do not separate."""
    return dcc(parent, "charsXMLList", " ".join(map(entry, texts)))
