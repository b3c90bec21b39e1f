"""Logos and marks: taken in once, by digest, and never changed. Papers name them by it."""

import base64
import re
import struct
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import hold, record
from certificates.models import Picture
from certificates.papers.svg import cleaned, refused
from certificates.papers.tree import line_of
from certificates.papers.trial import prints
from common.apart.running import End, Limits, NotRead, read_apart
from common.canonical import sha256
from common.errors import TooLarge
from common.text import nfc
from common.verbs import name_verbs

name_verbs({"picture.keep": gettext_lazy("thêm hình của giấy")})

KILOBYTE = 1024
MOST_BYTES = 300 * KILOBYTE  # each paper that shows it carries it
MOST_PIXELS = 4_000  # on a side
LONGEST_NAME = 120
MOST_PICTURES = 60  # of a centre
PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
ENDINGS: Final = {PNG: "png", JPEG: "jpg", SVG: "svg"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SIZED = frozenset({0xC0, 0xC1, 0xC2})  # of JPEG: the kinds that compilers of PDF read
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_TRIAL = '#set page(width: 60mm, height: 40mm, margin: 0pt)\n#image("/{name}", height: 20mm)'
# A real logo takes a tenth of the time, even on a busy machine.
LIMITS = Limits(memory=2**30, seconds=5, wall=5, answer=2**10)


def of(digest: str) -> tuple[bytes, str] | None:
    """A kept picture and its media type; None where nobody kept it."""
    row = Picture.objects.filter(sha256=digest).values_list("data", "media_type").first()
    return None if row is None else (base64.b64decode(row[0]), row[1])


def offered(centre: Centre) -> list[Picture]:
    """What a centre's papers may show: its own pictures and those of the units above."""
    rows = Picture.objects.filter(centre__in=line_of(centre)).select_related("centre", "by")
    return list({row.sha256: row for row in rows.defer("data").order_by("pk")}.values())


@transaction.atomic
def keep(*, centre: Centre, name: str, data: bytes, by: Any, at: datetime) -> Picture:
    """Keep a picture of a centre; the same bytes give the row that is there.

    Refuses (field `file`) what is too large, is no PNG, JPEG or SVG, cannot be printed, or is a
    drawing with a script or an address in it.
    """
    kind, ready = _ready(data)
    digest = sha256(ready)
    hold(centre.code)  # two of the same at once: the second waits and finds the first
    if known := Picture.objects.filter(centre=centre, sha256=digest).first():
        return known
    if Picture.objects.filter(centre=centre).count() >= MOST_PICTURES:
        raise refused("too_many", _("Đã có quá nhiều hình."), "", str(MOST_PICTURES))
    row = Picture.objects.create(
        centre=centre, sha256=digest, media_type=kind, name=_name(name, kind),
        data=base64.b64encode(ready).decode(), by=by, at=at,
    )  # fmt: skip
    record(
        subject=row, verb="picture.keep", by=by, at=at, chain=centre.code,
        changes={"picture": (None, f"{row.name} ({kind}, {len(ready)} B)")}, seals=[row],
    )  # fmt: skip
    return row


def bring(centre: Centre, digests: Iterable[str], *, by: Any, at: datetime) -> None:
    """Give a centre the pictures of another's template; what it may show already stays as it is."""
    have = {row.sha256 for row in offered(centre)}
    for digest in digests:
        row = Picture.objects.filter(sha256=digest).first()
        if row is not None and digest not in have:
            keep(centre=centre, name=row.name, data=base64.b64decode(row.data), by=by, at=at)


def _ready(data: bytes) -> tuple[str, bytes]:
    """The media type and the bytes to keep; refuses what cannot be printed."""
    insist_size(len(data))
    kind, ready = _kind(data), data
    if kind == SVG:
        ready = cleaned(data)
        insist_size(len(ready))
    else:
        _insist_pixels(_pixels(data, kind))
    if not _prints(ready, kind):
        raise refused("broken", _("Hình này hỏng hoặc không in được."), kind)
    return kind, ready


def insist_size(size: int) -> None:
    """Raise TooLarge, saying how large it is and what is taken."""
    if size > MOST_BYTES:
        found, most = f"{size / KILOBYTE:.0f} KB", f"{MOST_BYTES // KILOBYTE} KB"
        message = _("Hình %(found)s quá lớn: nhiều nhất %(most)s.")
        whole = message % {"found": found, "most": most}
        fault = refused("too_large", whole, found, most).faults
        raise TooLarge(whole, faults=fault)


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if b"<svg" in data or b":svg" in data:
        return SVG
    raise refused("kind", _("Chỉ nhận hình PNG, JPEG hoặc SVG."), "", "PNG, JPEG, SVG")


def _pixels(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height as the file says before anything is unpacked; 0 where it says nothing."""
    if kind == PNG:
        return struct.unpack(">II", data[16:24]) if len(data) > len(b"\x89PNG") + 20 else (0, 0)
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004
        mark = data[at + 1]
        if mark in _SIZED:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 if mark in _ALONE else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0


def _insist_pixels(size: tuple[int, int]) -> None:
    if not all(size):
        raise refused("broken", _("Hình này hỏng hoặc không in được."))
    if max(size) > MOST_PIXELS:
        found = f"{size[0]} × {size[1]}"
        message = _("Hình %(found)s điểm ảnh quá lớn: mỗi cạnh nhiều nhất %(most)s.")
        filled = message % {"found": found, "most": MOST_PIXELS}
        raise refused("too_many_pixels", filled, found, str(MOST_PIXELS))


def _prints(data: bytes, kind: str) -> bool:
    """Whether the compiler of papers takes it into an archive file, and soon.

    A drawing of a few lines may keep it busy for years: tried in a process of its own. Each paper
    that shows it pays as much again.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = f"picture.{ENDINGS[kind]}"
        (Path(folder) / name).write_bytes(data)
        try:
            read_apart(prints, _TRIAL.format(name=name).encode(), LIMITS, folder=folder)
        except NotRead as error:
            if error.end == End.TIME:
                message = _("Hình này quá phức tạp để in: hãy đơn giản hình đi.")
                raise refused("too_complex", message, kind) from None
            return False
    return True


def _name(name: str, kind: str) -> str:
    plain = nfc(_CONTROL.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]))
    return plain[-LONGEST_NAME:] or f"hinh.{ENDINGS[kind]}"


def names(digests: Iterable[str]) -> dict[str, str]:
    """Digest → name, for whatever tells of pictures."""
    rows = Picture.objects.filter(sha256__in=digests).order_by("-pk")
    return dict(rows.values_list("sha256", "name"))


def may_see(digest: str, centres: Iterable[Centre]) -> bool:
    """Whether a picture is kept in one of the centres or in a unit above one of them."""
    codes = {code for centre in centres for code in centre.path.strip("/").split("/")}
    return Picture.objects.filter(sha256=digest, centre__code__in=codes).exists()
