"""The pieces of a job: chosen beforehand, or the next ones in the hand of whoever did the work.

TT 24/2013 Art. 38-39 and 41.7: a verification sticker goes only on what passes, with the
certificate; where there is no room for one the certificate alone is enough and its field is blank.
A calibration sticker is the centre's choice: never taken unless somebody chose it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Person
from accounts.permissions import Can
from audit.record import record
from calibration.models import Job
from calibration.states import JobState, Outcome, Service
from certificates.models import Sticker, StickerRows, StickerWish
from certificates.states import StickerDeed, StickerState
from certificates.stickers.hands import centres_above
from certificates.stickers.moving import Deed, Piece, carry_out, locked
from common.errors import Fault, Forbidden, InvalidInput, Refused
from common.text import nfc

MOST_ON_A_JOB = 20  # a dispenser with its nozzles and seals


@dataclass(frozen=True)
class Choice:
    """What was said of a job beforehand. `none`: no sticker. Neither: the next one in hand."""

    none: bool
    pieces: list[Sticker]

    @property
    def given(self) -> bool:
        """Whether anything was said."""
        return self.none or bool(self.pieces)


def choice_of(job: Job) -> Choice:
    """The choice that stands."""
    wishes = list(StickerWish.objects.filter(job=job).select_related("sticker").order_by("pk"))
    pieces = [wish.sticker for wish in wishes if wish.sticker is not None]
    pieces.sort(key=lambda one: (one.code, one.number))
    return Choice(any(wish.sticker_id is None for wish in wishes), pieces)


def in_hand_for(job: Job) -> StickerRows:
    """What the performer holds for this service and centre, free, the lowest first."""
    holder = job.technician_id
    rows = Sticker.objects.filter(
        state=StickerState.ISSUED, holder_id=holder, service=job.service, wish__isnull=True
    )
    rows = rows.filter(centres_above(job.centre.path)) if holder else rows.none()
    return rows.order_by("series__received_on", "code", "number")


def wants_one(job: Job) -> bool:
    """Whether a piece goes on by itself: on a verification that passes, and on nothing else."""
    return job.service == Service.VERIFICATION and job.outcome == Outcome.PASS


def by_itself(job: Job) -> bool:
    """Whether a job of this kind takes the next piece unless somebody says otherwise."""
    return job.service == Service.VERIFICATION and job.outcome != Outcome.FAIL


def bears_one(job: Job) -> bool:
    """Whether a piece may go on: what failed bears none, a test report has none."""
    return job.service != Service.TESTING and job.outcome != Outcome.FAIL


def next_for(job: Job) -> Sticker | None:
    """What would be taken now, for a page to show; None when nothing would be."""
    return in_hand_for(job).first() if wants_one(job) else None


def shown_on(job_id: int) -> list[str]:
    """The pieces that are on what was done, as they are printed; a new paper keeps them."""
    used = Sticker.objects.filter(job=job_id, state=StickerState.USED).order_by("code", "number")
    return list(used.values_list("shown", flat=True))


def hold_pieces(job: Job) -> list[Piece]:
    """Lock what `take` will take: pieces are locked before the chain of events, as everywhere."""
    if not bears_one(job):
        return []
    chosen = choice_of(job)
    if chosen.none:
        return []
    if chosen.pieces:
        return locked(Sticker.objects.filter(pk__in=[one.pk for one in chosen.pieces]))
    return _lowest(job) if wants_one(job) else []


def _lowest(job: Job) -> list[Piece]:
    """Two that approve at once see the same lowest piece; the second finds it gone and looks again.

    A plain `LIMIT 1 FOR UPDATE` would come back empty there, as if nobody held any.
    """
    while (pk := in_hand_for(job).values_list("pk", flat=True).first()) is not None:
        rows = Sticker.objects.filter(pk=pk, state=StickerState.ISSUED, holder=job.technician_id)
        held = locked(rows)
        if held and held[0].wished is None:
            return held
    return []


def take(*, job: Job, by: User, at: datetime) -> list[str]:
    """Use the pieces of a job that is being certified; what they are, as printed.

    Runs inside the transaction of the issue, before it holds the chain: a piece is active only
    with its certificate. What failed takes none, and gives free what was chosen for it.
    """
    pieces = hold_pieces(job)
    wrong = [one for one in pieces if one.state != StickerState.ISSUED]
    if wrong:  # cannot be: a chosen piece is not moved. A record that lies is worse than a refusal
        raise Refused(
            _("Tem %s không còn trong tay ai: hãy chọn lại tem cho phiếu này.") % wrong[0].shown,
            code="sticker_moved",
        )
    StickerWish.objects.filter(job=job).delete()
    rows = Sticker.objects.select_related("centre").in_bulk([one.pk for one in pieces])

    def place(piece: Piece) -> tuple[int, str]:
        return rows[piece.pk].centre_id, rows[piece.pk].code

    deed = Deed(StickerDeed.USE, by, at, job=job)
    for (_centre, code), run in groupby(sorted(pieces, key=place), key=place):
        held = sorted(run, key=lambda one: one.number)
        carry_out(rows[held[0].pk].centre, code, held, deed)
    return shown_on(job.pk)


# Choosing beforehand


@transaction.atomic
def choose(
    *, job_id: int, numbers: Sequence[str] = (), none: bool = False, by: User, at: datetime
) -> Choice:
    """Say which pieces go on a job, or that none does; with neither, the next one in hand will.

    The pieces are in the performer's hand, or in the hand of whoever says so. Refused once the
    job has its certificate.
    """
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    job = rows.get(pk=job_id)
    _insist_may_choose(job, by, at)
    before = choice_of(job)
    wanted = [] if none else _named(job, numbers, by)
    StickerWish.objects.filter(job=job).delete()
    keys: list[int | None] = [None] if none else [piece.pk for piece in wanted]
    StickerWish.objects.bulk_create(
        StickerWish(job=job, sticker_id=key, by=by, at=at) for key in keys
    )
    told = ", ".join(piece.shown for piece in wanted) if wanted else ("–" if none else "")
    record(
        subject=job, verb="job.stickers", by=by, at=at, chain=job.centre.code,
        changes={"stickers": (_told(before), told)},
    )  # fmt: skip
    return choice_of(job)


def _told(choice: Choice) -> str:
    return "–" if choice.none else ", ".join(one.shown for one in choice.pieces)


def may_choose(job: Job, person: Person) -> bool:
    """Whether a person may say which pieces go on: who measures here, and who approves."""
    return person.may(Can.RECORD_READINGS, job.centre)


def _insist_may_choose(job: Job, by: User, at: datetime) -> None:
    if not may_choose(job, Person(by, timezone.localdate(at))):
        raise Forbidden(_("Bạn không có quyền làm việc này."))
    if job.state == JobState.CANCELLED or job.certificates.exists():
        raise Refused(_("Phiếu này không chọn tem được nữa."), code="wrong_state")
    if not bears_one(job):
        raise Refused(_("Việc không đạt và việc thử nghiệm không dán tem."), code="bears_none")


def _named(job: Job, numbers: Sequence[str], by: User) -> list[Piece]:
    typed = list(dict.fromkeys(nfc(one).upper() for one in numbers if nfc(one)))
    if len(typed) > MOST_ON_A_JOB:
        raise InvalidInput(
            Fault(
                "numbers", _("Mỗi phiếu nhiều nhất %s tem.") % MOST_ON_A_JOB, code="too_many",
                found=str(len(typed)), allowed=str(MOST_ON_A_JOB),
            )
        )  # fmt: skip
    candidates = Sticker.objects.filter(
        centres_above(job.centre.path),
        service=job.service, state=StickerState.ISSUED, holder__in=[job.technician_id, by.pk],
    ).filter(shown__in=typed)  # fmt: skip
    held = {piece.shown: piece for piece in locked(candidates)}
    faults = [
        Fault("numbers", message, code="not_in_hand", found=shown[:40])
        for shown in typed
        if (message := _against(job, shown, held.get(shown)))
    ]
    if faults:
        raise InvalidInput(*faults)
    return [held[shown] for shown in typed]


def _against(job: Job, shown: str, piece: Piece | None) -> str:
    if piece is None:
        words = _("%s không ở trong tay người thực hiện phiếu này, hoặc là tem của dịch vụ khác.")
        return words % shown[:40]
    if piece.wished is not None and piece.wished != job.pk:
        return _("%(shown)s đang dành cho phiếu %(job)s.") % {"shown": shown, "job": piece.wished}
    return ""


def split_numbers(text: str) -> list[str]:
    """What somebody typed, piece by piece: blanks, commas and semicolons part them."""
    return [one for one in text.replace(",", " ").replace(";", " ").split() if one]
