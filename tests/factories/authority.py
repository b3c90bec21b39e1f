"""A centre that may do everything it is asked to: the one place that authorises it in tests.

Tests of the blocks take it away again (`OfficerCard.objects.all().delete()`) or enter their own.
"""

from datetime import date
from typing import Any

from accounts.models import Centre, Membership, User
from accounts.permissions import Can, roles_with
from calibration.centres import ancestors
from calibration.models import OfficerCard, Scope, ScopeLine
from calibration.states import ScopeKind, Service
from instruments.models import InstrumentType

SINCE = date(2000, 1, 1)
GIVEN = "dữ liệu thử"  # marks what is given here
KINDS = {
    Service.VERIFICATION: ScopeKind.DESIGNATION,
    Service.CALIBRATION: ScopeKind.REGISTRATION,
    Service.TESTING: ScopeKind.REGISTRATION,
}


def allow(centre: Centre) -> None:
    """Designate and register a centre for every type there is, and give its people cards."""
    for kind in (ScopeKind.DESIGNATION, ScopeKind.REGISTRATION):
        Scope.objects.get_or_create(
            centre=centre, kind=kind, number=f"{kind}-{centre.code}", source=GIVEN, valid_from=SINCE
        )
    held = Membership.objects.filter(centre=centre, role__in=roles_with(Can.RECORD_READINGS))
    for user in User.objects.filter(pk__in=held.values("user")):
        give_card(user, centre)
    learn(*InstrumentType.objects.all())


def learn(*types: InstrumentType) -> None:
    """What was given covers these types too."""
    known = set(
        ScopeLine.objects.filter(scope__source=GIVEN).values_list("scope", "service", "type")
    )
    ScopeLine.objects.bulk_create(
        ScopeLine(scope=scope, service=service, type=kind)
        for scope in Scope.objects.filter(source=GIVEN)
        for service, of in KINDS.items()
        for kind in types
        if scope.kind == of and (scope.pk, service, kind.pk) not in known
    )
    for card in OfficerCard.objects.filter(source=GIVEN):
        card.types.add(*types)


def give_card(user: User, centre: Centre) -> None:
    """A card for every type, where the centre or one above it was allowed everything."""
    allowed = Scope.objects.filter(source=GIVEN, centre__code__in=ancestors(centre.path))
    if allowed.exists():
        card, made = OfficerCard.objects.get_or_create(
            centre=centre, user=user, number=f"KDV-{user.pk}", source=GIVEN, valid_from=SINCE
        )
        if made:
            card.types.set(InstrumentType.objects.all())


def forbid(**which: Any) -> None:
    """Take away what was given: scopes of `kind`, or cards (`cards=True`)."""
    if which.pop("cards", False):
        OfficerCard.objects.filter(source=GIVEN).delete()
    else:
        Scope.objects.filter(source=GIVEN, **which).delete()
