"""The files of a certificate, step by step: statement → DCC → gates → XAdES → PDF/A-3 → PAdES.

Each step leaves its file and its row, or nothing; who comes after a crash goes on from there. Two
workers at once make each file twice and keep one: the row decides, the other bytes are taken away.
A statement that names a key is never left unsigned: what is missing is asked for again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import pdf, statement
from certificates.models import Certificate, Rendering, SigningKey
from certificates.papers import pictures
from certificates.signing import keys, pades, stamps, xades
from common.canonical import sha256
from common.errors import Refused
from common.queue import Progress, TryAgain

XML, PDF = "xml", "pdf"
_CLOUD = ("botocore", "boto3", "s3transfer", "urllib3")  # whose errors are no OSError


@dataclass(frozen=True)
class _Made:
    """Bytes with what their row says of them."""

    content: bytes
    level: str = ""
    key: SigningKey | None = None


def make(certificate: Certificate, progress: Progress) -> Rendering:
    """Both files, or those that are missing; the PDF's row.

    Raises `TryAgain` while storage, key or time-stamp authority are away, and refuses (for good)
    a statement that meets no gate.
    """
    from certificates.dcc.writing import FIRST_SCHEMA  # lxml, of the task only

    said = statement.read(certificate.statement)
    data = None
    if said["schema"] >= FIRST_SCHEMA:
        data = _once(certificate, XML, lambda: _xml(certificate, said))
    progress.say(1, 2)
    found = _once(certificate, PDF, lambda: _pdf(certificate, said, data))
    progress.say(2, 2)
    return found


def data_name(number: str) -> str:
    """What the data file is called; a number may have a stroke in it."""
    return f"{number.replace('/', '-')}.xml"


def _once(certificate: Certificate, form: str, work: Callable[[], _Made]) -> Rendering:
    found = certificate.renderings.filter(format=form).first()
    return found or _keep(certificate, form, work())


def _xml(certificate: Certificate, said: Mapping[str, Any]) -> _Made:
    from certificates.dcc import gates, writing

    content = writing.write(said)
    gates.insist(content, schematron=True)
    now = timezone.now()
    key = _key(certificate, said, now)
    if key is None:
        return _Made(content)
    with _key_there():
        return _Made(xades.sign(content, keys.open_key(key), now), xades.LEVEL, key)


def _pdf(certificate: Certificate, said: Mapping[str, Any], data: Rendering | None) -> _Made:
    attached: dict[str, Any] = {}
    if data is not None:
        attached = {"attachment": stored(data), "attachment_name": data_name(certificate.number)}
    content = pdf.render(said, pictures=pictures.of, **attached)
    now = timezone.now()
    key = _key(certificate, said, now)
    if key is None:
        return _Made(content)
    with _key_there():
        signed, level = pades.sign(
            content, keys.open_key(key), now, stamps.configured(), _why(certificate, said)
        )
    return _Made(signed, level, key)


def _why(certificate: Certificate, said: Mapping[str, Any]) -> pades.Why:
    title = said["title"]
    return pades.Why(
        reason=f"{title['vi']} / {title['en']} {certificate.number}",
        location=said["centre"]["town"] or said["centre"]["name"]["vi"],
    )


def _key(certificate: Certificate, said: Mapping[str, Any], at: datetime) -> SigningKey | None:
    """The key that the statement names, or who came after it; None where it names none."""
    named = said.get("sealed_by")
    if named is None:
        return None
    with _key_there():
        return keys.to_sign(named["fingerprint"], certificate.centre, at)


@contextmanager
def _key_there() -> Iterator[None]:
    """A key that cannot sign now is put right by somebody: the work waits for that."""
    try:
        yield
    except Refused as refusal:
        raise TryAgain(str(refusal)) from refusal


# Storage


def stored(row: Rendering) -> bytes:
    """The bytes of a file; refused where they are not those that were kept."""
    with storage_there(), default_storage.open(row.file.name or "") as file:
        content: bytes = file.read()
    if sha256(content) != row.sha256:
        raise Refused(
            _("Tệp %s trong kho không còn đúng từng byte như lúc lưu.") % row.file.name,
            code="file_changed",
        )
    return content


def _keep(certificate: Certificate, form: str, made: _Made) -> Rendering:
    """File first, then row: a row without its file is never there."""
    name = _store(certificate, form, made.content)
    found, ours = Rendering.objects.get_or_create(
        certificate=certificate,
        format=form,
        defaults={
            "file": name,
            "sha256": sha256(made.content),
            "size": len(made.content),
            "made_at": timezone.now(),
            "signed_with": made.key,
            "level": made.level,
        },
    )
    if not ours and found.file.name != name:
        with storage_there():
            default_storage.delete(name)
    return found


def _store(certificate: Certificate, form: str, content: bytes) -> str:
    """Under a name that these bytes alone have; what a crash left there is replaced."""
    name = f"certificates/{certificate.pk}-{sha256(content)[:32]}.{form}"
    with storage_there():
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                if file.read() == content:
                    return name
            default_storage.delete(name)
        return default_storage.save(name, ContentFile(content))


@contextmanager
def storage_there() -> Iterator[None]:
    """Turn what storage raises while it is away into `TryAgain`, which says so."""
    try:
        yield
    except OSError as error:
        raise _away(error) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in _CLOUD:
            raise _away(error) from error
        raise


def _away(error: Exception) -> TryAgain:
    return TryAgain(
        _("Kho tệp không dùng được (%s). Chưa lưu gì; sẽ thử lại.") % type(error).__name__
    )
