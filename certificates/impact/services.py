"""Changes to the cases of wrong calibrations: opened, decided job by job, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.people import Person
from accounts.permissions import Can
from audit.record import record
from calibration import services as calibration
from calibration.models import Job
from certificates.impact import notices
from certificates.impact.tasks import key_of, work_out
from certificates.models import ImpactCase, ImpactDecision, ImpactItem
from certificates.models.impact import LONGEST_NOTICE, LONGEST_REASON
from certificates.states import Decided, ImpactState, ItemState
from common.canonical import canonical
from common.errors import Faults, Refused
from common.queue import enqueue
from common.text import nfc
from common.verbs import name_verbs
from instruments.models import CalibrationDoubt, StandardCalibration

name_verbs(
    {
        "impact.open": gettext_lazy("mở việc xét ảnh hưởng"),
        "impact.ask": gettext_lazy("yêu cầu tính lại ảnh hưởng"),
        "impact.compute": gettext_lazy("tính xong ảnh hưởng"),
        "impact.decide": gettext_lazy("quyết định về ảnh hưởng"),
        "impact.inform": gettext_lazy("ghi đã báo khách hàng"),
        "impact.close": gettext_lazy("khép lại việc xét ảnh hưởng"),
    }
)

MOST = 500  # items decided at once
LONGEST_HOW = 200


@dataclass(frozen=True)
class Finding:
    """Why an event cannot be leaned on: the event that says what is true, or the doubt."""

    corrected_by: StandardCalibration | None
    doubt: CalibrationDoubt | None
    since: date | None


def finding_of(event: StandardCalibration) -> Finding | None:
    """What was found of an event; None where nobody found anything."""
    right: StandardCalibration | None = None
    newer = StandardCalibration.objects.filter(corrects=event).first()
    while newer is not None:
        right = newer
        newer = StandardCalibration.objects.filter(corrects=newer).first()
    if right is not None:
        return Finding(right, None, None)
    doubts = list(event.doubts.all())
    if not doubts:
        return None
    first = min(doubts, key=lambda doubt: (doubt.begins(event), doubt.pk))
    return Finding(None, first, first.since)


@transaction.atomic
def open_case(*, event_id: int, why: str = "", by: Any, at: datetime) -> ImpactCase:
    """Open the case of an event that was corrected or is doubted, and have it worked out."""
    event = StandardCalibration.objects.select_related("standard__centre").get(pk=event_id)
    centre = event.standard.centre
    _insist(by, at, centre)
    found = finding_of(event)
    if found is None:
        raise Refused(
            _("Lần hiệu chuẩn này chưa bị đính chính hay nghi ngờ: hãy ghi điều đó ở trang chuẩn."),
            code="nothing_found",
        )
    # Two who open at once wait for each other here.
    type(event.standard).objects.select_for_update(no_key=True).get(pk=event.standard_id)
    if ImpactCase.objects.filter(event=event, state=ImpactState.OPEN).exists():
        raise Refused(_("Lần hiệu chuẩn này đang được xét ảnh hưởng."), code="already_open")
    own = found.doubt.why if found.doubt else found.corrected_by.why if found.corrected_by else ""
    case = ImpactCase.objects.create(
        centre=centre,
        event=event,
        corrected_by=found.corrected_by,
        doubt=found.doubt,
        since=found.since,
        why=_reason("why", why or own),
        opened_by=by,
        opened_at=at,
    )
    changes = {"event": (None, event), "corrected_by": (None, found.corrected_by)}
    record(
        subject=case, verb="impact.open", by=by, at=at, chain=centre.code, changes=changes,
        why=case.why,
    )  # fmt: skip
    _have_worked_out(case, by)
    return case


@transaction.atomic
def ask_again(*, case_id: int, by: Any, at: datetime) -> ImpactCase:
    """Have a case worked out again, with what is known of the event by now."""
    case = _open(case_id, by, at)
    found = finding_of(case.event)
    before = case.corrected_by
    if found is not None and found.corrected_by is not None:
        case.corrected_by, case.since = found.corrected_by, None
    case.asked += 1
    case.save(update_fields=["corrected_by", "since", "asked"])
    record(
        subject=case, verb="impact.ask", by=by, at=at, chain=case.centre.code,
        changes={"corrected_by": (before, case.corrected_by)},
    )  # fmt: skip
    _have_worked_out(case, by)
    return case


def _have_worked_out(case: ImpactCase, by: Any) -> None:
    key = key_of(case.pk, case.asked)
    enqueue(work_out, key=key, by_id=by.pk, case_id=case.pk, asked=case.asked)


@dataclass(frozen=True)
class Verdict:
    """What is decided, and why; for a client the letter, with its places open or filled."""

    decided: str
    reason: str
    notice_vi: str = ""
    notice_en: str = ""
    informed_on: date | None = None
    informed_how: str = ""


@transaction.atomic
def decide(
    *, case_id: int, item_ids: Sequence[int], verdict: Verdict, by: Any, at: datetime
) -> list[ImpactDecision]:
    """Decide about touched jobs, all or none. A decision before it stays on record.

    `repeat` opens a new job for each. `recall` leaves the certificate to whoever withdraws it.
    """
    case = _open(case_id, by, at)
    if case.computed_at is None:
        raise Refused(_("Ảnh hưởng chưa tính xong: chờ rồi hãy quyết định."), code="not_computed")
    items = _items(case, item_ids)
    _check(verdict, items, at)
    made = [_decision(case, item, verdict, by, at) for item in items]
    _keep(case, made, "impact.decide", by, at, why=nfc(verdict.reason))
    return made


@transaction.atomic
def inform(
    *, case_id: int, item_ids: Sequence[int], on: date, how: str, by: Any, at: datetime
) -> list[ImpactDecision]:
    """Record that clients were told: when and how, beside what was decided."""
    case = _open(case_id, by, at)
    items = _items(case, item_ids)
    faults = Faults()
    _check_informed(on, how, at, faults, names=("on", "how"))
    faults.raise_if_any()
    if any(item.decision is None or item.state != ItemState.DECIDED for item in items):
        raise Refused(_("Hãy quyết định trước khi báo khách hàng."), code="undecided")
    made = [_told(item, on, how, by, at) for item in items]
    _keep(case, made, "impact.inform", by, at, why=nfc(how))
    return made


def _told(item: ImpactItem, on: date, how: str, by: Any, at: datetime) -> ImpactDecision:
    old = item.decision
    assert old is not None
    return ImpactDecision(
        item=item, decided=old.decided, reason=old.reason, notice_vi=old.notice_vi,
        notice_en=old.notice_en, informed_on=on, informed_how=nfc(how), new_job=old.new_job,
        found=old.found, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def close_case(*, case_id: int, conclusion: str, by: Any, at: datetime) -> ImpactCase:
    """Close a case whose every job is decided and done."""
    case = _open(case_id, by, at)
    kept = _reason("conclusion", conclusion)
    if case.computed_at is None:
        raise Refused(_("Ảnh hưởng chưa tính xong: chờ rồi hãy khép lại."), code="not_computed")
    if waiting := case.items.filter(state=ItemState.UNDECIDED).count():
        raise Refused(
            ngettext(
                "Còn %(n)s phiếu chưa quyết định.", "Còn %(n)s phiếu chưa quyết định.", waiting
            )
            % {"n": waiting},
            code="undecided",
        )
    if waiting := case.items.left_to_do().count():
        raise Refused(
            ngettext(
                "Còn %(n)s phiếu chưa làm xong: khách hàng chưa được báo hoặc giấy chưa thu hồi.",
                "Còn %(n)s phiếu chưa làm xong: khách hàng chưa được báo hoặc giấy chưa thu hồi.",
                waiting,
            )
            % {"n": waiting},
            code="left_to_do",
        )
    before, case.state = case.state, ImpactState.CLOSED
    case.closed_by, case.closed_at, case.conclusion = by, at, kept
    case.save(update_fields=["state", "closed_by", "closed_at", "conclusion"])
    record(
        subject=case, verb="impact.close", by=by, at=at, chain=case.centre.code,
        changes={"state": (before, case.state)}, why=kept,
    )  # fmt: skip
    return case


# Parts


def _insist(by: Any, at: datetime, centre: Any) -> None:
    Person(by, timezone.localdate(at)).insist(Can.MANAGE_IMPACT, centre)


def _open(case_id: int, by: Any, at: datetime) -> ImpactCase:
    rows = ImpactCase.objects.select_for_update(of=("self",), no_key=True)
    case = rows.select_related("centre", "event__standard", "corrected_by").get(pk=case_id)
    _insist(by, at, case.centre)
    if not case.open:
        raise Refused(_("Việc xét ảnh hưởng này đã khép lại."), code="wrong_state")
    return case


def _items(case: ImpactCase, ids: Sequence[int]) -> list[ImpactItem]:
    faults = Faults()
    if not ids:
        faults.add("items", _("Chưa chọn phiếu nào."), code="required")
    if len(ids) > MOST:
        faults.add(
            "items", _("Mỗi lần nhiều nhất %(most)s phiếu.") % {"most": MOST}, code="too_many",
            found=str(len(ids)), allowed=str(MOST),
        )  # fmt: skip
    faults.raise_if_any()
    rows = case.items.select_related(
        "decision__new_job", "certificate", "customer", "job__centre", "job__instrument__type",
        "job__site",
    )  # fmt: skip
    found = {item.pk: item for item in rows.filter(pk__in=list(ids)).order_by("pk")}
    for pk in ids:
        if pk not in found:
            faults.add("items", _("Việc xét này không có phiếu đó."), code="unknown", found=str(pk))
    faults.raise_if_any()
    return list(found.values())


def _reason(name: str, text: str) -> str:
    faults = Faults()
    _check_text(name, text, LONGEST_REASON, faults, required=True)
    faults.raise_if_any()
    return nfc(text)


def _check_text(name: str, text: str, most: int, faults: Faults, *, required: bool) -> None:
    length = len(nfc(text))
    if required and not length:
        faults.add(name, _("Hãy nêu lý do."), code="required")
    if length > most:
        faults.add(name, _("Quá dài."), code="too_long", found=str(length), allowed=str(most))


def _check(verdict: Verdict, items: Sequence[ImpactItem], at: datetime) -> None:
    faults = Faults()
    if verdict.decided not in Decided.values:
        faults.add(
            "decided", _("Không thuộc danh sách."), code="unknown", found=verdict.decided[:40],
            allowed=", ".join(Decided.values),
        )  # fmt: skip
    _check_text("reason", verdict.reason, LONGEST_REASON, faults, required=True)
    if verdict.decided == Decided.INFORM and not nfc(verdict.notice_vi):
        faults.add("notice_vi", _("Hãy viết nội dung thông báo."), code="required")
    for name in ("notice_vi", "notice_en"):
        _check_text(name, getattr(verdict, name), LONGEST_NOTICE, faults, required=False)
        notices.check(name, getattr(verdict, name), faults)
    if verdict.informed_on is not None or nfc(verdict.informed_how):
        _check_informed(verdict.informed_on, verdict.informed_how, at, faults)
    if verdict.decided == Decided.RECALL and any(item.certificate is None for item in items):
        faults.add("decided", _("Có phiếu chưa có giấy để thu hồi."), code="no_certificate")
    faults.raise_if_any()


def _check_informed(
    on: date | None,
    how: str,
    at: datetime,
    faults: Faults,
    names: tuple[str, str] = ("informed_on", "informed_how"),
) -> None:
    if on is None:
        faults.add(names[0], _("Hãy ghi ngày báo khách hàng."), code="required")
    elif on > timezone.localdate(at):
        faults.add(names[0], _("Ngày này còn ở tương lai."), code="future")
    if not nfc(how):
        faults.add(names[1], _("Hãy ghi đã báo bằng cách nào."), code="required")
    _check_text(names[1], how, LONGEST_HOW, faults, required=False)


def _decision(
    case: ImpactCase, item: ImpactItem, verdict: Verdict, by: Any, at: datetime
) -> ImpactDecision:
    def letter(text: str, lang: str) -> str:
        return notices.filled(text, item, case, lang)[:LONGEST_NOTICE]

    return ImpactDecision(
        item=item,
        decided=verdict.decided,
        reason=nfc(verdict.reason),
        notice_vi=letter(verdict.notice_vi, "vi"),
        notice_en=letter(verdict.notice_en, "en"),
        informed_on=verdict.informed_on,
        informed_how=nfc(verdict.informed_how),
        new_job=_again(item, by, at) if verdict.decided == Decided.REPEAT else None,
        found=canonical(item.counts),
        by=by,
        at=at,
    )


def _again(item: ImpactItem, by: Any, at: datetime) -> Job:
    """The same work once more, for the same instrument; the job that was opened for it before."""
    if item.decision is not None and item.decision.new_job is not None:
        return item.decision.new_job
    job = item.job
    return calibration.open_job(
        centre=job.centre, customer=job.customer, site=job.site, instrument=job.instrument,
        sample=job.sample, service=job.service, regime=job.regime, on_site=job.on_site, by=by,
        at=at,
    )  # fmt: skip


def _keep(
    case: ImpactCase, made: Sequence[ImpactDecision], verb: str, by: Any, at: datetime, *, why: str
) -> None:
    kept = ImpactDecision.objects.bulk_create(made)
    for decision in kept:
        decision.item.decision, decision.item.state = decision, ItemState.DECIDED
    ImpactItem.objects.bulk_update(
        [each.item for each in kept], ["decision", "state"], batch_size=200
    )
    changes = {
        "decided": (None, kept[0].decided),
        "jobs": (None, ", ".join(str(each.item.job_id) for each in kept)),
    }
    record(
        subject=case, verb=verb, by=by, at=at, chain=case.centre.code, changes=changes, why=why,
        seals=kept,
    )  # fmt: skip
