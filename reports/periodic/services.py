"""A report begun, reviewed, returned, opened again; its cut-off moved, its causes told."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from common.errors import Conflict, Fault, Faults, InvalidInput, Refused
from common.holding import hold
from common.period import Period
from common.states import advance
from planning.models import Block
from reports.models import Cause, PeriodReport, ReportSection
from reports.periodic.drafting import statement_of
from reports.periodic.words import LONGEST_WHY, held, note, said
from reports.states import REPORT_MOVES, ReportKind, ReportState

LONGEST_CAUSE = 2000
# What the next version of a report takes over.
KEPT = (
    "centre", "block", "kind", "period", "cut_off", "number", "dated_on", "signer_for",
    "signer_title", "signer_name", "recipients", "made_by",
)  # fmt: skip


@transaction.atomic
def begin(
    *,
    centre: Centre,
    period: Period,
    cut_off: date,
    by: User,
    at: datetime,
    kind: str = ReportKind.UNIT,
    block: Block | None = None,
) -> PeriodReport:
    """Begin the report of a unit for a period. There is one; once closed it is opened again.

    Raises InvalidInput for a cut-off outside the period, Conflict where the report is there.
    """
    _require_cut_off(period, cut_off)
    _require_block(kind, block, centre)
    hold(Centre.objects.all(), centre.pk)
    _refuse_second(centre, period, kind, block)
    made = PeriodReport.objects.create(
        centre=centre,
        block=block,
        kind=kind,
        period=period.code,
        cut_off=cut_off,
        made_by=by,
        made_at=at,
    )
    changes = {"period": (None, period), "cut_off": (None, cut_off), "kind": (None, kind)}
    note(made, "report.begin", by=by, at=at, changes=changes)
    return made


def _require_cut_off(period: Period, cut_off: date) -> None:
    if period.contains(cut_off):
        return
    days = {"start": f"{period.start:%d/%m/%Y}", "end": f"{period.end:%d/%m/%Y}"}
    early = cut_off < period.start
    message = (
        _("Ngày chốt số liệu trước khi kỳ bắt đầu (%(start)s).") % days
        if early
        else _("Ngày chốt số liệu sau khi kỳ kết thúc (%(end)s).") % days
    )
    raise InvalidInput(
        Fault(
            "cut_off",
            message,
            code="too_early" if early else "too_late",
            found=cut_off.isoformat(),
            allowed=f"{period.start.isoformat()} … {period.end.isoformat()}",
        )
    )


def _require_block(kind: str, block: Block | None, centre: Centre) -> None:
    if (kind == ReportKind.BLOCK) != (block is not None):
        message = _("Báo cáo của khối thi đua cần một khối, các báo cáo khác thì không.")
        raise InvalidInput(Fault("block", message, code="required" if block is None else "invalid"))
    if block is not None and block.centre_id != centre.pk:
        message = _("Khối này do đơn vị khác giữ.")
        raise InvalidInput(Fault("block", message, code="invalid", found=block.code))


def _refuse_second(centre: Centre, period: Period, kind: str, block: Block | None) -> None:
    rows = PeriodReport.objects.filter(centre=centre, period=period.code, kind=kind, block=block)
    found = rows.order_by("version").last()
    if found is None:
        return
    if found.state == ReportState.CLOSED:
        message = _("Báo cáo của kỳ này đã chốt. Muốn sửa thì mở lại, kèm lý do.")
        raise Conflict(message, code="closed")
    message = _("Đã có dự thảo báo cáo của đơn vị này cho kỳ này.")
    raise Conflict(message, code="already")


@transaction.atomic
def review(*, report_id: int, by: User, at: datetime) -> PeriodReport:
    """The draft was read through; it waits to be closed."""
    report = held(report_id)
    advance(report, "review", REPORT_MOVES)
    report.reviewed_by, report.reviewed_at = by, at
    report.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    note(report, "report.review", by=by, at=at)
    return report


@transaction.atomic
def return_to_draft(*, report_id: int, why: str, by: User, at: datetime) -> PeriodReport:
    """Back to its writer, with the reason."""
    report = held(report_id)
    faults = Faults()
    reason = said(faults, "why", why, most=LONGEST_WHY)
    faults.raise_if_any()
    advance(report, "return", REPORT_MOVES)
    report.reviewed_by, report.reviewed_at = None, None
    report.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    note(report, "report.return", by=by, at=at, why=reason)
    return report


@transaction.atomic
def move_cut_off(*, report_id: int, cut_off: date, by: User, at: datetime) -> PeriodReport:
    """Count a draft up to another day."""
    report = held(report_id)
    require_draft(report)
    _require_cut_off(Period.parse(report.period), cut_off)
    changes = {"cut_off": (report.cut_off, cut_off)}
    report.cut_off = cut_off
    report.save(update_fields=["cut_off"])
    note(report, "report.cut_off", by=by, at=at, changes=changes)
    return report


def require_draft(report: PeriodReport) -> None:
    """Refuse whatever changes a report that is no draft any more."""
    if report.state != ReportState.DRAFT:
        message = _("Chỉ sửa được khi báo cáo là dự thảo.")
        raise Refused(message, code="wrong_state")


@transaction.atomic
def tell_cause(
    *, report_id: int, indicator: str, text: str, by: User, at: datetime
) -> PeriodReport:
    """Say why a plan was missed. What was said before is in the events."""
    report = held(report_id)
    if report.state == ReportState.CLOSED:
        message = _("Báo cáo đã chốt: nguyên nhân không sửa được nữa.")
        raise Refused(message, code="wrong_state")
    faults = Faults()
    cause = said(faults, "text", text, most=LONGEST_CAUSE)
    missed = {line.code for line in statement_of(report).missed}
    if indicator not in missed:
        message = _("Chỉ tiêu này không có kế hoạch bị hụt.")
        allowed = ", ".join(sorted(missed))
        faults.add("indicator", message, code="unknown", found=indicator[:60], allowed=allowed)
    faults.raise_if_any()
    before = Cause.objects.filter(report=report, indicator=indicator).first()
    facts = {"text": cause, "entered_by": by, "entered_at": at}
    Cause.objects.update_or_create(report=report, indicator=indicator, defaults=facts)
    changes = {indicator: (before.text if before else None, cause)}
    note(report, "report.cause", by=by, at=at, changes=changes)
    return report


@transaction.atomic
def reopen(*, report_id: int, why: str, by: User, at: datetime) -> PeriodReport:
    """The next version of a closed report, as a draft with its words; the old one stays as it is.

    It remains the writer's: whoever opens it again may close it, the writer may not.
    """
    old = held(report_id)
    faults = Faults()
    reason = said(faults, "why", why, most=LONGEST_WHY)
    faults.raise_if_any()
    _require_newest_closed(old)
    kept = {name: getattr(old, name) for name in KEPT}
    made = PeriodReport.objects.create(
        **kept, version=old.version + 1, follows=old, reopened_why=reason, made_at=at
    )
    _copy_words(old, made)
    changes = {"version": (old.version, made.version)}
    note(made, "report.reopen", by=by, at=at, changes=changes, why=reason)
    return made


def _require_newest_closed(report: PeriodReport) -> None:
    if report.state != ReportState.CLOSED:
        raise Refused(_("Báo cáo chưa chốt: không cần mở lại."), code="wrong_state")
    if PeriodReport.objects.filter(follows=report).exists():
        raise Conflict(_("Báo cáo này đã được mở lại; hãy xem bản sau."), code="already")


def _copy_words(old: PeriodReport, made: PeriodReport) -> None:
    sections = list(ReportSection.objects.filter(report=old))
    for one in sections:
        one.pk, one.report = None, made
    ReportSection.objects.bulk_create(sections)
    causes = list(Cause.objects.filter(report=old))
    for each in causes:
        each.pk, each.report = None, made
    Cause.objects.bulk_create(causes)
