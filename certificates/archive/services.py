"""Asking for an archive."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, Customer
from audit.record import record
from certificates.archive.tasks import key_of, make
from certificates.archive.writing import asked_for
from certificates.models import Archive
from common.errors import Faults, Refused
from common.queue import enqueue
from common.verbs import name_verbs

name_verbs(
    {
        "archive.ask": gettext_lazy("yêu cầu kho lưu giấy chứng nhận"),
        "archive.make": gettext_lazy("tạo xong kho lưu giấy chứng nhận"),
    }
)

FIRST_YEAR = 2000
WHILE = timedelta(minutes=10)  # asked for again within it, it is the same archive


@transaction.atomic
def ask(
    *, centre: Centre, by: Any, at: datetime, customer: Customer | None = None,
    year: int | None = None,
) -> Archive:  # fmt: skip
    """Write the archive and its task: of a customer, of a year, or of both.

    The same asked for again by the same person, while it is made or shortly after, is the archive
    that is there. Refused where there is no certificate to put in.
    """
    _insist(centre, customer, year, at)
    # Two clicks wait for each other here.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    there = Archive.objects.filter(
        centre=centre, customer=customer, year=year, by=by, asked_at__gt=at - WHILE
    ).first()
    if there is not None:
        return there
    archive = Archive(centre=centre, customer=customer, year=year, by=by, asked_at=at)
    if not asked_for(archive).exists():
        raise Refused(_("Không có giấy chứng nhận nào để đưa vào kho lưu."), code="nothing")
    archive.save(force_insert=True)
    changes = {"customer": (None, customer), "year": (None, year)}
    record(
        subject=archive, verb="archive.ask", by=by, at=at, chain=centre.code,
        changes={name: pair for name, pair in changes.items() if pair[1] is not None},
    )  # fmt: skip
    enqueue(make, key=key_of(archive.pk), by_id=by.pk, archive_id=archive.pk)
    return archive


def _insist(centre: Centre, customer: Customer | None, year: int | None, at: datetime) -> None:
    faults = Faults()
    if customer is None and year is None:
        faults.add("year", _("Hãy chọn khách hàng, năm, hoặc cả hai."), code="required")
    if customer is not None and customer.centre_id != centre.pk:
        faults.add("customer", _("Khách hàng này của trung tâm khác."), code="unknown")
    last = timezone.localdate(at).year
    if year is not None and not FIRST_YEAR <= year <= last:
        allowed = f"{FIRST_YEAR}–{last}"
        faults.add("year", _("Năm nằm ngoài %s.") % allowed, code="out_of_range", allowed=allowed)
    faults.raise_if_any()
