"""Two customers that look alike and are two: said once, with the reason, and not proposed again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.merging.live import require_live
from accounts.models import Apart, Customer
from audit.record import record
from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs({"customer.apart": gettext_lazy("xác nhận không trùng với khách hàng khác")})

LONGEST_WHY = 300  # the column


@transaction.atomic
def tell_apart(*, one_id: int, other_id: int, why: str, by: Any, at: datetime) -> Apart:
    """Two customers of one centre are two; both get an event.

    Raises InvalidInput for one and the same, two centres, a blank reason; Refused where one was
    merged or the two were told apart before.
    """
    one, other = Customer.objects.get(pk=one_id), Customer.objects.get(pk=other_id)
    _check(one, other, nfc(why))
    for customer in sorted((one, other), key=lambda each: each.pk):
        require_live(customer, lock=True, field="other")
    if frozenset((one_id, other_id)) in told([one_id]):
        message = _("Hai khách hàng này đã được xác nhận là khác nhau.")
        fault = Fault("other", message, code="already", found=str(other_id))
        raise Refused(message, code="already", faults=(fault,))
    made = Apart.objects.create(one=one, other=other, why=nfc(why), by=by, at=at)
    for here, there in ((one, other), (other, one)):
        changes = {"apart": (None, f"{there.pk} {there.name}")}
        chain = here.centre.code
        record(
            subject=here, verb="customer.apart", by=by, at=at, chain=chain, changes=changes,
            why=made.why,
        )  # fmt: skip
    return made


def _check(one: Customer, other: Customer, why: str) -> None:
    faults = Faults()
    if one.pk == other.pk:
        message = _("Phải là hai khách hàng khác nhau.")
        faults.add("other", message, code="same", found=str(other.pk))
    if one.centre_id != other.centre_id:
        message = _("Hai khách hàng thuộc hai trung tâm.")
        faults.add("other", message, code="other_centre", found=str(other.pk))
    if not why:
        faults.add("why", _("Cần ghi lý do."), code="blank")
    elif len(why) > LONGEST_WHY:
        faults.add("why", _("Nhiều nhất 300 ký tự."), code="too_long", found=str(len(why)),
                   allowed=f"<= {LONGEST_WHY}")  # fmt: skip
    if faults.found:
        raise InvalidInput(*faults.found)


def told(ids: Collection[int] | None = None) -> set[frozenset[int]]:
    """The pairs that were told apart; with `ids` only those that have one of them."""
    rows = Apart.objects.order_by()
    if ids is not None:
        rows = rows.filter(Q(one__in=ids) | Q(other__in=ids))
    return {frozenset(pair) for pair in rows.values_list("one", "other")}


def forget(one: Customer, other: Customer) -> None:
    """They are merged after all."""
    both = Q(one=one, other=other) | Q(one=other, other=one)
    Apart.objects.filter(both).delete()
