"""Private files leave only through a door; this is the answer the door gives."""

from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def send(file: FieldFile, *, name: str, kind: str, inline: bool = False) -> FileResponse:
    """`file` as a download named `name`, never cached by anything shared."""
    response = FileResponse(file.open("rb"), content_type=kind)
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
