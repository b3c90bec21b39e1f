"""The certificates of standards leave by one way, for pages and API alike."""

from pathlib import PurePosixPath

from django.http import FileResponse, Http404

from common.files import send
from instruments.models import Standard

KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".xml": "application/xml",
}


def certificate(standard: Standard, event_id: int) -> FileResponse:
    """The file of one calibration of `standard`, or Http404. The door has let the person in."""
    event = standard.calibrations.filter(pk=event_id).exclude(file="").first()
    if event is None:
        raise Http404
    ending = PurePosixPath(event.file.name or "").suffix.lower()
    name = f"{standard.code} {event.certificate_number}{ending}".replace("/", "-")
    return send(event.file, name=name, kind=KINDS.get(ending, "application/octet-stream"))
