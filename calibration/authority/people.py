"""Who may hold a card in a centre."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Centre, Membership, User
from accounts.permissions import Can, roles_with
from calibration.centres import ancestors


def officers_of(centre: Centre, day: date | None = None) -> QuerySet[User]:
    """Who does the work of a centre, of a unit below it, or of all below one above it."""
    day = day or timezone.localdate()
    near = Q(centre__path__startswith=centre.path) | Q(centre__code__in=ancestors(centre.path))
    held = Membership.objects.filter(
        near, role__in=roles_with(Can.RECORD_READINGS), valid_from__lte=day
    ).exclude(valid_to__lt=day)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)
