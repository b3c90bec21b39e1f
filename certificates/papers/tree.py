"""The line of a centre up to the root: what is set above holds below."""

from django.db.models import QuerySet

from accounts.models import Centre


def line_of(centre: Centre) -> list[Centre]:
    """The centre, the unit above it, and so on to the root; one query."""
    codes = centre.path.strip("/").split("/")
    rows = {row.code: row for row in Centre.objects.filter(code__in=codes)}
    return [rows[code] for code in reversed(codes)]


def below(centre: Centre) -> "QuerySet[Centre]":
    """The centre and every unit under it."""
    return Centre.objects.filter(path__startswith=centre.path).order_by("path")
