"""The next moves of a job for a person, each with its reason when it is not open to them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.people import Person
from accounts.permissions import Can, Role, roles_with
from calibration.models import Job, Reading
from calibration.states import JOB_MOVES, JobState, Service
from common.states import allowed_moves


@dataclass(frozen=True)
class NextMove:
    """One button: its label, and why it is disabled ("" when it is not)."""

    key: str
    label: str
    why: str = ""

    @property
    def open(self) -> bool:
        """Whether the person may do it now."""
        return not self.why


def next_moves(job: Job, person: Person, *, blocked: str = "") -> list[NextMove]:
    """What can come next; `blocked` is the first block of a start, when there is one."""
    told = {
        "start": lambda: NextMove(
            "start", _("Bắt đầu đo"), _lacking(job, person, Can.RECORD_READINGS) or blocked
        ),
        "record_paper": lambda: NextMove(
            "paper", _("Nhập biên bản giấy"), _lacking(job, person, Can.RECORD_READINGS)
        ),
        "submit": lambda: NextMove(
            "bench", _("Tiếp tục đo"), _lacking(job, person, Can.RECORD_READINGS)
        ),
        "approve": lambda: NextMove("review", _("Soát lại"), why_not_review(job, person)),
        "cancel": lambda: NextMove(
            "cancel", _("Hủy phiếu"), _lacking(job, person, Can.ASSIGN_JOBS)
        ),
    }
    moves = allowed_moves(job.state, JOB_MOVES)
    found = [told[verb]() for verb in moves if verb in told]
    if job.state == JobState.OPEN and job.service != Service.VERIFICATION:
        why = _lacking(job, person, Can.ASSIGN_JOBS)
        found.append(NextMove("conformity", _("Thỏa thuận quy tắc quyết định"), why))
    if job.state == JobState.OPEN:
        found.append(NextMove("assign", _("Giao việc"), _lacking(job, person, Can.ASSIGN_JOBS)))
    return found


def why_not_review(job: Job, person: Person) -> str:
    """Why this person cannot review the job; "" when they can."""
    if not person.may(Can.REVIEW_JOBS, job.centre):
        return _("chờ người soát lại")
    own = job.technician_id == person.user.pk
    if own or Reading.objects.filter(worksheet__job=job, by_id=person.user.pk).exists():
        return _("chờ người soát lại khác")
    return ""


def _lacking(job: Job, person: Person, verb: Can) -> str:
    if person.may(verb, job.centre):
        return ""
    roles = ", ".join(str(role.label) for role in Role if role in roles_with(verb))
    return _("việc của: %(roles)s") % {"roles": roles}
