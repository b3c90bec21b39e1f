"""Inter, the font of our papers: where its files are, and which characters it has.

The package `fontpkg-inter` is a folder of font files; nothing of it is imported.
"""

import struct
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_UPRIGHT: Final = "Inter[opsz,wght].ttf"
_PRIVATE: Final = frozenset(range(0xE000, 0xF900))
# Tab and line ends, soft hyphen, zero-width space and joiners: the compiler sets them itself.
_WITHOUT_GLYPH: Final = frozenset(map(ord, "\t\n\r\u00ad\u200b\u200c\u200d"))
_SEGMENTS: Final = 12  # a cmap of ranges that reaches beyond 16 bits


@cache
def folder() -> Path:
    """The folder of the font files."""
    found = find_spec("fontpkg_inter")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package fontpkg-inter is not installed")
    return Path(found.submodule_search_locations[0]) / "files"


def lacking(text: str) -> str:
    """The characters of `text` that the font lacks, each once, in order."""
    odd = {char for char in set(text) if ord(char) not in covered()}
    return "".join(char for char in dict.fromkeys(text) if char in odd) if odd else ""


@cache
def covered() -> frozenset[int]:
    """Every code point that can be printed: with a glyph, or with none by nature.

    The private area has glyphs that an archive file refuses: nobody could say what they mean.
    """
    table = _table((folder() / _UPRIGHT).read_bytes(), b"cmap")
    return frozenset(_code_points(table)) - _PRIVATE | _WITHOUT_GLYPH


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for i in range(count):
        name, _sum, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * i)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag!r}")


def _code_points(cmap: bytes) -> Iterator[int]:
    """The code points of the Unicode subtable of ranges (OpenType, cmap format 12)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = [struct.unpack_from(">HHL", cmap, 4 + 8 * i)[2] for i in range(count)]
    for offset in offsets:
        (kind,) = struct.unpack_from(">H", cmap, offset)
        if kind == _SEGMENTS:
            (groups,) = struct.unpack_from(">L", cmap, offset + 12)
            for i in range(groups):
                first, last, glyph = struct.unpack_from(">LLL", cmap, offset + 16 + 12 * i)
                yield from range(first + (glyph == 0), last + 1)
            return
    raise ValueError("the font has no table of characters that we read")
