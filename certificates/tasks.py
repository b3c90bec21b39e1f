"""Work after the commit: the files of a certificate. Harmless twice."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from certificates import pdf, statement
from certificates.models import Certificate, Rendering
from common.canonical import sha256
from common.queue import Progress, work


def key_of(certificate_id: int) -> str:
    """The task of a certificate's PDF: asked for twice, it is one row."""
    return f"certificates.pdf:{certificate_id}"


@work("certificates.render_pdf")
def render_pdf(*, certificate_id: int, progress: Progress | None = None) -> dict[str, Any]:
    """Render the PDF unless it is there; a crash in between leaves nothing that a retry minds."""
    certificate = Certificate.objects.select_related("statement").get(pk=certificate_id)
    found = certificate.renderings.filter(format="pdf").first()
    if found is None:
        made = pdf.render(statement.read(certificate.statement))
        found, _ = Rendering.objects.get_or_create(
            certificate=certificate,
            format="pdf",
            defaults={
                "file": _keep(certificate, made),
                "sha256": sha256(made),
                "made_at": timezone.now(),
            },
        )
    return {"certificate": certificate.pk, "sha256": found.sha256}


def _keep(certificate: Certificate, made: bytes) -> str:
    """Store the bytes under a name that they alone have; what a crash left there is replaced."""
    name = f"certificates/{certificate.pk}-{sha256(made)[:32]}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            if file.read() == made:
                return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(made))
