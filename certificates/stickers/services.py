"""Changes to the stock of stickers: received, issued, given back, spoilt, destroyed.

Whatever is moved is moved whole or not at all. Locks: the centre (when a series comes in) or the
pieces, then the chain of events.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from accounts.people import Person
from accounts.permissions import Can
from audit.record import record
from calibration.states import Service
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.states import StickerDeed, StickerSize, StickerState
from certificates.stickers.hands import may_hold
from certificates.stickers.moving import (
    LARGEST,
    Deed,
    Piece,
    Range,
    carry_out,
    insist_movable,
    locked,
    reason,
)
from common.errors import Fault, Faults, Forbidden, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "sticker.receive": gettext_lazy("nhập tem"),
        "sticker.issue": gettext_lazy("giao tem"),
        "sticker.use": gettext_lazy("dán tem"),
        "sticker.damage": gettext_lazy("báo tem hỏng"),
        "sticker.return": gettext_lazy("trả tem"),
        "sticker.destroy": gettext_lazy("hủy tem"),
        "job.stickers": gettext_lazy("chọn tem"),
    }
)
LONGEST_CODE, LONGEST_NOTE, LONGEST_PROTOCOL = 12, 300, 60
DIGITS = range(3, 8)
_CODE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_STICKER_SERVICES = (Service.VERIFICATION, Service.CALIBRATION)


@dataclass(frozen=True)
class NewSeries:
    """A batch as it came from the printer."""

    service: str
    code: str
    first: int
    last: int
    size: str
    received_on: date
    digits: int = 5
    note: str = ""


@transaction.atomic
def receive_series(*, centre: Centre, new: NewSeries, by: User, at: datetime) -> StickerSeries:
    """Take a printed batch into the store, every piece of it.

    Refuses numbers that are there already, naming the run, and a code that is another service's.
    """
    _insist(Can.MANAGE_STICKERS, by, centre, at)
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)  # two batches at once wait
    code = nfc(new.code).upper()
    _check_series(new, code, timezone.localdate(at))
    asked = Range(centre, code, new.first, new.last).checked()
    _refuse_overlap(asked, new)
    series = StickerSeries.objects.create(
        centre=centre, service=new.service, code=code, digits=new.digits, first=new.first,
        last=new.last, size=new.size, received_on=new.received_on, note=nfc(new.note), by=by, at=at,
    )  # fmt: skip
    _make_pieces(series)
    move = StickerMove.objects.create(
        centre=centre, code=code, first=new.first, last=new.last, deed=StickerDeed.RECEIVE,
        before="", after=StickerState.STOCK, on=timezone.localdate(at), why=nfc(new.note), by=by,
        at=at,
    )  # fmt: skip
    pieces = f"{series.shown(new.first)} – {series.shown(new.last)}"
    record(
        subject=series, verb="sticker.receive", by=by, at=at, chain=centre.code,
        changes={"pieces": (None, pieces), "state": ("", StickerState.STOCK.value)},
        seals=[series, move], why=nfc(new.note),
    )  # fmt: skip
    return series


def _check_series(new: NewSeries, code: str, today: date) -> None:
    faults = Faults()
    if not code or len(code) > LONGEST_CODE or not set(code) <= _CODE:
        words = _("Sê-ri chỉ gồm chữ A–Z, số và dấu gạch nối, nhiều nhất %s ký tự.") % LONGEST_CODE
        faults.add("code", words, code="bad_code", found=code[:40])
    for name, value, allowed in (
        ("service", new.service, [str(one.value) for one in _STICKER_SERVICES]),
        ("size", new.size, StickerSize.values),
    ):
        if value not in allowed:
            faults.add(
                name, _("Không thuộc danh sách."), code="unknown", found=str(value)[:40],
                allowed=", ".join(allowed),
            )  # fmt: skip
    if new.digits not in DIGITS or new.last >= 10**new.digits:
        words = _("Số cuối không viết được bằng ngần ấy chữ số.")
        faults.add("digits", words, code="digits", found=str(new.digits))
    if new.received_on > today:
        faults.add("received_on", _("Ngày này còn ở tương lai."), code="future")
    if len(nfc(new.note)) > LONGEST_NOTE:
        faults.add("note", _("Quá dài."), code="too_long", allowed=str(LONGEST_NOTE))
    faults.raise_if_any()


def _refuse_overlap(asked: Range, new: NewSeries) -> None:
    known = StickerSeries.objects.filter(centre=asked.centre, code=asked.code)
    for series in known.filter(first__lte=asked.last, last__gte=asked.first)[:1]:
        pieces = f"{series.shown(series.first)} – {series.shown(series.last)}"
        words = _("Trùng với lô đã nhập ngày %(on)s: %(pieces)s.")
        on = f"{series.received_on:%d/%m/%Y}"
        raise InvalidInput(
            Fault("first", words % {"on": on, "pieces": pieces}, code="overlap", found=pieces)
        )
    other = known.exclude(service=new.service, digits=new.digits).first()
    if other is not None:
        words = _("Sê-ri %(code)s đã dùng cho tem %(service)s, %(digits)s chữ số.")
        told = {"code": asked.code, "service": other.get_service_display(), "digits": other.digits}
        raise InvalidInput(Fault("code", words % told, code="other_service"))


# A hundred thousand rows in one statement: written one by one they would hold up every other
# writer of the embedded database for many seconds. With the digits' power of ten in front, a
# number is cut to its digits with zeros on both engines.
_PIECES = """
INSERT INTO certificates_sticker (series_id, centre_id, service, code, number, shown, state)
WITH RECURSIVE piece(number) AS (
    SELECT %(first)s UNION ALL SELECT number + 1 FROM piece WHERE number < %(last)s
)
SELECT %(series)s, %(centre)s, %(service)s, %(code)s, number,
    %(code)s || '.' || substr(CAST(number + %(power)s AS text), 2), %(state)s
