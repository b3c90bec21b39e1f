"""Whether a dropped file is what we issued, who signed it, and whether it still holds.

The file is held in memory while it is read and is kept nowhere; what stays is one row of the log
with its SHA-256 and the finding.
"""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from certificates.checking import kept, looking
from certificates.checking.apart import AT_ONCE, BusyError, read_in_turn
from certificates.checking.judging import Issued, cut_or_longer, judge
from certificates.checking.noting import note
from certificates.checking.reading import PDF, Read, kind_of
from certificates.checking.sentences import ENDED, GENUINE, SENTENCES, UNREAD, VERDICTS
from certificates.models import Certificate, Rendering
from common.errors import DomainError
from common.pairs import Pair

LARGEST = 20 * 2**20  # bytes
# One file waits while others are read. Each holds a thread of the server, of which there may be no
# more than four: whoever drops many at once is told to come again, and others get their answers.
PLACES = AT_ONCE + 1

_places = threading.BoundedSemaphore(PLACES)


class TooBusyError(DomainError):
    """Others' files are being read: somebody comes again in a few seconds."""

    status = 503
    code = "busy"


@dataclass(frozen=True)
class Finding:
    """What is told of a file. `told` is the answer about its certificate, as it stands now."""

    code: str  # of `sentences`; "other" where a genuine file is not of the page's certificate
    sha256: str
    size: int
    kind: str = ""  # pdf, xml or blank
    told: looking.Told | None = None
    public_id: str = ""  # of the certificate that the file is of, or says it is of
    signature: dict[str, Any] | None = None
    inner: dict[str, Any] | None = None  # the signature of the XML inside a PDF
    attached: tuple[str, ...] = field(default=())  # SHA-256 of what is inside a PDF
    detail: str = ""  # of "other": what was found of the file itself
    named_by: str = ""  # "file", "digest" or "page": who says which certificate it is

    @property
    def genuine(self) -> bool:
        """Whether the content is what we stated: of this page's certificate or of another."""
        return (self.detail or self.code) in GENUINE

    @property
    def verdict(self) -> str:
        """genuine, other, ended, suspect or unread: what a hurried reader needs."""
        if self.code == "other":
            return "other"
        if self.genuine:
            return "ended" if self.told and self.told.answer in ENDED else "genuine"
        return "unread" if self.code in UNREAD else "suspect"

    @property
    def words(self) -> Pair:
        """The verdict in both languages."""
        return VERDICTS[self.verdict]

    @property
    def sentences(self) -> list[Pair]:
        """What was found, the gravest first."""
        found = [SENTENCES[self.code]]
        if self.detail:
            found.append(SENTENCES[self.detail])
        if self.genuine and self.told and self.told.answer in ENDED:
            found.insert(0, ENDED[self.told.answer])
        return found


def refused(code: str, data: bytes = b"") -> Finding:
    """A file that is not looked into: too large, none, several."""
    return Finding(code, sha256(data).hexdigest() if data else "", len(data))


def examine(data: bytes, *, certificate: Certificate | None, on: date | None = None) -> Finding:
    """What a file is, on a day. `certificate` is the page's, None where it was dropped on none."""
    page = "" if certificate is None else certificate.public_id
    return _examined(data, page, on or timezone.localdate())


def check(*, data: bytes, public_id: str, source: str, at: datetime) -> Finding:
    """Examine a file that was dropped on the page of `public_id` (blank: on none), and note it."""
    found = _examined(data, public_id, timezone.localdate(at))
    log(found, public_id=public_id, source=source, at=at)
    return found


def log(found: Finding, *, public_id: str, source: str, at: datetime) -> None:
    """Note a file with what was found of it, under the certificate that it is of."""
    note(
        public_id=found.public_id or public_id,
        answer=looking.UNKNOWN if found.told is None else found.told.answer,
        source=source,
        at=at,
        finding=found.code,
        file_sha256=found.sha256,
    )


def _examined(data: bytes, page: str, on: date) -> Finding:
    if len(data) > LARGEST:
        return refused("too_large")
    digest = sha256(data).hexdigest()
    row = Rendering.objects.filter(sha256=digest).select_related("certificate").first()
    read = _read(data, row)
    public_id, named_by = _whose(read, row, page)
    told = looking.tell(public_id, on) if public_id else None
    if told is None or told.facts is None:
        public_id, named_by, told = "", "", None
    code = _code(data, digest, read, public_id, told)
    detail = ""
    if page and public_id and public_id != page and code in GENUINE:
        code, detail = "other", code
    return Finding(
        code=code, sha256=digest, size=len(data), kind=read.kind, told=told, public_id=public_id,
        signature=read.signature, inner=read.inner, detail=detail, named_by=named_by,
        attached=tuple(one.sha256 for one in read.attached),
    )  # fmt: skip


def _read(data: bytes, row: Rendering | None) -> Read:
    from certificates.signing.trust import trust_now

    kept_at = None if row is None else row.made_at.isoformat()
    if not kind_of(data):  # not worth a process
        return Read(trouble="not_pdf_xml" if data.strip() else "empty")
    if not _places.acquire(blocking=False):
        raise TooBusyError(SENTENCES["busy"]["vi"])
    try:
        return read_in_turn(data, trust_now(), kept_at)
    except BusyError as error:
        raise TooBusyError(SENTENCES["busy"]["vi"]) from error
    finally:
        _places.release()


def _whose(read: Read, row: Rendering | None, page: str) -> tuple[str, str]:
    """Which certificate the file is of, and who says so: we, the file, or only the page."""
    if row is not None:
        return row.certificate.public_id, "digest"
    names = kept.known(read.names)
    if page in names:  # a replacement names the certificate before it as well
        return page, "file"
    if names:
        return names[0], "file"
    return page, "page"


def _code(data: bytes, digest: str, read: Read, public_id: str, told: looking.Told | None) -> str:
    if told is None or told.facts is None:
        return judge(read, digest, None)
    facts = told.facts
    issued = Issued(
        facts["pdf_sha256"] or "", facts["xml_sha256"] or "", bool(facts["sealed"]),
        kept.keys_of(public_id),
    )  # fmt: skip
    by_digest = digest in (issued.pdf_sha256, issued.xml_sha256)
    beside = "" if by_digest else cut_or_longer(data, _kept_file(public_id, read.kind))
    code = judge(read, digest, issued if by_digest or _names(read, public_id) else None)
    if beside == "truncated":
        return beside
    # What was appended may have swapped the attachment: that says more.
    return beside if beside and code not in ("attachment_swapped", "two_attachments") else code


def _names(read: Read, public_id: str) -> bool:
    return public_id in read.names


def _kept_file(public_id: str, kind: str) -> bytes:
    """The kept file of a certificate, of the dropped one's kind; empty where there is none."""
    rows = Rendering.objects.filter(certificate__public_id=public_id, format=kind or PDF)
    row = rows.first()
    if row is None or row.size > LARGEST:
        return b""
    try:
        with default_storage.open(str(row.file.name)) as file:
            return bytes(file.read())
    except OSError:  # storage that is down: digest and signature are still told
        return b""
