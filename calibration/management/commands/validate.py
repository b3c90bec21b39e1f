"""`manage.py validate --pdf FILE [--lang vi|en]`: the validation report an assessor asks for."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from calibration.validation_report.collect import collect
from calibration.validation_report.printing import render
from metrology.validation.reader import own_files, own_units


class Command(BaseCommand):
    help = "Runs every published case and writes the validation report (ISO/IEC 17025, 7.11.2)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pdf", required=True, type=Path, metavar="FILE")
        parser.add_argument("--lang", choices=("vi", "en"), default="vi")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the report; a disagreement is in it and makes the exit code 1."""
        data = collect(
            [*own_files(), own_units()],
            root=Path(settings.BASE_DIR),
            at=timezone.localtime(),
        )
        path: Path = options["pdf"]
        try:
            _write(path, render(data, lang=options["lang"]))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        totals = data["totals"]
        self.stdout.write(f"{path}: {totals['passed']}/{totals['numbers']}")
        if totals["failed"] != "0":
            raise CommandError(f"{totals['failed']} / {totals['numbers']}", returncode=1)


def _write(path: Path, content: bytes) -> None:
    """Write it whole or not at all: a full disk leaves the report that was there before."""
    if path.exists() and not path.is_file():  # /dev/stdout
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
