"""`manage.py convert VALUE UNIT UNIT [--interval] [--lang vi|en]`: one exact decimal."""

import re
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.quantities.conversion import convert_text

_NEGATIVE = re.compile(r"-[.,]?[0-9]")


class Command(BaseCommand):
    help = "Converts a value; prints the number in the second unit."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        # argparse knows -40 for a number, but takes -1e-3 and -1,5 for options.
        parser._negative_number_matcher = _NEGATIVE  # noqa: SLF001
        parser.add_argument("value", metavar="VALUE")
        parser.add_argument("source", metavar="UNIT")
        parser.add_argument("target", metavar="UNIT")
        parser.add_argument(
            "--interval", action="store_true", help="°C, °F and K are steps, not temperatures"
        )
        parser.add_argument("--lang", choices=("vi", "en"), help="the language of refusals")

    def handle(self, *args: Any, **options: Any) -> None:
        lang = options["lang"]
        with translation.override(lang) if lang else nullcontext():
            try:
                got = convert_text(
                    options["value"],
                    options["source"],
                    options["target"],
                    interval=options["interval"],
                )
            except MetrologyError as error:
                raise CommandError(sentence(error)) from error
        self.stdout.write(got.digits)
