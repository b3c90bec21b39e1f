"""`manage.py published_figures`: the 80 printed figures beside what the demo's rows give."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Centre
from reports.demo.units.printed import PLACES, printed, table


class Command(BaseCommand):
    help = "Prints the table of docs/published-figures.md from the rows of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        codes = {code for code, _period, _day in PLACES.values()}
        if Centre.objects.filter(code__in=codes).count() < len(codes):
            raise CommandError("The demo is not there: manage.py demo")
        rows = list(printed())
        self.stdout.write(table(rows))
        wrong = [one for one in rows if one.agrees is False]
        if wrong:
            raise CommandError(", ".join(f"{one.row.number} {one.row.indicator}" for one in wrong))
