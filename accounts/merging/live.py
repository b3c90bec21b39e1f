"""A customer that was merged into another takes nothing new."""

from django.utils.translation import gettext as _

from accounts.models import Customer
from common.errors import Fault, Refused
from common.holding import hold


def require_live(customer: Customer, *, lock: bool = False, field: str = "customer") -> None:
    """Raise Refused, naming the other, when `customer` has been merged.

    With `lock` (inside a transaction) it stays as it is until the transaction ends.
    """
    rows = Customer.objects.select_related("merged_into")
    row = hold(rows, customer.pk) if lock else rows.get(pk=customer.pk)
    if row.merged_into is None:
        return
    message = _("“%(name)s” đã được gộp vào “%(into)s”: hãy dùng khách hàng đó.") % {
        "name": row.name,
        "into": row.merged_into.name,
    }
    fault = Fault(field, message, code="merged", found=str(row.pk), allowed=str(row.merged_into_id))
    raise Refused(message, code="merged", faults=(fault,))
