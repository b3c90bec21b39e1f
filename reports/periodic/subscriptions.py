"""Who gets a unit's closed reports by mail."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from audit.record import record
from common.errors import Conflict, Faults, Refused
from common.holding import hold
from common.text import nfc
from reports.models import Subscription
from reports.periodic.saying import LANGUAGES

MOST = 200  # addresses of one unit
LONGEST = {"email": 254, "name": 150}


@transaction.atomic
def subscribe(
    *, centre: Centre, email: str, name: str, language: str, by: User, at: datetime
) -> Subscription:
    """Send a unit's closed reports to an address from now on."""
    address, called = email.strip().lower(), nfc(name)
    _check(address, called, language)
    hold(Centre.objects.all(), centre.pk)
    standing = Subscription.objects.filter(centre=centre, ended_at__isnull=True)
    if standing.filter(email=address).exists():
        raise Conflict(_("Địa chỉ này đã nhận báo cáo của đơn vị."), code="already")
    if standing.count() >= MOST:
        raise Refused(_("Nhiều nhất %(most)s địa chỉ.") % {"most": MOST}, code="too_many")
    made = Subscription.objects.create(
        centre=centre, email=address, name=called, language=language, added_by=by, added_at=at
    )
    changes = {"email": (None, address)}
    record(subject=made, verb="subscription.add", by=by, at=at, chain=centre.code, changes=changes)
    return made


def _check(email: str, name: str, language: str) -> None:
    faults = Faults()
    try:
        validate_email(email)
    except ValidationError:
        message = _("Không phải địa chỉ e-mail.")
        faults.add("email", message, code="invalid", found=email[:80])
    for field, text in (("email", email), ("name", name)):
        if len(text) > LONGEST[field]:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST[field]}
            faults.add(field, message, code="too_long", found=str(len(text)))
    if language not in LANGUAGES:
        message = _("Không có lựa chọn này.")
        faults.add("language", message, code="unknown", found=language[:20], allowed="vi, en")
    faults.raise_if_any()


@transaction.atomic
def unsubscribe(*, subscription_id: int, by: User, at: datetime) -> Subscription:
    """Send no more to an address. What was sent stays on record."""
    found: Subscription = hold(Subscription.objects.select_related("centre"), subscription_id)
    if found.ended_at is not None:
        raise Conflict(_("Địa chỉ này đã ngừng nhận."), code="already")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    changes = {"email": (found.email, None)}
    record(
        subject=found,
        verb="subscription.end",
        by=by,
        at=at,
        chain=found.centre.code,
        changes=changes,
    )
    return found
