"""`manage.py period_figures --centre HUE --period 2022-Q1 [--json | --xlsx FILE]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import DomainError
from reports.figures import Figures, period_figures
from reports.period import Period
from reports.sheets import figures_book
from reports.shown import flat, text


class Command(BaseCommand):
    help = "Prints the figures of a centre (with the units below it) in a period."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--centre", required=True, help="code of a centre, as HUE")
        parser.add_argument(
            "--period", required=True, help="2022-Q1, 2026-H1, 2026-9M, 2026-11, 2026"
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_true", help="one flat object")
        how.add_argument("--xlsx", metavar="FILE", help="figures and the rows behind them")

    def handle(self, *args: Any, **options: Any) -> None:
        figures = self._figures(options["centre"], options["period"])
        if options["json"]:
            self.stdout.write(json.dumps(flat(figures), ensure_ascii=False, indent=2))
        elif options["xlsx"]:
            self._write(Path(options["xlsx"]), figures)
        else:
            self._table(figures)

    def _figures(self, code: str, period: str) -> Figures:
        try:
            centre = Centre.objects.get(code=code)
            return period_figures(centre=centre, period=Period.parse(period))
        except Centre.DoesNotExist as error:
            known = ", ".join(Centre.objects.values_list("code", flat=True))
            message = _("Không có đơn vị mã “%(code)s”. Các mã đang có: %(known)s.")
            raise CommandError(message % {"code": code, "known": known or "–"}) from error
        except DomainError as error:
            raise CommandError(" ".join(str(fault.message) for fault in error.faults)) from error

    def _write(self, path: Path, figures: Figures) -> None:
        try:
            path.write_bytes(figures_book(figures))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(str(path))

    def _table(self, figures: Figures) -> None:
        period = figures.period
        self.stdout.write(f"{figures.centre.name_vi} ({figures.centre.code})")
        self.stdout.write(f"{period.label_vi}: {period.start:%d/%m/%Y} – {period.end:%d/%m/%Y}")
        self.stdout.write(_("Trạng thái vào ngày %(day)s") % {"day": f"{figures.cut_off:%d/%m/%Y}"})
        for figure in figures:
            words = figure.words
            about = ", ".join(str(part) for part in (words.base, words.vat) if part)
            shown = text(figure.value, words.unit)
            label = f"{words.name} ({about})" if about else str(words.name)
            self.stdout.write(f"  {figure.key:32} {shown:>16}  {label}")
