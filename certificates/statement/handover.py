"""When the thing came and in which condition (ISO/IEC 17025:2017, 7.8.2.1 g and h)."""

from django.utils import timezone

from calibration.custody.queries import stay_of
from calibration.models import Job
from certificates.statement import wording
from certificates.statement.shared import day_of
from common.pairs import Pair


def handed_in(job: Job) -> tuple[str | Pair, str | None]:
    """The condition as it was written down and the day of receipt; blank where nobody did.

    On site nothing is received: of a thing that was handed in for this job the condition is told
    as seen there, and never the day.
    """
    stay = stay_of(job)
    if stay is None:
        return "", None
    if not job.on_site:
        return stay.condition_in, day_of(timezone.localdate(stay.received_at))
    return (wording.seen_on_site(stay.condition_in), None) if stay.job_id == job.pk else ("", None)
