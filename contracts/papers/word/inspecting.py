"""What a template of Word may hold: text, tables, pictures; nothing that runs or calls elsewhere.

Runs in the process that fills it. The XML is read without entities and without the network.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 64 * 2**20  # bytes
_NEEDED: Final = frozenset({"[Content_Types].xml", "word/document.xml"})
_RUNS: Final = ("vbaproject", "/activex/", "/embeddings/", "vbadata")
_HYPERLINK: Final = "/hyperlink"
# What a relationship may not bring, whatever its part is called.
_BRINGS: Final = (
    "/vbaproject", "/wordvbadata", "/oleobject", "/package", "/control", "/activexcontrolbinary",
    "/afchunk", "/subdocument", "/frame",
)  # fmt: skip
# Fields that only tell of the document itself; others fetch, embed or run (INCLUDEPICTURE, DDE).
_FIELDS: Final = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "NUMWORDS", "DATE", "TIME", "CREATEDATE",
    "SAVEDATE", "PRINTDATE", "TITLE", "SUBJECT", "AUTHOR", "FILENAME", "DOCPROPERTY", "REF",
    "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC", "XE", "INDEX", "SYMBOL", "EQ", "=",
    "LISTNUM", "HYPERLINK", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "MERGEFIELD",
})  # fmt: skip
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def wrong_with(content: bytes) -> tuple[str, str]:
    """("", "") or a code and what was found: damaged, not_word, too_large, macros, external."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _parts(packed)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        return "damaged", ""


def _parts(packed: zipfile.ZipFile) -> tuple[str, str]:
    parts = packed.infolist()
    names = {one.filename for one in parts}
    if not names >= _NEEDED:
        return "not_word", ""
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        return "too_large", ""
    runs = [name for name in names if any(mark in name.lower() for mark in _RUNS)]
    if runs:
        return "macros", min(runs)
    for name in sorted(names):
        if name.lower().endswith(".rels"):
            code, found = _related(packed.read(name))
            if code:
                return code, found
    return "", ""


def _related(content: bytes) -> tuple[str, str]:
    """The first thing that runs, or that Word would fetch by itself; a link to click is none."""
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        tree = fromstring(content)
    except ParseError:
        return "external", "?"
    for one in tree:
        kind, target = one.get("Type", ""), str(one.get("Target", ""))[:200] or "?"
        if kind.lower().endswith(_BRINGS):
            return "macros", target
        if one.get("TargetMode", "").lower() == "external" and not kind.endswith(_HYPERLINK):
            return "external", target
    return "", ""


def strange_field(content: bytes) -> str:
    """The first field of a docx that is none of `_FIELDS`, as it is written; "" where none is.

    Asked of the filled docx: a template may write its fields as it is filled.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in sorted(packed.namelist()):
            if name.startswith("word/") and name.endswith(".xml"):
                for said in _fields(packed.read(name)):
                    words = said.split(maxsplit=1)
                    if not words or words[0].upper() not in _FIELDS:
                        return said.strip()[:200] or "?"
    return ""


def _fields(content: bytes) -> Iterator[str]:
    """What each field of a part says; of one within another each for itself."""
    from defusedxml.ElementTree import fromstring

    if b"instr" not in content:
        return
    open_: list[list[str]] = []
    for one in fromstring(content).iter():
        if one.tag == f"{_WORD}fldSimple":
            yield one.get(f"{_WORD}instr", "")
        elif one.tag == f"{_WORD}instrText" and open_:
            open_[-1].append(one.text or "")
        elif one.tag == f"{_WORD}fldChar":
            yield from _turn(open_, one)


def _turn(open_: list[list[str]], mark: Any) -> Iterator[str]:
    kind = mark.get(f"{_WORD}fldCharType", "")
    if kind == "begin":
        open_.append([])
    elif kind == "end" and open_:
        yield "".join(open_.pop())
