"""Photographs of what is received or returned: judged by content, kept once, never changed.

Of what the camera wrote beside the picture (where, when, with what) only how to turn it is kept.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.models import User
from calibration.models import Custody, CustodyPhoto
from common.bare_pictures import bare
from common.errors import Fault, Faults, InvalidInput
from common.file_kinds import ENDINGS, IMAGES, kind_of

MEGABYTE = 2**20
MOST_BYTES = 12 * MEGABYTE
MOST_PHOTOS = 20  # of one thing
KINDS = "JPEG, PNG, WebP, HEIC"
_KIND_OF_ENDING = {ending: kind for kind, ending in ENDINGS.items()}


@dataclass(frozen=True)
class Picture:
    """A file that is a picture, not yet kept."""

    file: File[bytes]
    kind: str
    sha256: str


def judged(files: Sequence[File[bytes]], name: str, faults: Faults) -> list[Picture]:
    """The pictures among `files`; whatever else is there becomes a fault of `name`."""
    if len(files) > MOST_PHOTOS:
        message = _("Nhiều nhất %(most)s ảnh.") % {"most": MOST_PHOTOS}
        faults.add(name, message, code="too_many", found=str(len(files)), allowed=str(MOST_PHOTOS))
        return []
    return [one for file in files if (one := _picture(file, name, faults)) is not None]


def _picture(file: File[bytes], name: str, faults: Faults) -> Picture | None:
    shown = (file.name or "")[-100:]
    if file.size > MOST_BYTES:
        found, allowed = f"{file.size / MEGABYTE:.1f} MB", f"{MOST_BYTES // MEGABYTE} MB"
        message = _("Ảnh %(found)s quá lớn: mỗi ảnh nhiều nhất %(allowed)s.")
        faults.add(name, message % {"found": found, "allowed": allowed}, code="too_large",
                   found=found, allowed=allowed)  # fmt: skip
        return None
    kind = kind_of(file)
    if kind not in IMAGES:
        message = _("“%(name)s” không phải là ảnh.") % {"name": shown}
        faults.add(name, message, code="file_kind", found=shown, allowed=KINDS)
        return None
    data = bare(file.read(), kind)  # where the customer's house stands is not ours to keep
    return Picture(ContentFile(data, name=file.name), kind, hashlib.sha256(data).hexdigest())


@dataclass
class Keeper:
    """Writes pictures; knows what it wrote."""

    written: list[str] = field(default_factory=list)

    def keep(
        self, custody: Custody, pictures: Sequence[Picture], *, returned: bool, by: User,
        at: datetime,
    ) -> list[CustodyPhoto]:  # fmt: skip
        """Write the files and their rows; the same picture of the same thing is kept once."""
        known = set(custody.photos.values_list("sha256", flat=True))
        fresh = {one.sha256: one for one in pictures if one.sha256 not in known}
        if len(known) + len(fresh) > MOST_PHOTOS:
            message = _("Nhiều nhất %(most)s ảnh.") % {"most": MOST_PHOTOS}
            fault = Fault("photos", message, code="too_many", allowed=str(MOST_PHOTOS))
            raise InvalidInput(fault)
        rows = []
        for one in fresh.values():
            row = CustodyPhoto(custody=custody, returned=returned, sha256=one.sha256, by=by, at=at)
            row.file = self._write(one)
            rows.append(row)
        return CustodyPhoto.objects.bulk_create(rows) if rows else []

    def _write(self, picture: Picture) -> Any:
        storage = _storage()
        name = storage.save(f"custody/{uuid4().hex}{ENDINGS[picture.kind]}", picture.file)
        self.written.append(name)
        return name


@contextmanager
def keeping() -> Iterator[Keeper]:
    """Within the block pictures are written; when it fails, none of them stays."""
    keeper = Keeper()
    try:
        yield keeper
    except BaseException:
        for name in keeper.written:
            _storage().delete(name)
        raise


def _storage() -> Any:
    return CustodyPhoto._meta.get_field("file").storage


def kind_of_photo(photo: CustodyPhoto) -> str:
    """Its media type: the ending was given by us, by what the content is."""
    ending = f".{(photo.file.name or '').rpartition('.')[2]}"
    return _KIND_OF_ENDING.get(ending, "application/octet-stream")
