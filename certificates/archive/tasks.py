"""Making an archive. Harmless twice: what is made is made, what was cut off begins again."""

import hashlib
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.record import record
from certificates import files
from certificates.archive.writing import CHUNK, Written, write
from certificates.models import Archive
from common.queue import Progress, work


def key_of(archive_id: int) -> str:
    """The task of an archive: asked for twice, it is one row."""
    return f"certificates.archive:{archive_id}"


@work("certificates.archive")
def make(*, archive_id: int, progress: Progress | None = None) -> dict[str, Any]:
    """Write the zip on disk, then into storage; the row last, so that it names a whole file."""
    archive = Archive.objects.select_related("centre", "customer").get(pk=archive_id)
    missing: list[str] = []
    if archive.made_at is None:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as out:
            written = write(archive, out, progress or Progress())
            _finish(archive_id, _stored(archive, out), _digest(out), written)
        missing = written.missing
    return {"url": reverse("certificates:archive", args=[archive_id]), "missing": missing}


def _stored(archive: Archive, out: IO[bytes]) -> tuple[str, int]:
    """The name of the file in storage, which these bytes alone have, and its size."""
    name = f"archives/{archive.pk}-{_digest(out)[:32]}.zip"
    size = out.seek(0, 2)
    with files.storage_there():
        if default_storage.exists(name):  # of a try that was cut off before its row
            default_storage.delete(name)
        out.seek(0)
        return default_storage.save(name, File(out, name=name)), size


def _digest(out: IO[bytes]) -> str:
    out.seek(0)
    digest = hashlib.sha256()
    for piece in _pieces(out):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    while piece := out.read(CHUNK):
        yield piece


@transaction.atomic
def _finish(archive_id: int, kept: tuple[str, int], digest: str, written: Written) -> None:
    """The row says that it is made. Of two workers the second finds it so."""
    rows = Archive.objects.select_for_update(no_key=True, of=("self",)).select_related("centre")
    archive = rows.get(pk=archive_id)
    name, size = kept
    if archive.made_at is not None:
        if archive.file.name != name:
            default_storage.delete(name)
        return
    archive.file, archive.sha256, archive.size = name, digest, size
    archive.certificates, archive.made_at = written.certificates, timezone.now()
    archive.save(update_fields=["file", "sha256", "size", "certificates", "made_at"])
    changes = {"sha256": (None, digest), "certificates": (None, written.certificates)}
    record(
        subject=archive, verb="archive.make", by=None, at=archive.made_at,
        chain=archive.centre.code, changes=changes,
    )  # fmt: skip
