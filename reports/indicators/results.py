"""What contracts owe their customers, item by item: certificates, and results of tests."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import DateField, Exists, Min, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from calibration.states import JobState, Service
from certificates.models import Certificate
from certificates.states import CertificateState
from common.period import midnight
from contracts.models import ContractItem
from contracts.queries import standing_lines
from reports.indicators.labels import JOB
from reports.indicators.products import Due, product_kind
from reports.indicators.question import Question


def _items(asked: Question) -> list[tuple[str, Due]]:
    """Items of signed contracts that were due by the cut-off, in one query.

    Delivered with the first certificate or notice that was not withdrawn, or, where the result
    stays on paper, when it was approved. Accepted with the contract, but not before it was
    delivered: of a contract accepted long ago only what had not been given yet is looked at again.
    """
    first = Min(
        "job__certificates__issued_at",
        filter=~Q(job__certificates__state=CertificateState.WITHDRAWN),
    )
    accepted = "line__contract__accepted_on"
    rows = (
        ContractItem.objects.filter(
            standing_lines(asked.cut_off, "line__"),
            Q(line__contract__cancelled_on__isnull=True)
            | Q(line__contract__cancelled_on__gt=asked.cut_off),
            line__contract__centre__path__startswith=asked.centre.path,
            line__contract__signed_on__lte=asked.cut_off,
            job__isnull=False,
        )
        .exclude(job__state=JobState.CANCELLED)
        .annotate(
            due=Coalesce("line__contract__due_on", "job__due_on", output_field=DateField()),
            issued=TruncDate(first),
            approved=TruncDate("job__approved_at"),
        )
        .filter(
            Q(due__gte=asked.start)
            | Q(**{f"{accepted}__isnull": True})
            | Q(**{f"{accepted}__gte": asked.start})
            | _given_since(asked.start),
            due__lte=asked.until,
        )
        .order_by("due", "job_id")
        .values_list(
            "job__service", "job_id", "line__contract__centre_id", "due", "issued", accepted,
            "job__paper_record", "approved",
        )
    )  # fmt: skip
    return [
        (service, _due(job, centre, due, issued or (approved if paper else None), agreed))
        for service, job, centre, due, issued, agreed, paper, approved in rows
    ]


def _given_since(start: date) -> Q:
    """Items that had not been delivered when a day began."""
    since = midnight(start)
    papers = Certificate.objects.filter(job=OuterRef("job"))
    papers = papers.exclude(state=CertificateState.WITHDRAWN)
    stayed = ~Q(job__paper_record="") & Q(job__approved_at__lt=since) & ~Exists(papers)
    return ~Exists(papers.filter(issued_at__lt=since)) & ~stayed


def _due(job: int, centre: int, due: date, delivered: date | None, accepted_on: date | None) -> Due:
    both = max(delivered, accepted_on) if delivered and accepted_on else None
    return Due(job, centre, due, delivered, both)


def _of(services: Iterable[str], asked: Question) -> Iterator[Due]:
    return (row for service, row in asked.shared(_items) if service in services)


def certificates_due(asked: Question) -> Iterator[Due]:
    """Instruments to be verified or calibrated: a certificate or a notice each."""
    return _of((Service.VERIFICATION, Service.CALIBRATION), asked)


def tests_due(asked: Question) -> Iterator[Due]:
    """Samples and instruments to be tested: a result each."""
    return _of((Service.TESTING,), asked)


product_kind("certificate", _("Giấy chứng nhận kiểm định, hiệu chuẩn"), certificates_due, model=JOB)
product_kind("test_result", _("Phiếu kết quả thử nghiệm"), tests_due, model=JOB)
