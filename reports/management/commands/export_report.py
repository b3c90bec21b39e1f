"""`manage.py export_report HUE 2026-H1 [--to FILE]`: the closed report as a signed file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import DomainError
from common.period import Period
from planning.models import Block
from reports.exchange.exporting import Exported, export_report
from reports.exchange.own_key import own_key
from reports.models import PeriodReport
from reports.states import ReportKind, ReportState


class Command(BaseCommand):
    help = "Writes the newest closed report of a unit as a signed file, or shows our public key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("centre", nargs="?", default="", help="code of a unit, as HUE")
        parser.add_argument("period", nargs="?", default="", help="2026-H1, 2026-Q4, 2026 …")
        parser.add_argument("--to", default="", help="a file, or a folder for a file of its name")
        parser.add_argument("--key", action="store_true", help="only show our public key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["key"]:
                self.stdout.write(own_key().public_key.strip())
                self.stderr.write(own_key().fingerprint)
                return
            file = export_report(self._report(options["centre"], options["period"]))
        except DomainError as error:
            said = [str(fault.message) for fault in error.faults] or [str(error)]
            raise CommandError(" ".join(said)) from error
        self._write(file, options["to"])

    def _report(self, code: str, period: str) -> PeriodReport:
        if not Centre.objects.filter(code=code).exists():
            _refuse_block(code)
        closed = PeriodReport.objects.filter(
            centre__code=code,
            period=Period.parse(period).code,
            kind=ReportKind.UNIT,
            state=ReportState.CLOSED,
        )
        found: PeriodReport | None = (
            closed.select_related("centre", "closing").order_by("-version").first()
        )
        if found is None:
            message = _("Đơn vị %(code)s chưa chốt báo cáo kỳ %(period)s.")
            raise CommandError(message % {"code": code, "period": period})
        return found

    def _write(self, file: Exported, to: str) -> None:
        if not to:
            self.stdout.write(file.content)
            return
        path = Path(to) / file.name if Path(to).is_dir() else Path(to)
        try:
            path.write_text(file.content)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(str(path))


def _refuse_block(code: str) -> None:
    """A block is made of reports that travel by themselves: its own report stays where it is."""
    block = Block.objects.filter(code=code).first()
    if block is not None:
        message = _(
            "“%(name)s” là khối thi đua: báo cáo của khối cộng từ báo cáo của các đơn vị nên không "
            "xuất thành tệp ký. Hãy xuất báo cáo của từng đơn vị thành viên."
        )
        raise CommandError(message % {"name": block.name})