FROM piece
"""


def _make_pieces(series: StickerSeries) -> None:
    given = {
        "first": series.first, "last": series.last, "series": series.pk,
        "centre": series.centre_id, "service": str(series.service), "code": series.code,
        "power": 10**series.digits, "state": StickerState.STOCK.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, given)


@transaction.atomic
def issue(
    *, centre: Centre, code: str, first: int, last: int, to: User, by: User, at: datetime
) -> list[StickerMove]:
    """Hand a range to a person who works here; they answer for each piece from now on."""
    _insist(Can.MANAGE_STICKERS, by, centre, at)
    _insist_holder(to, centre, at)
    deed = Deed(StickerDeed.ISSUE, by, at, to=to)
    return _move(Range(centre, code, first, last), deed)


@transaction.atomic
def issue_next(
    *, centre: Centre, code: str, count: int, to: User, by: User, at: datetime
) -> list[StickerMove]:
    """Hand the lowest `count` pieces of a code out of the store; Refused when there are fewer."""
    _insist(Can.MANAGE_STICKERS, by, centre, at)
    _insist_holder(to, centre, at)
    if not 0 < count <= LARGEST:
        raise InvalidInput(Fault("count", _("Hãy ghi số tem cần giao."), found=str(count)))
    free = Sticker.objects.filter(
        centre=centre, code=code, state__in=(StickerState.STOCK, StickerState.RETURNED)
    )
    numbers = list(free.order_by("number").values_list("number", flat=True)[:count])
    if len(numbers) < count:
        raise Refused(
            _("Trong kho chỉ còn %(n)s tem sê-ri %(code)s.") % {"n": len(numbers), "code": code},
            code="not_enough",
            faults=(Fault("count", _("Không đủ tem."), code="not_enough", found=str(count)),),
        )
    pieces = locked(free.filter(number__gte=numbers[0], number__lte=numbers[-1]))
    if len(pieces) != count:  # somebody else was quicker
        raise Refused(_("Tem vừa được chuyển: hãy thử lại."), code="moved_meanwhile")
    return carry_out(centre, code, pieces, Deed(StickerDeed.ISSUE, by, at, to=to))


@transaction.atomic
def give_back(
    *, centre: Centre, code: str, first: int, last: int, why: str = "", by: User, at: datetime
) -> list[StickerMove]:
    """Return pieces to the store: one's own, or (who keeps the stock) anybody's."""
    deed = Deed(StickerDeed.RETURN, by, at, why=reason("why", why, required=False))
    return _move(Range(centre, code, first, last), deed, own=True)


@transaction.atomic
def report_damage(
    *, centre: Centre, code: str, first: int, last: int, why: str, by: User, at: datetime
) -> list[StickerMove]:
    """Report pieces as spoilt, with the reason: one's own, or (who keeps the stock) any."""
    deed = Deed(StickerDeed.DAMAGE, by, at, why=reason("why", why))
    return _move(Range(centre, code, first, last), deed, own=True)


@transaction.atomic
def destroy(
    *, centre: Centre, code: str, first: int, last: int, protocol: str, why: str, by: User,
    at: datetime,
) -> list[StickerMove]:  # fmt: skip
    """Destroy pieces by a protocol: spoilt, given back, or never issued."""
    _insist(Can.MANAGE_STICKERS, by, centre, at)
    number = nfc(protocol)
    if not number or len(number) > LONGEST_PROTOCOL:
        words = _("Hãy ghi số biên bản hủy, nhiều nhất %s ký tự.") % LONGEST_PROTOCOL
        raise InvalidInput(Fault("protocol", words, code="required", found=number[:80]))
    told = reason("why", f"{number}: {reason('why', why)}")
    return _move(Range(centre, code, first, last), Deed(StickerDeed.DESTROY, by, at, why=told))


def _move(asked: Range, deed: Deed, *, own: bool = False) -> list[StickerMove]:
    asked.checked()
    keeper = _person(deed.by, deed.at).may(Can.MANAGE_STICKERS, asked.centre)
    if own and not keeper and not _person(deed.by, deed.at).may(Can.HANDLE_STICKERS):
        raise Forbidden(_("Bạn không có quyền làm việc này."))
    pieces = locked(asked.rows())

    def foreign(piece: Piece) -> tuple[str, str] | None:
        if not own or keeper or piece.holder_id == deed.by.pk:
            return None
        return "not_yours", _("không ở trong tay bạn.")

    insist_movable(asked, pieces, deed, also=foreign)
    return carry_out(asked.centre, asked.code, pieces, deed)


def _person(user: Any, at: datetime) -> Person:
    return Person(user, timezone.localdate(at))


def _insist(verb: Can, by: Any, centre: Centre, at: datetime) -> None:
    _person(by, at).insist(verb, centre)


def _insist_holder(to: User, centre: Centre, at: datetime) -> None:
    if not may_hold(centre, timezone.localdate(at)).filter(pk=to.pk).exists():
        raise InvalidInput(
            Fault("to", _("Người này không nhận tem ở đây."), code="not_here", found=str(to))
        )


def total(moves: Iterable[StickerMove] | Sequence[StickerMove]) -> int:
    """How many pieces the moves moved."""
    return sum(move.last - move.first + 1 for move in moves)
