"""Writing a section, taking a changed paragraph of its proposal, or keeping one's own."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.canonical import sha256
from common.errors import Conflict, Fault, InvalidInput
from common.text import nfc
from common.verbs import name_verbs
from reports.models import PeriodReport, ReportSection
from reports.narrative.changes import Change, settled, taken
from reports.narrative.naming import check
from reports.narrative.writing import Written, words_now
from reports.periodic.services import require_draft
from reports.periodic.words import held, note

name_verbs(
    {
        "report.write": gettext_lazy("viết một mục của báo cáo kỳ"),
        "report.take": gettext_lazy("lấy đề xuất mới vào báo cáo kỳ"),
        "report.keep": gettext_lazy("giữ lời đã viết trong báo cáo kỳ"),
        "report.heading": gettext_lazy("ghi số, ngày, người ký của báo cáo kỳ"),
    }
)
LONGEST = 20_000
HEADING = ("number", "dated_on", "signer_for", "signer_title", "signer_name", "recipients")
LONGEST_RECIPIENTS = 2000


@transaction.atomic
def write_section(
    *, report_id: int, key: str, text: str, seen: str, by: User, at: datetime
) -> ReportSection:
    """Save the words of a section. `seen` is the version that the person began from.

    Raises InvalidInput for names of figures that do not exist, Conflict where somebody else saved
    meanwhile, Refused when it is no draft.
    """
    report, section = _section(report_id, key, seen)
    said = _clean(text)
    check(said, section.ground.figures)
    row = section.row
    before = row.text if row else ""
    base = row.base if row else section.proposal
    return _save(report, section, said, base, verb="report.write", by=by, at=at, before=before)


@transaction.atomic
def settle_change(
    *, report_id: int, key: str, change: str, take: bool, seen: str, by: User, at: datetime
) -> ReportSection:
    """Take one changed paragraph of the proposal into one's text, or keep one's own."""
    report, section = _section(report_id, key, seen)
    found = next((one for one in section.changes if digest_of(one) == change), None)
    row = section.row
    if found is None or row is None:
        message = _("Đề xuất đã đổi tiếp. Hãy xem lại bản mới.")
        raise Conflict(message, code="changed_meanwhile")
    text = taken(row.text, row.base, found) if take else row.text
    base = settled(row.base, found)
    verb = "report.take" if take else "report.keep"
    return _save(report, section, text, base, verb=verb, by=by, at=at, before=row.text)


def digest_of(change: Change) -> str:
    """Names a change, so that what is taken is what was shown."""
    return sha256("\n".join([str(change.at), *change.old, "→", *change.new]))[:16]


def _section(report_id: int, key: str, seen: str) -> tuple[PeriodReport, Written]:
    report = held(report_id)
    require_draft(report)
    section = words_now(report).section(key)
    if section.version != seen:
        row = section.row
        who = row.edited_by if row else None
        message = _("%(who)s vừa lưu mục này. Hãy xem bản mới rồi lưu lại.")
        raise Conflict(message % {"who": who or _("Người khác")}, code="changed_meanwhile")
    return report, section


def _clean(text: str) -> str:
    said = nfc(text.replace("\r\n", "\n")).strip()
    if len(said) > LONGEST:
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST}
        found = str(len(said))
        raise InvalidInput(Fault("text", message, "too_long", found=found, allowed=str(LONGEST)))
    return said


def _save(
    report: PeriodReport,
    section: Written,
    text: str,
    base: str,
    *,
    verb: str,
    by: User,
    at: datetime,
    before: str,
) -> ReportSection:
    facts = {"text": text, "base": base, "edited_by": by, "edited_at": at}
    made, _new = ReportSection.objects.update_or_create(
        report=report, key=section.key, defaults=facts
    )
    note(report, verb, by=by, at=at, changes={section.key: (before, text)})
    return made


@transaction.atomic
def write_heading(*, report_id: int, by: User, at: datetime, facts: dict[str, Any]) -> PeriodReport:
    """What the document says of itself: number, day, signer, recipients."""
    report = held(report_id)
    require_draft(report)
    changes = {}
    for name in HEADING:
        value = facts.get(name, getattr(report, name))
        value = nfc(value).strip() if isinstance(value, str) else value
        _fits(name, value)
        if value != getattr(report, name):
            changes[name] = (getattr(report, name), value)
            setattr(report, name, value)
    if changes:
        report.save(update_fields=list(changes))
        note(report, "report.heading", by=by, at=at, changes=changes)
    return report


def _fits(name: str, value: Any) -> None:
    field: Any = PeriodReport._meta.get_field(name)
    most = field.max_length or LONGEST_RECIPIENTS
    if isinstance(value, str) and len(value) > most:
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
        raise InvalidInput(Fault(name, message, "too_long", str(len(value)), str(most)))
