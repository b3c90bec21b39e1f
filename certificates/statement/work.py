"""What was worked on, by which method, when, where, by whom, with what conclusion."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from calibration.models import Job, Worksheet
from calibration.states import Regime
from certificates.models import Certificate
from certificates.statement import facts, paper, wording
from certificates.statement.shared import day_of, definition_of, facts_of, moment
from certificates.states import Kind
from common.pairs import Pair, pair
from instruments.cycles import last_day


def item(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    """The instrument or the sample, and who uses it."""
    site = job.site or (job.instrument.site if job.instrument is not None else None)
    return {
        "user": None if site is None else {"name": site.name, "address": site.address},
        "instrument": None
        if job.instrument is None
        else facts.instrument(job.instrument, definition_of(job, sheet), facts_of(sheet)),
        "sample": job.sample,
    }


def work(certificate: Certificate, job: Job, sheet: Worksheet | None, card: str) -> dict[str, Any]:
    """Method, place, dates, conclusion, signatures; `card` is the verification officer's."""
    kind = Kind(certificate.kind)
    issued = timezone.localdate(certificate.issued_at)
    return {
        "method": paper.method(job) if job.paper_record else _method(job),
        "regime": wording.REGIMES[Regime(job.regime)] if job.regime else None,
        "place": {
            "where": wording.ON_SITE if job.on_site else wording.IN_LABORATORY,
            "detail": sheet.place if sheet is not None else "",
        },
        "dates": {
            "performed": day_of(certificate.performed_on),
            "issued": day_of(issued),
            "issued_at": moment(certificate.issued_at),
        },
        "interval": _interval(kind, job),
        "conclusion": {"outcome": job.outcome, "text": wording.conclusion(kind, job.service)},
        "signatures": {
            "performer": _signature(job.technician, wording.performer(kind, job.service))
            | {"card": card},
            "approver": _signature(job.approved_by, wording.APPROVER),
            "approved_at": moment(job.approved_at),
            "issued_by": str(certificate.issued_by),
        },
    }


def _interval(kind: Kind, job: Job) -> dict[str, Any] | None:
    """The recalibration that the customer asked to have stated (ISO/IEC 17025:2017, 7.8.4.3)."""
    if kind != Kind.CALIBRATION or not job.interval_months or job.performed_on is None:
        return None
    on = last_day(job.performed_on, job.interval_months, "same_day")
    return {"on": day_of(on), "months": job.interval_months, "agreed": job.interval_agreed}


def _method(job: Job) -> dict[str, Any] | None:
    procedure = job.procedure
    if procedure is None:
        return None
    return {
        "number": _document(procedure.number, job),
        "title": pair(procedure.title_vi, procedure.title_en),
        "code": procedure.code,
        "version": procedure.version,
        "digest": procedure.digest,
    }


def _document(number: str, job: Job) -> str:
    """The one document applied, of a procedure that serves types with a document each.

    TT 24/2013 Art. 41.7: a platform scale is verified by ĐLVN 14:2009, not by three.
    """
    # A procedure may say beside a number for what it is: "ĐLVN 39:2019 (điện tử)".
    known = [one.partition(" (")[0] for one in _split(number)]
    own = _split(job.instrument.type.documents) if job.instrument is not None else []
    applied = [one for one in known if one in own]
    return "; ".join(applied) if applied else number


def _split(documents: str) -> list[str]:
    return [one.strip() for one in documents.split(";") if one.strip()]


def _signature(user: User | None, label: Pair) -> dict[str, Any]:
    return {
        "label": label,
        "name": user.full_name if user is not None else "",
        "title": user.title_vi if user is not None else "",
    }
