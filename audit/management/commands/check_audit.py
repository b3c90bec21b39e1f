"""`manage.py check_audit`: prints what does not agree, exits with 1 when anything does not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from audit.check import findings
from audit.models import Event


class Command(BaseCommand):
    help = "Checks the chain of events and every sealed row against it."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in findings():
            self.stdout.write(line)
            found += 1
        self.stdout.write(f"{Event.objects.count()} events checked, {found} findings")
        if found:
            sys.exit(1)
