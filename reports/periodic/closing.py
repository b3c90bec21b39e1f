"""Closing: every figure frozen with its rows, in one transaction, and sealed in the event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput, Refused
from common.moment import one_moment
from common.states import advance
from reports.models import ClosedFigure, ClosedReport, PeriodReport
from reports.periodic.adjusting import adjustments_of, closed_before, told_already
from reports.periodic.drafting import Drafted, causes_of, drafted
from reports.periodic.hooks import filled_sections
from reports.periodic.letters import write_letters
from reports.periodic.saying import both, digest_of
from reports.periodic.statement import Statement
from reports.periodic.words import held, note
from reports.states import REPORT_MOVES, ReportKind, ReportState

FORMAT = "chuan.period-report/1"
type_of_progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    return


@dataclass(frozen=True)
class Reckoned:
    """All that is frozen, reckoned before anything is held."""

    draft: Drafted
    sections: list[dict[str, str]]
    adjustments: list[dict[str, Any]]


def refuse_early(report: PeriodReport, by: User, at: datetime) -> None:
    """Raise Refused for what no figure decides: state, four eyes, a cut-off to come."""
    if report.state != ReportState.REVIEWED:
        message = _("Báo cáo phải được soát trước khi chốt.")
        raise Refused(message, code="wrong_state")
    if by.pk == report.made_by_id:
        message = _("Người lập báo cáo không tự chốt: cần người khác có quyền chốt.")
        raise Refused(message, code="four_eyes")
    if report.cut_off > timezone.localdate(at):
        message = _("Ngày chốt số liệu %(day)s chưa đến.") % {"day": f"{report.cut_off:%d/%m/%Y}"}
        raise Refused(message, code="in_future")


def close(
    *, report_id: int, by: User, at: datetime, say: type_of_progress = _silent
) -> PeriodReport:
    """Freeze a reviewed report. Figures are reckoned of one moment, then all is written at once.

    Raises Refused in another state or for its writer, InvalidInput naming each missed plan that
    nobody gave a cause for. Of two who close at once one does.
    """
    report = PeriodReport.objects.select_related("centre", "block").get(pk=report_id)
    refuse_early(report, by, at)
    found = _reckon(report, say)
    return _write(report_id, found, by=by, at=at)


def _reckon(report: PeriodReport, say: type_of_progress) -> Reckoned:
    earlier = closed_before(report)
    total = len(earlier) + 2
    say(0, total)
    with one_moment():
        draft = drafted(report)
        words = filled_sections(report, draft.statement)
    say(1, total)
    told = told_already(report, earlier) if earlier else {}
    late: list[dict[str, Any]] = []
    for done, one in enumerate(earlier, start=2):
        with one_moment():
            late += adjustments_of(one, told.get(one.pk, {}))
        say(done, total)
    return Reckoned(draft, words, late)


@transaction.atomic
def _write(report_id: int, found: Reckoned, *, by: User, at: datetime) -> PeriodReport:
    report = held(report_id)
    refuse_early(report, by, at)
    _refuse_moved(report, found.draft.statement.report)
    _refuse_unexplained(report, found.draft.statement)
    before, after = advance(report, "close", REPORT_MOVES)
    report.closed_by, report.closed_at = by, at
    report.save(update_fields=["state", "closed_by", "closed_at"])
    rows = {code: canonical(found.draft.rows(code)) for code in found.draft.statement.by_code}
    said = _said(report, found, rows)
    text = canonical(said)
    closing = ClosedReport.objects.create(
        report=report, statement=text, digest=sha256(text), closed_at=at
    )
    figures = _freeze(closing, said["figures"], rows)
    changes = {"state": (before, after), "sha256": (None, closing.digest)}
    note(report, "report.close", by=by, at=at, changes=changes, seals=[closing, *figures])
    write_letters(report, by=by, at=at)
    return report


def _refuse_moved(report: PeriodReport, reckoned: PeriodReport) -> None:
    """What was reckoned is of the review that still holds."""
    if report.reviewed_at != reckoned.reviewed_at:
        message = _("Báo cáo vừa được soát lại. Hãy chốt lại.")
        raise Refused(message, code="wrong_state")


def _refuse_unexplained(report: PeriodReport, found: Statement) -> None:
    told = causes_of(report)
    lines = [line for line in found.missed if line.code not in told]
    if not lines:
        return
    message = _("Chưa đạt kế hoạch (%(rate)s) mà chưa ghi nguyên nhân: %(name)s.")
    faults = [
        Fault(
            line.code,
            message % {"rate": line.rate.shown if line.rate else "", "name": line.name},
            code="cause_missing",
            found=line.shown,
        )
        for line in lines
    ]
    raise InvalidInput(*faults, message=" ".join(str(fault.message) for fault in faults))


def _freeze(
    closing: ClosedReport, said: Iterable[dict[str, Any]], rows: dict[str, str]
) -> list[ClosedFigure]:
    made = [
        ClosedFigure(
            closing=closing,
            code=one["code"],
            statement=canonical(_without_digest(one)),
            rows=rows[one["code"]],
            digest=one["digest"],
        )
        for one in said
    ]
    return ClosedFigure.objects.bulk_create(made, batch_size=50)


def _without_digest(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != "digest"}


def _said(report: PeriodReport, found: Reckoned, rows: dict[str, str]) -> dict[str, Any]:
    """The whole statement, in text and in words that need nothing looked up."""
    draft = found.draft.statement
    causes = causes_of(report)
    figures = []
    for line in draft.figures:
        said = {**line.said, "cause": causes.get(line.said["same_as"] or line.code, "")}
        said["standing"] = str(line.standing or "")
        figures.append({**said, "digest": digest_of(said, rows[line.code])})
    people = ("made_by", "reviewed_by", "closed_by")
    return {
        "format": FORMAT,
        "centre": {
            "code": report.centre.code,
            "name": {"vi": report.centre.name_vi, "en": report.centre.name_en},
            "path": report.centre.path,
        },
        "block": _block(report),
        "members": list(draft.members),
        "kind": report.kind,
        "kind_name": both(ReportKind(report.kind).label),
        "period": report.period,
        "cut_off": report.cut_off.isoformat(),
        "version": report.version,
        "reopened_why": report.reopened_why,
        "choices": draft.choices,
        "figures": figures,
        "sections": found.sections,
        "adjustments": found.adjustments,
        **{name: str(getattr(report, name) or "") for name in people},
        "closed_at": timezone.localtime(report.closed_at).isoformat(),
    }


def _block(report: PeriodReport) -> dict[str, Any] | None:
    if report.block is None:
        return None
    return {"code": report.block.code, "name": report.block.name}
