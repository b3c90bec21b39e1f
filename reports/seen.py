"""Which unit an address means."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can


def centre_seen(person: Person, code: str) -> Centre:
    """The centre asked for, else the highest one the person sees; another's is 404."""
    seen: Any = person.centres(Can.SEE_FIGURES)
    if code:
        found: Centre = get_object_or_404(seen, code=code)
        return found
    first: Centre = seen[0]
    return first
