"""Pictures without what the camera wrote beside them: where, when, with whose telephone.

Only the parts that hold such notes are left out; the picture itself is not encoded anew. How a
JPEG is to be turned is kept. What cannot be read as its kind says is kept as it is: it shows
nothing anyway.
"""

import struct
from collections.abc import Callable

from common.bare_heic import bare_heic
from common.file_kinds import HEIC, JPEG, PNG, WEBP

# JPEG's markers
_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NOTES = frozenset({*range(0xE0, 0xF0), 0xFE})  # APP0 to APP15, COM
_NEEDED = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_EXIF = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3
# PNG, WebP
_PNG_NOTES = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
_WEBP_NOTES = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04  # "has EXIF", "has XMP" of the VP8X chunk


def bare(data: bytes, kind: str) -> bytes:
    """The picture without notes."""
    strip = _STRIPS.get(kind)
    if strip is None:
        return data
    try:
        return strip(data)
    except (struct.error, ValueError, IndexError):
        return data


def _jpeg(data: bytes) -> bytes:
    kept, at = [_START], 2
    while at < len(data):
        if data[at] != 0xFF:  # noqa: PLR2004
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 — filling
            at += 1
            continue
        if marker == _END:  # what follows is no part of the picture: a film, a second picture
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 if marker in _ALONE else _segment_end(data, at)
        if marker == _SCAN:
            end = _scan_end(data, end)
        kept.append(_worth_keeping(marker, data[at:end]))
        at = end
    return b"".join(kept)  # broken off: the upper part of it shows


def _segment_end(data: bytes, at: int) -> int:
    (length,) = struct.unpack_from(">H", data, at + 2)
    if length < 2 or at + 2 + length > len(data):  # noqa: PLR2004
        raise ValueError("a segment longer than the file")
    return int(at + 2 + length)


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker after the coded picture stands, or the end of the file."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and data[at + 1] not in _ALONE:
            return at
        at += 2
    return len(data)


def _worth_keeping(marker: int, segment: bytes) -> bytes:
    if marker not in _NOTES:
        return segment
    said = segment[4:]
    if any(marker == one and said.startswith(name) for one, name in _NEEDED):
        return segment
    if said.startswith(_EXIF):
        return _only_turned(said[len(_EXIF) :])
    return b""


def _only_turned(tiff: bytes) -> bytes:
    """A segment that says how the picture is turned; nothing when it stands upright."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    turned = _turned(tiff, order) if order else 1
    if not 1 < turned <= 8:  # noqa: PLR2004 — eight ways to turn and mirror
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, turned, 0)
    body = _EXIF + b"MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _turned(tiff: bytes, order: str) -> int:
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for at in range(first + 2, first + 2 + 12 * count, 12):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, at)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return int(value)
    except struct.error:
        pass
    return 1


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk longer than the file")
        if name not in _PNG_NOTES:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(data: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", data, 4)
    if data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    kept, at, end = [b"WEBP"], 12, min(len(data), 8 + length)
    while at < end:
        name, size = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + size + size % 2]
        if len(chunk) < 8 + size:
            raise ValueError("a chunk longer than the file")
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_NOTES:
            kept.append(chunk)
        at += 8 + size + size % 2
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_STRIPS: dict[str, Callable[[bytes], bytes]] = {
    JPEG: _jpeg,
    PNG: _png,
    WEBP: _webp,
    HEIC: bare_heic,
}
