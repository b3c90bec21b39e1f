"""HEIC without what the camera wrote beside the picture.

Places in the file are counted in bytes from its beginning, so nothing is taken out: the notes are
written over with zeros. How the picture is turned is not among them; it is said elsewhere.
"""

import struct
from collections.abc import Iterator

_NOTES = frozenset({b"Exif", b"mime"})  # mime: XMP


def bare_heic(data: bytes) -> bytes:
    """The same number of bytes. Raises ValueError or struct.error for what is no HEIC."""
    written = bytearray(data)
    for name, start, end in _boxes(data, 0, len(data)):
        if name == b"meta":
            inner = {each: (a, b) for each, a, b in _boxes(data, start + 4, end)}
            if b"iinf" not in inner or b"iloc" not in inner:
                continue
            notes = set(_items(data, *inner[b"iinf"]))
            base = inner.get(b"idat", (0, 0))[0]
            for item, at, length in _extents(data, inner[b"iloc"][0], base):
                if item in notes:
                    if at + length > len(data):
                        raise ValueError("an item longer than the file")
                    written[at : at + length] = bytes(length)
    return bytes(written)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, first byte inside, first byte after) of the boxes in a stretch."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", data, at + 8), 16
        stop = end if size == 0 else at + size
        if (size and size < head) or stop > end:
            raise ValueError("a box longer than what holds it")
        yield name, at + head, stop
        at = stop


def _items(data: bytes, start: int, end: int) -> Iterator[int]:
    """The items that are notes."""
    first = start + (6 if data[start] == 0 else 8)
    for name, at, _stop in _boxes(data, first, end):
        version = data[at]
        if name != b"infe" or version < 2:  # noqa: PLR2004 — older ones have no kind of item
            continue
        shape = ">HH4s" if version == 2 else ">IH4s"  # noqa: PLR2004
        item, _protection, kind = struct.unpack_from(shape, data, at + 4)
        if kind in _NOTES:
            yield item


def _extents(data: bytes, at: int, idat: int) -> Iterator[tuple[int, int, int]]:
    """(item, place in the file, length) of every stretch of every item."""
    version = data[at]
    sizes = data[at + 4] >> 4, data[at + 4] & 15, data[at + 5] >> 4
    index = data[at + 5] & 15 if version else 0
    of_offset, of_length, of_base = sizes
    wide = 4 if version == 2 else 2  # noqa: PLR2004
    count, at = _number(data, at + 6, wide)
    for _ in range(count):
        item, at = _number(data, at, wide)
        method, at = _number(data, at, 2) if version else (0, at)
        _file, at = _number(data, at, 2)
        base, at = _number(data, at, of_base)
        pieces, at = _number(data, at, 2)
        for _piece in range(pieces):
            offset, at = _number(data, at + index, of_offset)
            length, at = _number(data, at, of_length)
            inside = idat if method & 15 == 1 else 0
            if method & 15 < 2:  # noqa: PLR2004 — 2: inside another item
                yield item, inside + base + offset, length


def _number(data: bytes, at: int, size: int) -> tuple[int, int]:
    """A number of so many bytes, and where it ends."""
    if at + size > len(data):
        raise ValueError("the file ends within a number")
    return int.from_bytes(data[at : at + size]), at + size
