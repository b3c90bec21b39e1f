"""What `check_audit` asks of other laboratories' files: as they came, as read, as confirmed."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from audit.check import examiner
from audit.models import Event
from certificates.models import ForeignFile
from common.canonical import sha256


@examiner
def foreign_files() -> Iterator[str]:
    """One line for each file that is not the one that came, or was read otherwise."""
    rows = Event.objects.filter(subject_type=ForeignFile._meta.label_lower, verb="foreign.keep")
    kept: dict[str, dict[str, Any]] = {}
    for pk, changes in rows.order_by("pk").values_list("subject_id", "changes"):
        kept.setdefault(pk, {}).update(json.loads(changes))
    for row in ForeignFile.objects.select_related("event").order_by("pk").iterator(chunk_size=200):
        said = {name: pair[1] for name, pair in kept.get(str(row.pk), {}).items()}
        for what in _wrong(row, said):
            yield f"{row._meta.label_lower}:{row.pk}: {what}"


def _wrong(row: ForeignFile, said: dict[str, Any]) -> Iterator[str]:
    if row.sha256 != said.get("sha256"):
        yield "no event took this file in"
    if sha256(row.content) != said.get("content"):
        yield "what was read of it is altered"
    path = row.file.name or ""
    if not path or not default_storage.exists(path):
        yield "its file is missing"
    else:
        with default_storage.open(path) as file:
            if sha256(file.read()) != row.sha256:
                yield "its file is altered"
    if row.event is not None and row.event.file_sha256 != row.sha256:
        yield "the event it names was made of another file"
