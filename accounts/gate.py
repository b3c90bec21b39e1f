"""The rule of the API's doors, apart from them because DRF loads it by name first."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.permissions import Can


def verb_for(door: Any, method: str) -> Can | None:
    """The verb a door asks for: one for all methods, or one for each in `verbs`."""
    verbs: dict[str, Can] = getattr(door, "verbs", {})
    return verbs.get(method.lower(), getattr(door, "verb", None))


class Closed(BasePermission):
    """No verb, no entry."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if getattr(view, "public", False):
            return True
        if not request.user.is_authenticated:
            return False
        verb = verb_for(view, request.method or "")
        return verb is not None and view.person.may(verb)
