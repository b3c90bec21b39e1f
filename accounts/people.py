"""A signed-in person with what they may do, read once for each request."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Centre, Contact, Membership, User
from accounts.permissions import GRANTS, Can, Role, grants, roles_with
from common.errors import Forbidden


class Person:
    """A user on a day. Every question of "may they" and "what do they see" ends here."""

    def __init__(self, user: Any, on: date) -> None:
        self.user: Any = user
        self.on = on

    @property
    def known(self) -> bool:
        """Whether somebody is signed in."""
        return bool(getattr(self.user, "is_authenticated", False))

    @cached_property
    def memberships(self) -> list[tuple[Role, str]]:
        """(role, path of the centre) of every membership in force on the day."""
        if not self.known:
            return []
        rows = Membership.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=self.on),
            user=self.user,
            valid_from__lte=self.on,
        ).values_list("role", "centre__path")
        return [(Role(role), path) for role, path in rows]

    @cached_property
    def customer_ids(self) -> frozenset[int]:
        """The customers this person is a contact of, with those that were merged into them."""
        if not self.known:
            return frozenset()
        mine = Contact.objects.filter(user=self.user)
        rows = mine.values_list("customer_id", "customer__merged__pk", "customer__merged_into")
        return frozenset(pk for row in rows for pk in row if pk is not None)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere; CLIENT when a contact of somebody."""
        held = {role for role, _path in self.memberships}
        return frozenset(held | ({Role.CLIENT} if self.customer_ids else set()))

    @cached_property
    def verbs(self) -> frozenset[Can]:
        """Every verb held anywhere: what a door asks before it looks at a row."""
        return grants(self.roles)

    def may(self, verb: Can, centre: Centre | None = None, customer_id: int | None = None) -> bool:
        """Whether `verb` is held in `centre`, or towards the customer; anywhere if both None."""
        if centre is None and customer_id is None:
            return verb in self.verbs
        if centre is not None and any(
            verb in GRANTS[role] and centre.path.startswith(path) for role, path in self.memberships
        ):
            return True
        return verb in GRANTS[Role.CLIENT] and customer_id in self.customer_ids

    def insist(self, verb: Can, centre: Centre) -> None:
        """Raise Forbidden unless `verb` is held in `centre`."""
        if not self.may(verb, centre):
            raise Forbidden(_("Bạn không có quyền làm việc này ở %(centre)s.") % {"centre": centre})

    def centres(self, verb: Can) -> Any:
        """The centres in which `verb` is held (a queryset, for `centre__in=`)."""
        roles = roles_with(verb)
        paths = {path for role, path in self.memberships if role in roles}
        if not paths:
            return Centre.objects.none()
        return Centre.objects.filter(_under(paths))


def _under(paths: Iterable[str]) -> Q:
    clause = Q()
    for path in paths:
        clause |= Q(path__startswith=path)
    return clause


def person_of(user: User, on: date) -> Person:
    """The person behind a user, for commands and tests."""
    return Person(user, on)
