"""Closing the books of a centre, and opening them again with the reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from audit.record import record
from common.errors import Fault, Faults, InvalidInput
from common.verbs import name_verbs
from contracts.models import ClosedBooks
from contracts.services.words import require_day, require_why

name_verbs(
    {
        "books.close": gettext_lazy("khóa sổ"),
        "books.reopen": gettext_lazy("mở lại sổ"),
    }
)
LONGEST_WHY = 300  # the column


@transaction.atomic
def close_books(
    *, centre_id: int, until: date, by: User, at: datetime, why: str = ""
) -> ClosedBooks:
    """Close the books up to the end of `until`. An earlier day than now opens them again.

    Opening again takes a reason. Raises InvalidInput for the day that is closed already, for a
    day in the future, for a blank reason.
    """
    rows = Centre.objects.select_for_update(of=("self",), no_key=True)
    centre = rows.get(pk=centre_id)
    newest = centre.closings.order_by("at", "pk").last()
    before = newest.until if newest is not None else None
    reopens = before is not None and until < before
    _check(until, before, why, at, reopens=reopens)
    made = ClosedBooks.objects.create(centre=centre, until=until, why=why.strip(), by=by, at=at)
    record(
        subject=made,
        verb="books.reopen" if reopens else "books.close",
        by=by,
        at=at,
        chain=centre.code,
        changes={"until": (before, until)},
        why=why.strip(),
    )
    return made


def _check(until: date, before: date | None, why: str, at: datetime, *, reopens: bool) -> None:
    faults = Faults()
    require_day(faults, "until", until, at=at)
    if until == before:
        message = _("Sổ đã khóa đúng đến ngày này rồi.")
        raise InvalidInput(Fault("until", message, code="already", found=until.isoformat()))
    if reopens:
        require_why(faults, why)
    if len(why.strip()) > LONGEST_WHY:
        faults.add("why", _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST_WHY}, code="too_long")
    faults.raise_if_any()
