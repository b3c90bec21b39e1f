"""Closed books: up to a day nothing is dated any more, in a centre and the units below it."""

from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import Faults
from contracts.models import ClosedBooks


def closed_until(centre: Centre) -> date | None:
    """The last closed day of a centre: its own or that of a unit above, whichever is later."""
    rows = ClosedBooks.objects.filter(centre__path__in=_paths(centre)).order_by("at", "pk")
    last: dict[int, date] = dict(rows.values_list("centre_id", "until"))  # the latest row holds
    return max(last.values(), default=None)


def _paths(centre: Centre) -> list[str]:
    """“/INST/HUE/” → “/INST/”, “/INST/HUE/”."""
    codes = centre.path.strip("/").split("/")
    return ["/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]


def require_open_books(faults: Faults, name: str, day: date, centre: Centre) -> None:
    """Note a fault of the field `name` when `day` lies in closed books.

    Within a transaction the books cannot be closed over it before it ends: closing waits.
    """
    _keep_open(centre)
    until = closed_until(centre)
    if until is None or day > until:
        return
    faults.add(
        name,
        _("Sổ đã khóa đến hết ngày %(until)s: ngày %(day)s không ghi được nữa.")
        % {"until": f"{until:%d/%m/%Y}", "day": f"{day:%d/%m/%Y}"},
        code="closed_books",
        found=day.isoformat(),
        allowed=f"> {until.isoformat()}",
    )


def refuse_closed(name: str, day: date, centre: Centre) -> None:
    """Raise InvalidInput when `day` lies in closed books."""
    faults = Faults()
    require_open_books(faults, name, day, centre)
    faults.raise_if_any()


def _keep_open(centre: Centre) -> None:
    """Share the rows of the centre and of the units above with everyone who writes.

    Only closing takes them alone. SQLite has one writer at a time, so nothing is to be held there.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_centre WHERE path = ANY(%s) ORDER BY id FOR SHARE",
            [_paths(centre)],
        )
