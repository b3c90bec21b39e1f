"""Work after the commit: the files of a certificate. Harmless twice."""

from typing import Any

from certificates import files
from certificates.models import Certificate
from common.queue import Progress, work


def key_of(certificate_id: int) -> str:
    """The task of a certificate's files: asked for twice, it is one row."""
    return f"certificates.pdf:{certificate_id}"


@work("certificates.render_pdf")
def render_pdf(*, certificate_id: int, progress: Progress | None = None) -> dict[str, Any]:
    """The signed data file and the PDF around it, unless they are there; see `files.make`."""
    certificate = Certificate.objects.select_related("statement", "centre").get(pk=certificate_id)
    made = files.make(certificate, progress or Progress())
    return {"certificate": certificate.pk, "sha256": made.sha256}
