"""Moving runs of stickers: which pieces are meant, what stands against it, a move for each run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Centre, User
from audit.record import Said, record_many
from calibration.models import Job
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.states import STICKER_MOVES, StickerDeed, StickerState
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc

MOST = 100_000  # pieces in one run
LONGEST_WHY = 300
SHOWN = 5  # pieces named one by one in a refusal; of the others their number
LARGEST = 9_999_999


class Piece(NamedTuple):
    """What a move asks of a sticker."""

    pk: int
    number: int
    shown: str
    state: str
    holder_id: int | None
    series_id: int
    wished: int | None  # the job it was chosen for


FIELDS = ("pk", "number", "shown", "state", "holder_id", "series_id", "wish__job_id")


@dataclass(frozen=True)
class Range:
    """Numbers of one code at one centre, both ends included."""

    centre: Centre
    code: str
    first: int
    last: int

    def checked(self) -> "Range":
        """The same, or InvalidInput: the wrong way round, too many, an unknown code."""
        if not 0 < self.first <= LARGEST:
            raise _wrong("first", _("Số tem phải lớn hơn 0."), found=self.first)
        if not self.first <= self.last <= LARGEST:
            raise _wrong("last", _("Số cuối nhỏ hơn số đầu."), found=self.last)
        if self.last - self.first >= MOST:
            raise _wrong("last", _("Mỗi lần nhiều nhất %s tem.") % MOST, found=self.last)
        return self

    def rows(self) -> Any:
        """The pieces that are there."""
        return Sticker.objects.filter(
            centre=self.centre, code=self.code, number__range=(self.first, self.last)
        )


def _wrong(field: str, message: str, *, found: Any) -> InvalidInput:
    return InvalidInput(Fault(field, message, code="range", found=str(found)))


def locked(rows: Any) -> list[Piece]:
    """The pieces of a queryset, held until the transaction ends, always in the same order.

    What reads them is read after the lock: another transaction may have moved them meanwhile.
    """
    held_rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    pks = list(held_rows.values_list("pk", flat=True))
    if not pks:
        return []
    # Bounds and not a list of keys: SQLite takes no hundred thousand parameters.
    held = set(pks)
    found = rows.model.objects.filter(pk__gte=pks[0], pk__lte=pks[-1]).order_by("code", "number")
    return [Piece(*row) for row in found.values_list(*FIELDS) if row[0] in held]


@dataclass(frozen=True)
class Deed:
    """What is done to every piece of a run."""

    what: StickerDeed
    by: User
    at: datetime
    to: User | None = None  # who gets them
    job: Job | None = None
    why: str = ""


type_of_objection = Callable[[Piece], tuple[str, str] | None]


def insist_movable(
    asked: Range, pieces: Sequence[Piece], deed: Deed, *, also: type_of_objection | None = None
) -> None:
    """Refused unless every number is there and may make the move; each that may not is named."""
    faults = _missing(asked, pieces)
    for piece in pieces:
        found = objection(piece, deed) or (also(piece) if also else None)
        if found is not None:
            faults.append((piece.shown, *found))
    if not faults:
        return
    told = [
        Fault("first", f"{shown}: {message}", code=code, found=shown)
        for shown, code, message in faults[:SHOWN]
    ]
    if (more := len(faults) - SHOWN) > 0:
        words = ngettext("và %(n)s tem nữa.", "và %(n)s tem nữa.", more) % {"n": more}
        told.append(Fault("first", words, code="more", found=str(more)))
    raise Refused(
        _("Không tem nào được chuyển: có tem không làm được việc này."),
        code="wrong_piece",
        faults=tuple(told),
    )


def _missing(asked: Range, pieces: Sequence[Piece]) -> list[tuple[str, str, str]]:
    there = {piece.number for piece in pieces}
    if len(there) == asked.last - asked.first + 1:
        return []
    return [
        (f"{asked.code}.{number:05d}", "unknown_piece", _("chưa từng nhập kho."))
        for number in range(asked.first, asked.last + 1)
        if number not in there
    ]


def objection(piece: Piece, deed: Deed) -> tuple[str, str] | None:
    """(code, why) when this piece cannot make the move; None when it can."""
    step = STICKER_MOVES[deed.what.value]
    if piece.state not in step.sources:
        return "wrong_state", _("đang ở trạng thái “%s”.") % StickerState(piece.state).label
    if piece.wished is not None and (deed.job is None or deed.job.pk != piece.wished):
        words = _("đang dành cho phiếu %s: hãy bỏ chọn ở phiếu ấy trước.")
        return "chosen", words % piece.wished
    return None


def carry_out(centre: Centre, code: str, pieces: Sequence[Piece], deed: Deed) -> list[StickerMove]:
    """Move held pieces: one sealed move, one event and one UPDATE for each contiguous run."""
    target = StickerState(STICKER_MOVES[deed.what.value].target)
    moves = []
    for run in _runs(pieces):
        move = StickerMove.objects.create(
            centre=centre, code=code, first=run[0].number, last=run[-1].number,
            deed=deed.what, before=run[0].state, after=target,
            holder_id=deed.to.pk if deed.to is not None else run[0].holder_id,
            job=deed.job, on=timezone.localdate(deed.at), why=deed.why, by=deed.by, at=deed.at,
        )  # fmt: skip
        _place(centre, code, run, deed, target)
        moves.append((run, move))
    chain = centre.code if deed.job is None else deed.job.centre.code
    series = StickerSeries.objects.in_bulk({run[0].series_id for run, _move in moves})
    record_many(
        (_said(series[run[0].series_id], run, move, deed) for run, move in moves),
        by=deed.by, at=deed.at, chain=chain,
    )  # fmt: skip
    return [move for _run, move in moves]


def _runs(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Contiguous pieces of one series that were in one state and one hand."""
    found: list[list[Piece]] = []
    for piece in pieces:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and last.number + 1 == piece.number
            and (last.series_id, last.state, last.holder_id)
            == (piece.series_id, piece.state, piece.holder_id)
        ):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _place(
    centre: Centre, code: str, run: Sequence[Piece], deed: Deed, target: StickerState
) -> None:
    rows = Sticker.objects.filter(
        centre=centre, code=code, number__range=(run[0].number, run[-1].number)
    )
    if deed.what == StickerDeed.ISSUE:
        rows.update(state=target, holder=deed.to)
    elif deed.what == StickerDeed.RETURN:
        rows.update(state=target, holder=None)
    elif deed.what == StickerDeed.USE:
        rows.update(state=target, job=deed.job)
    else:  # whose account it belongs to stays with the piece
        rows.update(state=target)


def _said(series: StickerSeries, run: Sequence[Piece], move: StickerMove, deed: Deed) -> Said:
    changes: dict[str, tuple[Any, Any]] = {
        "pieces": (None, f"{run[0].shown} – {run[-1].shown}" if run[1:] else run[0].shown),
        "state": (move.before, move.after),
    }
    if deed.to is not None:
        changes["holder"] = (None, deed.to)
    if deed.job is not None:
        changes["job"] = (None, deed.job.pk)
    return Said(series, f"sticker.{deed.what.value}", changes, [move], deed.why)


def reason(field: str, text: str, *, required: bool = True) -> str:
    """A reason as it is kept, or InvalidInput."""
    why = nfc(text)
    if required and not why:
        raise InvalidInput(Fault(field, _("Hãy nêu lý do."), code="required"))
    if len(why) > LONGEST_WHY:
        raise InvalidInput(
            Fault(
                field, _("Lý do quá dài."), code="too_long", found=str(len(why)),
                allowed=str(LONGEST_WHY),
            )
        )  # fmt: skip
    return why
