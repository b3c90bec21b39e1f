"""Changes to certificates: issue, replace after a clerical error, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.record import hold, record
from calibration import services as calibration
from calibration.models import Job
from calibration.states import JobState, Outcome
from certificates import pdf, statement
from certificates.dcc.rehearsal import rehearse
from certificates.ending import replacing
from certificates.letters import services as letters
from certificates.letters import wording
from certificates.models import Certificate, Statement
from certificates.numbering import take_number
from certificates.signing import keys
from certificates.statement import facts
from certificates.states import CERTIFICATE_MOVES, Kind
from certificates.stickers import taking
from certificates.tasks import key_of, render_pdf
from common.errors import Fault, InvalidInput, Refused
from common.queue import enqueue
from common.states import advance
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "certificate.issue": gettext_lazy("cấp giấy"),
        "certificate.supersede": gettext_lazy("thay thế giấy"),
        "certificate.withdraw": gettext_lazy("thu hồi giấy"),
    }
)

LONGEST_REASON = 300


@transaction.atomic
def approve_and_issue(*, job_id: int, by: Any, at: datetime) -> Certificate:
    """Approve the measurements and state them: number, frozen statement, files to follow.

    All or nothing. A verification that failed gives a notice. Work that was approved before (on
    paper) is stated as it is. Refuses whoever measured, and a second certificate of a job.
    """
    job = Job.objects.select_for_update(no_key=True).get(pk=job_id)
    taking.hold_pieces(job)  # before the approval holds the chain
    if job.state != JobState.APPROVED:
        job = calibration.approve(job_id=job_id, by=by, at=at)
    else:
        _refuse_own_work(job, by)
        calibration.insist_agreement_of(job)
    if job.certificates.exists():
        raise Refused(_("Công việc này đã được cấp giấy."), code="already_issued")
    return _issue(job, by=by, at=at)


@transaction.atomic
def supersede(
    *, certificate_id: int, reason: str, by: Any, at: datetime, seen: str = ""
) -> Certificate:
    """Replace a certificate that has a clerical error by one with a new number.

    The measurements stay as they are; what was wrong was mended where it is kept (the customer,
    the instrument). A lost certificate needs a new verification (TT 23/2013 Art. 19), a wrong
    measurement a new job: where nothing differs nothing is replaced. `seen` names the difference
    that was shown (`replacing.Preview.seen`); if it is another one by now, it is shown again.
    """
    why = _required(reason)
    old = Certificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    job = Job.objects.select_for_update(no_key=True).get(pk=old.job_id)
    _refuse_own_work(job, by)
    _end(old, "supersede", why, by=by, at=at)
    _refuse_no_difference(old, seen, by=by, at=at)
    new = _issue(job, by=by, at=at, old=old)
    letters.write(
        certificate=old, about=letters.SUPERSEDE, text=wording.superseded(_ended(old, new)), by=by,
        at=at,
    )  # fmt: skip
    return new


@transaction.atomic
def withdraw(*, certificate_id: int, reason: str, by: Any, at: datetime) -> Certificate:
    """Say that a certificate no longer holds. Its number and its statement stay visible."""
    why = _required(reason)
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    _end(certificate, "withdraw", why, by=by, at=at)
    letters.write(
        certificate=certificate, about=letters.WITHDRAW,
        text=wording.withdrawn(_ended(certificate)), by=by, at=at,
    )  # fmt: skip
    return certificate


def _ended(old: Certificate, new: Certificate | None = None) -> wording.Ended:
    """What a letter tells of the end of a certificate."""
    said, address = statement.read(old.statement), check_address(old)
    if new is None:
        return wording.Ended(old, said, address)
    changes = statement.read(new.statement)["replaces"]["changes"]
    return wording.Ended(old, said, address, new.number, check_address(new), changes)


def _issue(job: Job, *, by: Any, at: datetime, old: Certificate | None = None) -> Certificate:
    assert job.performed_on is not None  # a constraint of approved jobs
    kind = kind_of(job)
    until, rule = facts.validity(job, kind)
    key = keys.for_issue(job.centre, at)
    if old is None:  # a new paper of the same work keeps the pieces that are stuck on
        taking.take(job=job, by=by, at=at)
    hold(job.centre.code)  # before the counter: every change takes its locks in this order
    year, serial, number = take_number(centre=job.centre, kind=kind, at=at)
    certificate = Certificate.objects.create(
        centre=job.centre,
        customer=job.customer,
        job=job,
        kind=kind,
        year=year,
        serial=serial,
        number=number,
        performed_on=job.performed_on,
        issued_at=at,
        issued_by=by,
        valid_until=until,
        valid_until_from=rule["vi"],
        supersedes=old,
    )
    frozen = statement.freeze(certificate, address=check_address(certificate), rule=rule, key=key)
    said = statement.read(frozen)
    _refuse_unprintable(said)
    rehearse(said)
    _refuse_other_measurements(frozen, old)
    record(
        subject=certificate,
        verb="certificate.issue",
        by=by,
        at=at,
        chain=job.centre.code,
        changes={"number": (None if old is None else old.number, number)},
        seals=[frozen],
        why="" if old is None else old.end_reason,
    )
    enqueue(
        render_pdf,
        key=key_of(certificate.pk),
        by_id=by.pk,
        certificate_id=certificate.pk,
    )
    return certificate


def kind_of(job: Job) -> Kind:
    """What is stated about a job: what failed is never a certificate."""
    return Kind.NOTICE if job.outcome == Outcome.FAIL else Kind(job.service)


def check_address(certificate: Certificate) -> str:
    """The check page as anyone outside reaches it."""
    path = reverse("certificates:check", args=[certificate.public_id])
    return f"{settings.SITE_URL}{path}"


def _end(certificate: Certificate, verb: str, why: str, *, by: Any, at: datetime) -> None:
    before, after = advance(certificate, verb, CERTIFICATE_MOVES)
    certificate.end_reason, certificate.ended_at = why, at
    certificate.save(update_fields=["state", "end_reason", "ended_at"])
    record(
        subject=certificate,
        verb=f"certificate.{verb}",
        by=by,
        at=at,
        chain=certificate.centre.code,
        changes={"state": (before, after)},
        why=why,
    )


def _refuse_own_work(job: Job, by: Any) -> None:
    if calibration.is_own_work(job, by):
        raise Refused(_("Người thực hiện không được tự duyệt kết quả của mình."), code="own_work")


def _refuse_unprintable(said: Mapping[str, Any]) -> None:
    """Better no number than a paper that can never be printed: which sign, and where it stands."""
    found = pdf.unprintable_in(said)
    if found:
        _place, signs, text = found[0]
        faults = (
            Fault(place, text, code="unprintable", found=signs) for place, signs, text in found
        )
        told = {"signs": pdf.named(signs), "text": text}
        message = _(
            "Phông chữ của giấy không có %(signs)s, trong “%(text)s”. Hãy viết lại ở nơi nhập."
        )
        raise Refused(message % told, code="unprintable", faults=tuple(faults))


def _refuse_other_measurements(frozen: Statement, old: Certificate | None) -> None:
    """A clerical error leaves the measurements alone; other numbers need another job."""
    if old is not None and not statement.same_measurements(old.statement, frozen):
        raise Refused(
            _("Số liệu đo khác giấy cũ: giấy thay thế chỉ sửa lỗi ghi chép. Lập phiếu mới."),
            code="measurements_differ",
        )


def _refuse_no_difference(old: Certificate, seen: str, *, by: Any, at: datetime) -> None:
    found = replacing.preview(old, by=by, at=at)
    if not found.changes:
        raise Refused(
            _(
                "Không có gì khác giấy cũ: hãy sửa chỗ sai ở khách hàng hoặc phương tiện đo trước. "
                "Giấy bị mất thì phải làm lại công việc."
            ),
            code="nothing_differs",
        )
    if seen and seen != found.seen:
        raise Refused(
            _("Những chỗ khác đã thay đổi từ lúc bạn xem. Hãy xem lại rồi cấp."),
            code="changed_since",
        )


def _required(reason: str) -> str:
    why = nfc(reason)
    if not why:
        raise InvalidInput(Fault("reason", _("Hãy nêu lý do."), code="required"))
    if len(why) > LONGEST_REASON:
        raise InvalidInput(
            Fault(
                "reason",
                _("Lý do quá dài."),
                code="too_long",
                found=str(len(why)),
                allowed=str(LONGEST_REASON),
            )
        )
    return why
