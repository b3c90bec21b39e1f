"""What `check_audit` asks of the files of worksheets: each is there, and is what its seal says."""

from collections.abc import Iterator

from audit.check import examiner
from calibration.models import Attachment
from common.canonical import sha256


@examiner
def attachments() -> Iterator[str]:
    """One line for each file that is missing or altered."""
    for row in Attachment.objects.order_by("pk").iterator(chunk_size=200):
        if not row.file.storage.exists(row.file.name or ""):
            yield f"{row.seal_key()}: its file is missing"
            continue
        with row.file.open("rb") as file:
            if sha256(file.read()) != row.sha256:
                yield f"{row.seal_key()}: its file is altered"
