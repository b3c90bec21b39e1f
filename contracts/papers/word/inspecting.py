"""What a template of Word may hold: text, tables, pictures; nothing that runs or calls elsewhere.

Runs in the process that fills it. The XML is read without entities and without the network.
"""

import io
import zipfile
from typing import Final

MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 64 * 2**20  # bytes
_NEEDED: Final = frozenset({"[Content_Types].xml", "word/document.xml"})
_RUNS: Final = ("vbaproject", "/activex/", "/embeddings/", "vbadata")
_HYPERLINK: Final = "/hyperlink"


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
        if name.endswith(".rels") and (found := _outside(packed.read(name))):
            return "external", found
    return "", ""


def _outside(content: bytes) -> str:
    """The first address that Word would fetch by itself; a link to click is none."""
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        tree = fromstring(content)
    except ParseError:
        return "?"
    for one in tree:
        outside = one.get("TargetMode", "").lower() == "external"
        if outside and not one.get("Type", "").endswith(_HYPERLINK):
            return str(one.get("Target", ""))[:200] or "?"
    return ""
