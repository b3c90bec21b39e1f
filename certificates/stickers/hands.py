"""Whose hands stickers may be in."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Centre, Membership, User
from accounts.permissions import Can, roles_with


def may_hold(centre: Centre, on: date) -> QuerySet[User]:
    """Who may be handed stickers of a centre: whoever may stick them, there or in a unit below.

    A role that is held above reaches down, so those people count too.
    """
    held = Membership.objects.filter(
        Q(centre__path__startswith=centre.path) | Q(centre__path__in=_above(centre.path)),
        role__in=roles_with(Can.HANDLE_STICKERS),
        valid_from__lte=on,
    ).exclude(valid_to__lt=on)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def _above(path: str) -> list[str]:
    """The paths of the centres above, itself included: a role there reaches here."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def centres_above(path: str) -> Q:
    """The centre of `path` and those above it, for `centre__path` lookups."""
    return Q(centre__path__in=_above(path))
