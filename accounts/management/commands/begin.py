"""`manage.py begin`: the first centre and its first administrator, without demo data."""

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.models import Centre
from accounts.permissions import Role
from audit.record import record
from common.errors import DomainError


class Command(BaseCommand):
    help = "Makes a first centre and its administrator; the password comes from CHUAN_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--centre", required=True, help="code, as HUE")
        parser.add_argument("--name", required=True, help="the centre's name")
        parser.add_argument("--email", required=True)
        parser.add_argument("--full-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("CHUAN_PASSWORD") or getpass.getpass("Password: ")
        try:
            self._begin(password, **options)
        except DomainError as error:
            said = [str(error), *(str(fault.message) for fault in error.faults)]
            raise CommandError("; ".join(said)) from error
        self.stdout.write(f"{options['email']} may sign in and give roles in {options['centre']}.")

    @transaction.atomic
    def _begin(self, password: str, **options: Any) -> None:
        if Centre.objects.filter(code=options["centre"]).exists():
            raise CommandError(f"The centre {options['centre']} is there already.")
        at = timezone.now()
        centre = Centre.objects.create(code=options["centre"], name_vi=options["name"])
        changes = {"name_vi": (None, centre.name_vi)}
        record(
            subject=centre, verb="centre.add", by=None, at=at, chain=centre.code, changes=changes
        )
        person = services.add_person(
            centre=centre,
            email=options["email"],
            full_name=options["full_name"],
            password=password,
            by=None,
            at=at,
        )
        services.grant_role(
            user=person,
            centre=centre,
            role=Role.ADMINISTRATOR,
            by=None,
            at=at,
            valid_from=timezone.localdate(at),
        )
