"""Questions of the certificate pages and of the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Max, Prefetch, Q
from django.utils import timezone

from accounts.people import Person
from calibration.custody.queries import newest_of
from calibration.models import Custody, Job
from calibration.states import JobState
from certificates.models import Certificate, CertificateRows, Rendering
from certificates.states import CertificateState, Kind
from common.text import fold
from instruments.models import Instrument, InstrumentRows

EXPIRED = "expired"  # not a state that is kept: issued, and its last day is over
STATES = (*CertificateState.values, EXPIRED)


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; blanks narrow nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    since: date | None = None  # issued from this day on, where the centre is
    until: date | None = None  # issued up to this day, included


def certificates_seen_by(person: Person, narrowed: Filter, on: date) -> CertificateRows:
    """Visible certificates, newest first, with all that a line of the list shows."""
    rows = Certificate.objects.visible_to(person).select_related(
        "centre", "customer", "job__instrument__type"
    )
    for word in fold(narrowed.text).split():
        rows = rows.filter(_holds(word))
    if narrowed.kind:
        rows = rows.filter(kind=narrowed.kind)
    rows = _in_state(rows, narrowed.state, on)
    if narrowed.since is not None:
        rows = rows.filter(issued_at__gte=_midnight(narrowed.since))
    if narrowed.until is not None:
        rows = rows.filter(issued_at__lt=_midnight(narrowed.until + timedelta(days=1)))
    return rows


def _holds(word: str) -> Q:
    return (
        Q(number__icontains=word)
        | Q(customer__search_key__contains=word)
        | Q(job__instrument__search_key__contains=word)
        | Q(job__instrument__type__search_key__contains=word)
        | Q(job__sample__icontains=word)
    )


def _in_state(rows: CertificateRows, state: str, on: date) -> CertificateRows:
    over = Q(state=CertificateState.ISSUED, valid_until__lt=on)
    if state == EXPIRED:
        return rows.filter(over)
    if state == CertificateState.ISSUED:
        return rows.filter(state=state).exclude(over)
    return rows.filter(state=state) if state else rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def standing(certificate: Certificate, on: date) -> str:
    """Its state, or that its last day is over."""
    return standing_of(certificate.state, certificate.valid_until, on)


def standing_of(state: str, valid_until: date | None, on: date) -> str:
    """The same of a certificate's columns."""
    over = valid_until is not None and valid_until < on
    return EXPIRED if state == CertificateState.ISSUED and over else str(state)


def family(certificate: Certificate) -> list[Certificate]:
    """Every certificate of the same job, first to last: each replaced by the one after it."""
    return list(Certificate.objects.filter(job=certificate.job_id).order_by("pk"))


# The client's landing

BEFORE_APPROVAL = {
    JobState.OPEN: "received",
    JobState.MEASURING: "in_work",
    JobState.MEASURED: "in_work",
    JobState.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Mine:
    """One instrument of a client: where it stands, what is to download, how long it holds."""

    instrument: Instrument
    job: Job | None
    certificate: Certificate | None
    days_left: int | None
    custody: Custody | None = None  # the newest time it was in our hands

    @property
    def state(self) -> str:
        """received, in_work, done, certified, rejected, cancelled, or none."""
        if self.job is None:
            return "received" if self.here else "none"
        if self.job.state != JobState.APPROVED:
            return BEFORE_APPROVAL[JobState(self.job.state)]
        if self.certificate is None or self.certificate.job_id != self.job.pk:
            return "done"
        return "rejected" if self.certificate.kind == Kind.NOTICE else "certified"

    @property
    def here(self) -> bool:
        """Whether it is in our hands now."""
        return self.custody is not None and self.custody.returned_at is None


def instruments_of(person: Person, text: str) -> InstrumentRows:
    """The instruments of the person's customers, what falls due first on top."""
    due = Max(
        "jobs__certificates__valid_until",
        filter=Q(jobs__certificates__state=CertificateState.ISSUED),
    )
    return (
        Instrument.objects.filter(customer__in=person.customer_ids)
        .search(text)
        .select_related("type", "customer", "site")
        .annotate(due=due)
        .order_by(F("due").asc(nulls_last=True), "pk")
    )


def stand_of(instruments: Iterable[Instrument], on: date) -> list[Mine]:
    """Each instrument with its newest job, certificate and custody, in four queries for all."""
    shown = list(instruments)
    jobs: dict[int | None, Job] = {}
    for job in Job.objects.filter(instrument__in=shown).order_by("pk"):
        jobs[job.instrument_id] = job
    rows = Certificate.objects.filter(
        job__instrument__in=shown, state=CertificateState.ISSUED
    ).select_related("job")
    certificates: dict[int | None, Certificate] = {}
    for one in rows.prefetch_related(pdfs()).order_by("issued_at", "pk"):
        certificates[one.job.instrument_id] = one
    held = newest_of(shown)
    return [
        _mine(one, jobs.get(one.pk), certificates.get(one.pk), held.get(one.pk), on)
        for one in shown
    ]


def _mine(
    instrument: Instrument, job: Job | None, certificate: Certificate | None,
    custody: Custody | None, on: date,
) -> Mine:  # fmt: skip
    until = certificate.valid_until if certificate is not None else None
    left = (until - on).days if until is not None else None
    return Mine(instrument, job, certificate, left, custody)


def pdfs() -> "Prefetch[Any]":
    """The PDF of each certificate, as `pdfs`."""
    return Prefetch("renderings", Rendering.objects.filter(format="pdf"), to_attr="pdfs")
