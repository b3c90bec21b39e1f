"""Who may hold a card in a centre."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Centre, Membership, User
from accounts.permissions import Can, roles_with
from calibration.centres import ancestors


def officers_of(centre: Centre) -> QuerySet[User]:
    """Who does the work of a centre, of a unit below it, or of all below one above it."""
    return officers_of_any([centre])


def officers_of_any(centres: Iterable[Centre]) -> QuerySet[User]:
    """Who does the work of any of these centres today, by name."""
    near = Q(pk__in=[])
    for centre in centres:
        below = Q(centre__path__startswith=centre.path)
        near |= below | Q(centre__code__in=ancestors(centre.path))
    day = timezone.localdate()
    held = Membership.objects.filter(
        near, role__in=roles_with(Can.RECORD_READINGS), valid_from__lte=day
    ).exclude(valid_to__lt=day)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("full_name")
