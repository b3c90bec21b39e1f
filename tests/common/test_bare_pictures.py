"""A picture is kept without its position and is the same picture, to the last pixel."""

import io
import struct
from typing import Any

import pytest
from PIL import ExifTags, Image

from common.bare_pictures import bare
from common.file_kinds import HEIC, JPEG, PNG, WEBP

KIND = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}


def drawn() -> Image.Image:
    picture = Image.new("RGB", (40, 30), "white")
    picture.putdata([(x * 6, y * 8, (x * y) % 256) for y in range(30) for x in range(40)])
    return picture


def notes(turned: int = 1) -> Image.Exif:
    """Taken at Huế's citadel, with a telephone."""
    said = Image.Exif()
    said[ExifTags.Base.Make] = "MAYANH"
    if turned != 1:
        said[ExifTags.Base.Orientation] = turned
    gps = said.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (16.0, 28.0, 7.25)
    return said


def file_of(kind: str, *, turned: int = 1, **more: Any) -> bytes:
    out = io.BytesIO()
    drawn().save(out, kind, exif=notes(turned), **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(data))
    found.load()
    return found


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "comment": "MAYANH"}),
        ("JPEG", {"dpi": (300, 300), "icc_profile": b"p" * 300, "xmp": b"<x>MAYANH</x>"}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"xmp": b"<x>MAYANH</x>"}),
    ],
)
def test_the_position_goes_and_the_picture_stays(kind: str, more: dict[str, Any]) -> None:
    data = file_of(kind, **more)
    assert b"MAYANH" in data

    kept = bare(data, KIND[kind])

    assert b"MAYANH" not in kept
    assert dict(opened(kept).getexif()) == {}
    assert opened(kept).tobytes() == opened(data).tobytes()
    assert opened(kept).info.get("icc_profile") == opened(data).info.get("icc_profile")
    assert bare(kept, KIND[kind]) == kept


@pytest.mark.parametrize("turned", range(2, 9))
def test_how_a_jpeg_is_turned_is_kept(turned: int) -> None:
    kept = bare(file_of("JPEG", turned=turned), JPEG)

    assert dict(opened(kept).getexif()) == {ExifTags.Base.Orientation: turned}


def test_what_a_telephone_hangs_on_behind_the_picture_goes_too() -> None:
    data = file_of("JPEG")

    kept = bare(data + b"\0\0\0\x18ftypmp42 a film with its own position", JPEG)

    assert kept == bare(data, JPEG)


def box(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(inside), name) + inside


def heic(note: bytes, *, inside_meta: bool) -> bytes:
    """A container with a picture (item 1) and notes (item 2), as a telephone writes it."""
    picture = b"coded picture"
    infe = [
        box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", item, 0, kind) + b"\0")
        for item, kind in ((1, b"hvc1"), (2, b"Exif"))
    ]
    iinf = box(b"iinf", b"\0\0\0\0" + struct.pack(">H", 2) + b"".join(infe))
    method = 1 if inside_meta else 0

    def whole(start: int) -> bytes:
        places = ((1, start, len(picture)), (2, start + len(picture), len(note)))
        iloc = b"\1\0\0\0\x44\0" + struct.pack(">H", 2) + b"".join(
            struct.pack(">HHHHII", item, method, 0, 1, at, length) for item, at, length in places
        )  # fmt: skip
        coded = picture + note
        meta = b"\0\0\0\0" + iinf + box(b"iloc", iloc)
        if inside_meta:
            meta += box(b"idat", coded)
        head = box(b"ftyp", b"heic\0\0\0\0mif1") + box(b"meta", meta)
        return head if inside_meta else head + box(b"mdat", coded)

    return whole(0) if inside_meta else whole(len(whole(0)) - len(picture) - len(note))


@pytest.mark.parametrize("inside_meta", [True, False])
def test_the_notes_of_a_heic_are_written_over(*, inside_meta: bool) -> None:
    note = b"\0\0\0\0MM\0*MAYANH 16.4686"
    data = heic(note, inside_meta=inside_meta)

    assert bare(data, HEIC) == data.replace(note, bytes(len(note)))


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP, HEIC])
def test_what_is_broken_off_anywhere_is_kept_whole_or_without_its_notes(kind: str) -> None:
    whole = heic(b"MAYANH", inside_meta=False) if kind == HEIC else file_of(kind[6:].upper())

    for end in range(len(whole)):
        kept = bare(whole[:end], kind)
        assert kept == whole[:end] or b"MAYANH" not in kept


def test_of_a_jpeg_broken_off_in_its_picture_the_upper_part_is_kept_bare() -> None:
    cut = file_of("JPEG")[:-40]

    kept = bare(cut, JPEG)

    assert b"MAYANH" not in kept
    assert kept[-200:] == cut[-200:]


def test_no_picture_is_left_alone() -> None:
    assert bare(b"MAYANH", "application/pdf") == b"MAYANH"
