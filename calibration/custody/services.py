"""What happens to things in custody: moved, photographed, handed back. The words of the events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.record import Said, record, record_many
from calibration.custody import photos
from calibration.custody.linking import link_jobs
from calibration.custody.queries import unfinished_work
from calibration.custody.receiving import (
    LONGEST,
    MOST_THINGS,
    Arrival,
    Thing,
    receive,
    require_moment,
)
from calibration.models import Custody
from common.errors import Faults, Refused
from common.holding import hold_all
from common.text import nfc
from common.verbs import name_verbs

__all__ = [
    "Arrival",
    "Leaving",
    "Thing",
    "add_photos",
    "link_jobs",
    "move",
    "receive",
    "return_things",
]

name_verbs(
    {
        "custody.receive": gettext_lazy("nhận vật của khách hàng"),
        "custody.link": gettext_lazy("gắn vật đã nhận với phiếu công việc"),
        "custody.move": gettext_lazy("chuyển nơi để"),
        "custody.photo": gettext_lazy("thêm ảnh của vật"),
        "custody.return": gettext_lazy("trả vật cho khách hàng"),
    }
)


def locked(custody_ids: Sequence[int]) -> list[Custody]:
    """The rows by key, held until the transaction ends."""
    rows = Custody.objects.select_related("centre", "customer", "instrument__type", "job")
    return hold_all(rows, custody_ids)


def _insist_some(custody_ids: Sequence[int], faults: Faults) -> None:
    if not custody_ids:
        faults.add("things", _("Chưa chọn phương tiện đo hay mẫu nào."), code="blank")
    if len(custody_ids) > MOST_THINGS:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_THINGS}
        faults.add("things", message, code="too_many", allowed=str(MOST_THINGS))


def _insist_held(several: Sequence[Custody]) -> None:
    for one in several:
        if one.returned_at is not None:
            message = _("%(thing)s đã được trả cho %(name)s.")
            raise Refused(message % {"thing": one, "name": one.returned_to}, code="returned")


def _say(several: Sequence[Said], *, by: Any, at: datetime) -> None:
    chains: dict[str, list[Said]] = {}
    for said in several:
        assert isinstance(said.subject, Custody)
        chains.setdefault(said.subject.centre.code, []).append(said)
    for chain in sorted(chains):
        record_many(chains[chain], by=by, at=at, chain=chain)


@transaction.atomic
def move(*, custody_ids: Sequence[int], place: str, by: User, at: datetime) -> list[Custody]:
    """Put held things somewhere else, all or none; what stands there already has no event."""
    faults = Faults()
    _insist_some(custody_ids, faults)
    where = nfc(place)
    if not where:
        faults.add("place", _("Hãy ghi nơi để."), code="blank")
    elif len(where) > LONGEST["place"]:
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST["place"]}
        faults.add("place", message, code="too_long")
    faults.raise_if_any()
    several = locked(custody_ids)
    _insist_held(several)
    moved = [one for one in several if one.place != where]
    said = [Said(one, "custody.move", {"place": (one.place, where)}) for one in moved]
    for one in moved:
        one.place = where
    Custody.objects.bulk_update(moved, ["place"], batch_size=200)
    _say(said, by=by, at=at)
    return several


def add_photos(*, custody_id: int, files: Sequence[File[bytes]], by: User, at: datetime) -> Custody:
    """Keep photographs of a thing; taken after it left, they are of its handing back."""
    faults = Faults()
    pictures = photos.judged(files, "photos", faults)
    if not files:
        faults.add("photos", _("Chưa chọn ảnh nào."), code="blank")
    faults.raise_if_any()
    with photos.keeping() as keeper, transaction.atomic():
        custody = locked([custody_id])[0]
        returned = custody.returned_at is not None
        kept = keeper.keep(custody, pictures, returned=returned, by=by, at=at)
        if kept:
            changes = {"photos": (None, ", ".join(one.sha256 for one in kept))}
            record(subject=custody, verb="custody.photo", by=by, at=at,
                   chain=custody.centre.code, changes=changes)  # fmt: skip
    return custody


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """To whom things are handed, when, and in which condition.

    `conditions` are those of single things by key; the others leave as `condition` says. `why`
    lets go what is still being worked on.
    """

    returned_to: str
    at: datetime
    condition: str = ""
    conditions: Mapping[int, str] = field(default_factory=dict)
    why: str = ""
    photos: Mapping[int, Sequence[File[bytes]]] = field(default_factory=dict)

    def condition_of(self, custody_id: int) -> str:
        """Of one thing."""
        return nfc(self.conditions.get(custody_id, "")) or nfc(self.condition)


def return_things(
    *, custody_ids: Sequence[int], leaving: Leaving, by: User, at: datetime
) -> list[Custody]:
    """Hand things of one customer back, all or none.

    Refused: what has left already, things of two customers, a job that is not done (unless
    `leaving.why` says why it leaves all the same).
    """
    faults = Faults()
    _insist_some(custody_ids, faults)
    pictures = {
        pk: photos.judged(files, f"things.{pk}.photos", faults)
        for pk, files in leaving.photos.items()
    }
    _check_leaving(custody_ids, leaving, at, faults)
    faults.raise_if_any()
    with photos.keeping() as keeper, transaction.atomic():
        several = locked(custody_ids)
        _insist_may_leave(several, leaving, at)
        _let_go(several, leaving, by)
        digests: dict[int, str] = {}
        for one in several:
            kept = keeper.keep(one, pictures.get(one.pk, []), returned=True, by=by, at=at)
            digests[one.pk] = ", ".join(photo.sha256 for photo in kept)
        why = nfc(leaving.why)
        _say([Said(one, "custody.return", _told(one, digests[one.pk]), why=why)
              for one in several], by=by, at=at)  # fmt: skip
    return several


def _check_leaving(ids: Sequence[int], leaving: Leaving, at: datetime, faults: Faults) -> None:
    if not nfc(leaving.returned_to):
        faults.add("returned_to", _("Hãy ghi người nhận lại."), code="blank")
    for name, text, most in (("returned_to", leaving.returned_to, 150), ("why", leaving.why, 300)):
        if len(text) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", allowed=str(most))
    _check_conditions(ids, leaving, faults)
    require_moment("returned_at", leaving.at, at, faults)


def _check_conditions(ids: Sequence[int], leaving: Leaving, faults: Faults) -> None:
    most = LONGEST["condition"]
    for pk in ids:
        text = leaving.condition_of(pk)
        name = f"things.{pk}.condition" if pk in leaving.conditions else "condition"
        if not text:
            faults.add(name, _("Hãy ghi tình trạng khi trả."), code="blank")
            return
        if len(text) > most:
            faults.add(name, _("Nhiều nhất %(most)s ký tự.") % {"most": most}, code="too_long")
            return


def _insist_may_leave(several: Sequence[Custody], leaving: Leaving, at: datetime) -> None:
    _insist_held(several)
    if len({one.customer_id for one in several}) > 1:
        raise Refused(_("Mỗi lần chỉ trả đồ của một khách hàng."), code="other_customer")
    for one in several:
        if leaving.at < one.received_at:
            message = _("%(thing)s được nhận sau thời điểm trả.") % {"thing": one}
            raise Refused(message, code="before_received")
    if nfc(leaving.why):
        return
    busy = unfinished_work(several)
    for one in several:
        if jobs := busy.get(one.pk):
            message = _("%(thing)s còn phiếu %(job)s đang “%(state)s”: chỉ trả khi có lý do.") % {
                "thing": one,
                "job": jobs[0].pk,
                "state": jobs[0].get_state_display(),
            }
            raise Refused(message, code="unfinished")


def _let_go(several: Sequence[Custody], leaving: Leaving, by: User) -> None:
    for one in several:
        one.returned_at, one.returned_by = leaving.at, by
        one.returned_to = nfc(leaving.returned_to)
        one.condition_out = leaving.condition_of(one.pk)
    fields = ["returned_at", "returned_by", "returned_to", "condition_out"]
    Custody.objects.bulk_update(several, fields, batch_size=100)


def _told(one: Custody, pictures: str) -> dict[str, tuple[None, object]]:
    assert one.returned_at is not None
    facts = {
        "returned_at": one.returned_at.isoformat(),
        "returned_to": one.returned_to,
        "condition": one.condition_out,
        "photos": pictures,
    }
    return {name: (None, value) for name, value in facts.items() if value}
