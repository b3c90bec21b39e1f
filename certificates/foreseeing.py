"""What a certificate would be refused for, as far as cards and records show it before the issue."""

from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from calibration.foreseen import foresees
from calibration.models import Job
from certificates.models import Certificate
from certificates.services import kind_of
from certificates.statement import checklist, heads
from certificates.statement.measured import worksheet
from certificates.statement.work import item, work
from common.errors import Fault

# What the records of the centre, the customer and the instrument say already while work goes on.
KNOWN: Final = frozenset({
    "laboratory", "place", "customer", "item", "serial", "maker", "characteristics", "regime",
})  # fmt: skip


@foresees
def missing_on_paper(job: Job) -> list[Fault]:
    """Each field that a clause asks for and that its record does not have yet."""
    said = _known_of(job)
    return [checklist.fault_of(each, said) for each in checklist.missing(said) if each.key in KNOWN]


def _known_of(job: Job) -> dict[str, Any]:
    """The head of the statement that this job would have today; nothing is stored."""
    paper = Certificate(
        centre=job.centre, customer=job.customer, job=job, kind=kind_of(job),
        performed_on=job.performed_on or timezone.localdate(), issued_at=timezone.now(),
        issued_by=User(),
    )  # fmt: skip
    sheet = worksheet(job)
    return heads.head(paper, job, "") | item(job, sheet) | work(paper, job, sheet, "")
