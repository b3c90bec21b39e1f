"""The zip: certificates page by page, so that its size costs disk and not memory."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from certificates import files
from certificates.archive.lines import as_csv, as_json, line_of
from certificates.archive.retention import NEVER, RULES
from certificates.models import Archive, Certificate, Rendering
from common.errors import Refused
from common.queue import Progress

PAGE = 10  # statements are large: a page of them is what memory is needed for
CHUNK = 2**20
FOLDER = "certificates"
FORMS = ("pdf", "xml")


@dataclass
class Written:
    """What came of it: how many certificates, and the files that could not be put in."""

    certificates: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)


def asked_for(archive: Archive) -> Any:
    """The certificates of an archive: those that were issued when it was asked for."""
    rows = Certificate.objects.filter(centre=archive.centre, issued_at__lte=archive.asked_at)
    if archive.customer_id:
        rows = rows.filter(customer=archive.customer_id)
    return rows.filter(year=archive.year) if archive.year else rows


def write(archive: Archive, out: IO[bytes], progress: Progress) -> Written:
    """Write the zip of `archive` into `out`. Raises `TryAgain` while storage is away.

    The index and the sums grow on disk beside it and go in last. Made again with the same
    certificates and the same files, it is the same bytes.
    """
    written, total = Written(), asked_for(archive).count()
    progress.say(0, total)
    with (
        _beside() as table, _beside() as listed, _beside() as sums,
        zipfile.ZipFile(out, "w") as made,
    ):  # fmt: skip
        pen = _Pen(made, sums, archive.asked_at)
        table.write(as_csv([], heads=True))
        for certificate in _every(archive):
            line = _one(pen, certificate, written)
            table.write(as_csv([line], heads=False))
            listed.write(f"{',' if written.certificates else ''}\n{as_json(line)}".encode())
            written.certificates += 1
            if written.certificates % PAGE == 0:
                progress.say(written.certificates, total)
        _index(pen, archive, written, table, listed)
        _sums(made, sums, archive.asked_at)
    progress.say(written.certificates, total)
    return written


def _beside() -> IO[bytes]:
    """A file on the disk that holds the data: the folder for temporary files may be memory."""
    return tempfile.TemporaryFile(dir=settings.DATA_DIR)


def _every(archive: Archive) -> Iterator[Certificate]:
    """A page at a time: a statement still being read would keep others from writing (SQLite)."""
    last, base = 0, asked_for(archive).select_related("statement", "supersedes", "superseded_by")
    rows = base.prefetch_related("renderings").order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1].pk


def _one(pen: "_Pen", certificate: Certificate, written: Written) -> dict[str, Any]:
    """Put the files of a certificate in, and give its line of the index."""
    line = line_of(certificate, settings.SITE_URL)
    held = {row.format: row for row in certificate.renderings.all()}
    if "pdf" not in held:
        line["missing"] = "pdf: not_made"
    for form in FORMS:
        if form in held:
            line |= _file(pen, certificate, held[form], written)
    # Replacements point at each other, so rows stay until the collector comes: not their text.
    certificate.statement.content = ""
    if line["missing"]:
        written.missing.append(f"{certificate.number} ({line['missing']})")
    return line


def _file(
    pen: "_Pen", certificate: Certificate, row: Rendering, written: Written
) -> dict[str, Any]:
    """One file, as it was kept; a file that is not what it was is left out and named."""
    name = pen.free(f"{FOLDER}/{certificate.number.replace('/', '-')}", row)
    try:
        content = files.stored(row)
    except Refused as refusal:
        return {"missing": f"{row.format}: {refusal.code}"}
    pen.put(name, content, at=certificate.issued_at, packed=row.format == "xml")
    written.files += 1
    return {
        row.format: name,
        f"{row.format}_sha256": row.sha256,
        f"{row.format}_size": len(content),
        f"{row.format}_seal": row.level,
    }


class _Pen:
    """Writes entries with a fixed time each, and their sums as they go in."""

    def __init__(self, made: zipfile.ZipFile, sums: IO[bytes], at: datetime) -> None:
        self.made, self.sums, self.at = made, sums, at

    def free(self, stem: str, row: Rendering) -> str:
        """A name that no other file has: "A/1" and "A-1" are two certificates."""
        name = f"{stem}.{row.format}"
        taken = name in self.made.NameToInfo
        return f"{stem}.{row.certificate_id}.{row.format}" if taken else name

    def put(self, name: str, content: bytes, *, at: datetime, packed: bool) -> None:
        """One small file at once."""
        self.made.writestr(_entry(name, at, packed=packed), content)
        self._sum(name, hashlib.sha256(content).hexdigest())

    def pour(self, name: str, source: IO[bytes]) -> None:
        """One file from disk, a piece at a time."""
        digest = hashlib.sha256()
        source.seek(0)
        with self.made.open(_entry(name, self.at, packed=True), "w") as target:
            while piece := source.read(CHUNK):
                digest.update(piece)
                target.write(piece)
        self._sum(name, digest.hexdigest())

    def _sum(self, name: str, digest: str) -> None:
        self.sums.write(f"{digest}  {name}\n".encode())


def _entry(name: str, at: datetime, *, packed: bool) -> zipfile.ZipInfo:
    local = timezone.localtime(at)
    entry = zipfile.ZipInfo(name, local.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    return entry


def _index(
    pen: _Pen, archive: Archive, written: Written, table: IO[bytes], listed: IO[bytes]
) -> None:
    """The index twice, for people and for programs, and what to do with it all."""
    told = {"centre": archive.centre.code, "asked_at": archive.asked_at.isoformat()}
    with _beside() as whole:
        whole.write(f'{json.dumps(told)[:-1]}, "certificates": ['.encode())
        listed.seek(0)
        while piece := listed.read(CHUNK):
            whole.write(piece)
        whole.write(b"\n]}\n")
        pen.pour("index.json", whole)
    with _beside() as marked:  # the mark that spreadsheets look for
        marked.write("\ufeff".encode())
        table.seek(0)
        while piece := table.read(CHUNK):
            marked.write(piece)
        pen.pour("index.csv", marked)
    text = render_to_string("certificates/archive/README.txt", _told(archive, written))
    pen.put("README.txt", text.encode(), at=archive.asked_at, packed=True)


def _told(archive: Archive, written: Written) -> Mapping[str, Any]:
    return {"archive": archive, "written": written, "never": NEVER, "rules": RULES}


def _sums(made: zipfile.ZipFile, sums: IO[bytes], at: datetime) -> None:
    sums.seek(0)
    made.writestr(_entry("SHA256SUMS", at, packed=True), sums.read())
