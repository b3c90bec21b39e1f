"""What pages and API of papers begin with: the centre and the kind that an address names."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from certificates.papers.answers import kind_of


class OfCentre:
    """For who manages the papers of a centre; elsewhere the centre does not exist."""

    person: Person
    verb: ClassVar[Can | None] = Can.MANAGE_PAPERS

    def centre(self, pk: int) -> Centre:
        """The centre with the unit above it, or 404."""
        rows = self.person.centres(Can.MANAGE_PAPERS).select_related("parent")
        found: Centre = get_object_or_404(rows, pk=pk)
        return found

    def said(self, centre: int, kind: str) -> dict[str, Any]:
        """The centre and the kind of an address, as services take them."""
        return {"centre": self.centre(centre), "kind": kind_of(kind)}
