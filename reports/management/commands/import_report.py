"""`manage.py import_report FILE … --as EMAIL`: takes in signed reports, each by itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import person_of
from accounts.permissions import Can
from common.errors import DomainError
from reports.exchange.importing import import_report, insist_unit
from reports.exchange.jws import MOST_BYTES


class Command(BaseCommand):
    help = "Takes in reports that other installations signed. Each file by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+")
        parser.add_argument("--as", dest="email", required=True, help="who takes them in")
        parser.add_argument("--unit", default="", help="only of this unit")
        parser.add_argument("--period", default="", help="only of this period")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"], is_active=True).first()
        if user is None:
            message = _("Không có ai với địa chỉ %(email)s.") % {"email": options["email"]}
            raise CommandError(message)
        refused = sum(not self._take(Path(name), user, options) for name in options["files"])
        if refused:
            raise CommandError(_("%(n)s tệp không được nhận.") % {"n": refused})

    def _take(self, path: Path, user: User, options: dict[str, Any]) -> bool:
        units = person_of(user, timezone.localdate()).centres(Can.MANAGE_BLOCKS)
        try:
            made = import_report(
                content=_read(path),
                units=units,
                unit=insist_unit(options["unit"], units),
                period=options["period"],
                by=user,
                at=timezone.now(),
            )
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror}")
            return False
        except DomainError as error:
            said = [str(error), *(str(fault.message) for fault in error.faults)]
            self.stderr.write(f"{path}: {' '.join(dict.fromkeys(said))}")
            return False
        self.stdout.write(f"{path}: {made}")
        return True


def _read(path: Path) -> bytes:
    """No more of a file than is taken, and a byte that shows that there is more."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
