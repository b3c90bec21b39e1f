"""`manage.py centre add CODE --name …` and `centre move CODE`, each below the unit `--under`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from accounts.tree import add_centre, move_centre
from common.errors import DomainError


class Command(BaseCommand):
    help = "Adds a unit to the tree, or moves one with everything below it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["add", "move"])
        parser.add_argument("code", help="of the unit, as HUE")
        parser.add_argument("--under", default="", help="code of the unit above; none: the top")
        parser.add_argument("--name", default="", help="of a unit that is added")

    def handle(self, *args: Any, **options: Any) -> None:
        under = self._known(options["under"]) if options["under"] else None
        done: dict[str, Any] = {"by": None, "at": timezone.now()}
        try:
            if options["what"] == "add":
                made = add_centre(
                    code=options["code"], name_vi=options["name"], parent=under, **done
                )
            else:
                unit = self._known(options["code"])
                above = under.pk if under else None
                made = move_centre(centre_id=unit.pk, parent_id=above, **done)
        except DomainError as error:
            said = [str(fault.message) for fault in error.faults] or [str(error)]
            raise CommandError(" ".join(said)) from error
        self.stdout.write(made.path)

    def _known(self, code: str) -> Centre:
        found = Centre.objects.filter(code=code).first()
        if found is None:
            message = _("Không có đơn vị mã “%(code)s”.") % {"code": code}
            raise CommandError(message)
        return found
