"""Readings over many jobs, each answered by itself: what a tablet sends when it is online again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Job
from calibration.services.common import day_of
from calibration.services.readings.keeping import keep, open_sheets
from calibration.services.readings.taking import Answer, ReadingIn, Sheet, Status, Taking
from common.errors import Conflict, Fault, Refused

MOST_READINGS = 10_000
MOST_JOBS = 1_000
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A reading and the job it is of."""

    job: int
    reading: ReadingIn


@dataclass(frozen=True)
class Sent:
    """Who sent, when, from which device, with which decimal sign (`locale` "vi": a comma)."""

    by: User
    at: datetime
    device: str = ""
    locale: str = "en"


def record_items(
    *,
    items: Sequence[Item],
    by: User,
    at: datetime,
    device: str = "",
    locale: str = "en",
    broken: Collection[UUID] = (),
) -> list[Answer]:
    """Add what can be added, and answer each item in its place.

    An item that is refused takes along only those that supersede it; `broken` are ids that were
    refused before they came here. Jobs are held in the order of their ids. A job that `by` does
    not see is answered as one that does not exist.
    """
    if len({item.job for item in items}) > MOST_JOBS:
        message = _("Mỗi lần gửi số chỉ của nhiều nhất %(most)s phiếu.") % {"most": MOST_JOBS}
        raise Refused(message, code="too_many")
    sent = Sent(by, at, device, locale)
    ids: list[UUID] = []
    for _turn in range(_TRIES):
        try:
            with transaction.atomic():
                return _take_all(items, sent, broken, ids)
        except IntegrityError:
            # One of these ids is in a worksheet that is not held by us, from before or since we
            # looked. Ids are made by chance: only now is it worth asking for all of them.
            ids = [item.reading.id for item in items]
    raise Conflict(_("Có số chỉ trùng mã hoặc trùng ô nhưng khác nội dung."))


def _take_all(
    items: Sequence[Item], sent: Sent, broken: Collection[UUID], ids: Iterable[UUID]
) -> list[Answer]:
    jobs, forbidden = _jobs({item.job for item in items}, Person(sent.by, day_of(sent.at)))
    sheets, there = open_sheets(jobs, ids)
    taking = Taking(
        by=sent.by, at=sent.at, comma=sent.locale.startswith("vi"), device=sent.device,
        there=there, broken=broken,
    )  # fmt: skip
    shut = _shut(jobs, sheets, forbidden)
    unseen = Fault("job", _("Không tìm thấy."), code="not_found")
    answers = []
    for item in items:
        sheet = sheets.get(item.job)
        if sheet is None:
            wrong = shut.get(item.job, unseen)
            answers.append(Answer(item.reading.id, Status.REFUSED, (wrong,)))
        else:
            answers.append(taking.take(sheet, item.reading))
    keep(sheets.values(), there, by=sent.by, at=sent.at)
    return answers


def _jobs(ids: Collection[int], person: Person) -> tuple[list[Job], set[int]]:
    """The jobs that `person` may fill, held; and those they see and may not fill."""
    rows = (
        Job.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre")
        .filter(pk__in=ids, centre__in=person.centres(Can.RECORD_READINGS))
    )
    jobs = list(rows.order_by("pk"))
    rest = set(ids) - {job.pk for job in jobs}
    if not rest:
        return jobs, set()
    return jobs, set(
        Job.objects.visible_to(person).filter(pk__in=rest).values_list("pk", flat=True)
    )


def _shut(
    jobs: Iterable[Job], sheets: dict[int, Sheet], forbidden: Iterable[int]
) -> dict[int, Fault]:
    """Why no reading of these jobs is taken."""
    unstarted = Fault("job", _("Phiếu này chưa có biên bản đo."), code="no_worksheet")
    denied = Fault("job", _("Bạn không có quyền làm việc này."), code="forbidden")
    return {
        **{job.pk: unstarted for job in jobs if job.pk not in sheets},
        **dict.fromkeys(forbidden, denied),
    }
