"""What `check_audit` asks of archives: each is the file whose digest an event kept."""

import hashlib
import json
from collections.abc import Iterator

from django.core.files.storage import default_storage

from audit.check import examiner
from audit.models import Event
from certificates.archive.writing import CHUNK
from certificates.models import Archive


@examiner
def archives() -> Iterator[str]:
    """One line for each archive that is another file than the one that was made."""
    made = Event.objects.filter(subject_type=Archive._meta.label_lower, verb="archive.make")
    said = {pk: json.loads(changes) for pk, changes in made.values_list("subject_id", "changes")}
    for row in Archive.objects.order_by("pk"):
        name = f"{row._meta.label_lower}:{row.pk}"
        kept = said.get(str(row.pk), {}).get("sha256", [None, ""])[1]
        if row.sha256 != kept:
            yield f"{name}: no event made this file"
        elif row.sha256:
            yield from _look(row, name)


def _look(row: Archive, name: str) -> Iterator[str]:
    path = row.file.name or ""
    if not path or not default_storage.exists(path):
        yield f"{name}: its file is missing"
        return
    digest = hashlib.sha256()
    with default_storage.open(path) as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    if digest.hexdigest() != row.sha256:
        yield f"{name}: its file is altered"
