"""`manage.py period_report HUE 2022-Q1 --format docx [--cut-off 2022-03-28] [--out FILE]`."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import DomainError
from common.period import Period
from planning.models import Block
from reports.documents.files import FORMS, made, name_of
from reports.models import PeriodReport
from reports.states import ReportKind, ReportState


class Command(BaseCommand):
    help = "Makes the report of a unit or a block for a period, computed from rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("centre", help="code of a unit, as HUE, or of a block")
        parser.add_argument("period", help="2022-Q1, 2026-H1, 2026-9M, 2026-11, 2026")
        parser.add_argument("--format", choices=list(FORMS), default="docx")
        parser.add_argument("--kind", choices=[str(one) for one in ReportKind], default="")
        parser.add_argument("--cut-off", help="2022-03-28; the end of the period when left out")
        parser.add_argument("--out", metavar="FILE", help="“-” is the standard output")
        parser.add_argument(
            "--stored", action="store_true", help="the newest stored report, closed or draft"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(options)
            content = made(report, options["format"])
        except DomainError as error:
            told = " ".join(str(fault.message) for fault in error.faults) or str(error)
            raise CommandError(told) from error
        self._write(content, options["out"] or name_of(report, options["format"]))

    def _report(self, options: dict[str, Any]) -> PeriodReport:
        period = Period.parse(options["period"])
        centre, block = _unit(options["centre"])
        kind = options["kind"] or (ReportKind.BLOCK if block else ReportKind.UNIT)
        if (kind == ReportKind.BLOCK) != (block is not None):
            raise CommandError(_("Báo cáo của khối thi đua cần mã của một khối."))
        if options["stored"]:
            return _stored(centre, block, period, kind)
        cut_off = _day(options["cut_off"]) or period.end
        if not period.contains(cut_off):
            raise CommandError(_("Ngày chốt số liệu phải nằm trong kỳ."))
        return PeriodReport(
            centre=centre,
            block=block,
            kind=kind,
            period=period.code,
            cut_off=cut_off,
            state=ReportState.DRAFT,
            made_at=_noon(cut_off),
        )

    def _write(self, content: bytes, path: str) -> None:
        if path == "-":
            sys.stdout.buffer.write(content)
            return
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(str(path))


def _unit(code: str) -> tuple[Centre, Block | None]:
    centre = Centre.objects.select_related("parent").filter(code=code).first()
    if centre is not None:
        return centre, None
    block = Block.objects.select_related("centre__parent").filter(code=code).first()
    if block is None:
        known = ", ".join(Centre.objects.values_list("code", flat=True)[:50])
        message = _("Không có đơn vị mã “%(code)s”. Các mã đang có: %(known)s.")
        raise CommandError(message % {"code": code, "known": known or "–"})
    return block.centre, block


def _stored(centre: Centre, block: Block | None, period: Period, kind: str) -> PeriodReport:
    rows = PeriodReport.objects.select_related("centre__parent", "block", "closing")
    found = rows.filter(centre=centre, block=block, period=period.code, kind=kind)
    report: PeriodReport | None = found.order_by("version").last()
    if report is None:
        raise CommandError(_("Chưa lập báo cáo này."))
    return report


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("Ngày viết như 2022-03-28.")) from error


def _noon(day: date) -> datetime:
    """The clock inside the file: the same report has the same bytes whenever it is made."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
