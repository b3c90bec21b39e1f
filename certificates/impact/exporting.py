"""Every touched point of a case as a sheet, row after row as it is computed."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calibration.states import Outcome
from certificates.impact.computing import touched
from certificates.impact.findings import Point, TouchedJob
from certificates.impact.tasks import suspect_of
from certificates.impact.words import why_words
from certificates.models import ImpactCase
from certificates.states import Decided, Effect
from common.sheets import Table, write_book
from common.templatetags.show import words
from metrology.quantities.units import UNITS

_WIDTHS = (34, 8, 34, 16, 14, 12, 40, 12, 10, 14, 14, 14, 10, 12, 12, 12, 12, 12, 18, 40, 18)


def headings() -> list[str]:
    """The heads of the columns."""
    return [
        pgettext("một", "Khách hàng"), _("Phiếu"), _("Đối tượng"), _("Số chế tạo"), _("Số giấy"),
        _("Ngày thực hiện"), _("Điểm đo"), _("Giá trị chuẩn"), _("Đơn vị đo"), _("Sai số đã ghi"),
        _("Sai số tính lại"), _("Thay đổi"), _("Đơn vị sai số"), _("Giới hạn"), _("U đã ghi"),
        _("U tính lại"), _("Kết luận đã ghi"), _("Kết luận tính lại"), _("Ảnh hưởng"),
        _("Vì sao chưa rõ"), _("Quyết định"),
    ]  # fmt: skip


def lines(case: ImpactCase) -> Iterator[list[Any]]:
    """One line for each touched point, computed as it is asked for."""
    rows = case.items.filter(decision__isnull=False).values_list("job_id", "decision__decided")
    decided = dict(rows.iterator())
    for each in touched(suspect_of(case)):
        said = decided.get(each.job.pk, "")
        for point in each.points:
            yield _line(each, point, str(Decided(said).label) if said else "")


def _line(found: TouchedJob, point: Point, decided: str) -> list[Any]:
    job, thing = found.job, found.job.instrument
    return [
        job.customer.name, job.pk, thing.shown_name if thing else job.sample,
        thing.serial if thing else "", found.certificate.number if found.certificate else "",
        job.performed_on, words(dict(point.place)), point.reference, _symbol(point.unit),
        point.old.error, point.new.error, point.change, _symbol(point.error_unit or point.unit),
        point.limit, point.old.expanded, point.new.expanded, _verdict(point.old.verdict),
        _verdict(point.new.verdict), str(Effect(point.effect).label), why_words(point.why),
        decided,
    ]  # fmt: skip


def _symbol(code: str) -> str:
    return UNITS[code].symbol if code else ""


def _verdict(code: str) -> str:
    return str(Outcome(code).label) if code else ""


def csv_answer(case: ImpactCase) -> StreamingHttpResponse:
    """The sheet as CSV, sent while it is computed; UTF-8 with the mark that Excel looks for."""
    language = translation.get_language() or "vi"
    answer = StreamingHttpResponse(_encoded(case, language), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="impact-{case.pk}.csv"'
    return answer


def _encoded(case: ImpactCase, language: str) -> Iterator[bytes]:
    """The middleware has gone when this runs: each line is written in the reader's language."""
    yield "\ufeff".encode()
    rows = _every(case)
    while True:
        with translation.override(language):
            row = next(rows, None)
        if row is None:
            return
        out = io.StringIO(newline="")
        csv.writer(out).writerow([_safe(cell) for cell in row])
        yield out.getvalue().encode()


def _every(case: ImpactCase) -> Iterator[list[Any]]:
    yield headings()
    yield from lines(case)


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula is kept a text; a number stays one."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t", "\r"):
        return f"'{cell}"
    return "" if cell is None else cell


def xlsx(case: ImpactCase) -> bytes:
    """The sheet as a workbook, written row by row."""
    table = Table(_("Điểm bị ảnh hưởng"), headings(), lines(case), widths=_WIDTHS)
    return write_book([table], flat=True)
