"""Taking customers' things into custody, many at once, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.merging.live import require_live
from accounts.models import Centre, Customer, User
from audit.record import Said, record_many
from calibration.custody import photos
from calibration.custody.codes import new_codes
from calibration.custody.linking import waiting_jobs
from calibration.models import Custody, Job
from common.errors import Conflict, Faults
from common.text import nfc
from instruments.models import Instrument

MOST_THINGS = 2_000
FIRST_YEAR = 2000
LONGEST = {"sample": 200, "condition": 300, "accessories": 300, "place": 100}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One instrument or one sample as it was handed in."""

    instrument: Instrument | None = None
    sample: str = ""
    condition: str
    accessories: str = ""
    place: str = ""
    job: Job | None = None  # the job it is for, where that is known
    photos: Sequence[File[bytes]] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Who brought the things of which customer to which centre, and when."""

    centre: Centre
    customer: Customer
    brought_by: str
    at: datetime


def receive(*, arrival: Arrival, things: Sequence[Thing], by: User, at: datetime) -> list[Custody]:
    """Receive things of one customer; each gets its code, its event, and its job if it has one.

    Raises InvalidInput with every fault (`things.N.condition`): a thing that is here already, of
    another customer, without condition, a file that is no picture. Nothing is kept then.
    """
    faults = Faults()
    _check_arrival(arrival, at, faults)
    _check_things(arrival, things, faults)
    pictures = [photos.judged(one.photos, f"things.{i}.photos", faults)
                for i, one in enumerate(things)]  # fmt: skip
    faults.raise_if_any()
    with photos.keeping() as keeper, transaction.atomic():
        require_live(arrival.customer, lock=True)
        made = _insert(arrival, things, by)
        for custody, several in zip(made, pictures, strict=True):
            if several:
                keeper.keep(custody, several, returned=False, by=by, at=at)
        said = [
            Said(custody, "custody.receive", _told(custody, [p.sha256 for p in several]))
            for custody, several in zip(made, pictures, strict=True)
        ]
        record_many(said, by=by, at=at, chain=arrival.centre.code)
    return made


def require_moment(name: str, moment: datetime, at: datetime, faults: Faults) -> None:
    """Note a fault unless `moment` lies between the year 2000 and `at`."""
    if moment.year < FIRST_YEAR:
        faults.add(name, _("Thời điểm này không hợp lý."), code="out_of_range",
                   found=str(moment.year), allowed=f">= {FIRST_YEAR}")  # fmt: skip
    elif moment > at:
        faults.add(name, _("Thời điểm này ở tương lai."), code="in_future",
                   found=moment.isoformat(), allowed=f"<= {at.isoformat()}")  # fmt: skip


def _check_arrival(arrival: Arrival, at: datetime, faults: Faults) -> None:
    if not nfc(arrival.brought_by):
        faults.add("brought_by", _("Hãy ghi người giao."), code="blank")
    elif len(arrival.brought_by) > 150:  # noqa: PLR2004 — the column
        faults.add("brought_by", _("Nhiều nhất %(most)s ký tự.") % {"most": 150}, code="too_long")
    require_moment("received_at", arrival.at, at, faults)
    if not arrival.centre.path.startswith(arrival.customer.centre.path):
        faults.add("customer", _("Khách hàng này không thuộc trung tâm."), code="other_centre")
    if arrival.customer.merged_into_id is not None:
        message = _("Khách hàng này đã nhập vào “%(name)s”.")
        faults.add("customer", message % {"name": arrival.customer.merged_into}, code="merged")


def _check_things(arrival: Arrival, things: Sequence[Thing], faults: Faults) -> None:
    if not things:
        faults.add("things", _("Chưa chọn phương tiện đo hay mẫu nào."), code="blank")
    if len(things) > MOST_THINGS:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_THINGS}
        faults.add("things", message, code="too_many", allowed=str(MOST_THINGS))
        return
    here = _here(things)
    seen: set[int] = set()
    for i, thing in enumerate(things):
        _check_words(thing, f"things.{i}", faults)
        _check_object(arrival, thing, f"things.{i}", here, seen, faults)


def _here(things: Sequence[Thing]) -> dict[int, Custody]:
    """Which of the instruments are in our hands already."""
    ids = [one.instrument.pk for one in things if one.instrument is not None]
    found: dict[int, Custody] = {}
    for start in range(0, len(ids), 500):
        rows = Custody.objects.held().filter(instrument__in=ids[start : start + 500])
        found |= {row.instrument_id: row for row in rows if row.instrument_id is not None}
    return found


def _check_words(thing: Thing, name: str, faults: Faults) -> None:
    if not nfc(thing.condition):
        faults.add(f"{name}.condition", _("Hãy ghi tình trạng khi nhận."), code="blank")
    for field_name, most in LONGEST.items():
        if len(getattr(thing, field_name)) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(f"{name}.{field_name}", message, code="too_long", allowed=str(most))


def _check_object(
    arrival: Arrival, thing: Thing, name: str, here: dict[int, Custody], seen: set[int],
    faults: Faults,
) -> None:  # fmt: skip
    instrument = thing.instrument
    if (instrument is None) == (not nfc(thing.sample)):
        faults.add(name, _("Nêu một phương tiện đo hoặc một mẫu."), code="one_object")
    if thing.job is not None and not _is_for(thing.job, thing, arrival):
        faults.add(f"{name}.job", _("Phiếu công việc này không phải của vật đó."), code="other_job")
    if instrument is None:
        return
    if instrument.customer_id != arrival.customer.pk:
        message = _("Phương tiện đo này không phải của khách hàng.")
        faults.add(f"{name}.instrument", message, code="other_customer", found=str(instrument.pk))
    elif instrument.pk in here:
        custody = here[instrument.pk]
        message = _("%(instrument)s đang ở đây rồi: mã %(code)s, nơi để: %(place)s.")
        told = {"instrument": instrument, "code": custody.code, "place": custody.place or "–"}
        faults.add(f"{name}.instrument", message % told, code="held", found=custody.code)
    elif instrument.pk in seen:
        message = _("%(instrument)s được nêu hai lần.") % {"instrument": instrument}
        faults.add(f"{name}.instrument", message, code="duplicate", found=str(instrument.pk))
    seen.add(instrument.pk)


def _is_for(job: Job, thing: Thing, arrival: Arrival) -> bool:
    same = job.instrument_id == (thing.instrument.pk if thing.instrument else None)
    return same and job.customer_id == arrival.customer.pk


def _insert(arrival: Arrival, things: Sequence[Thing], by: User) -> list[Custody]:
    codes = new_codes(len(things))
    rows = [
        Custody(
            centre=arrival.centre, customer=arrival.customer, instrument=thing.instrument,
            sample=nfc(thing.sample), code=code, received_at=arrival.at, received_by=by,
            brought_by=nfc(arrival.brought_by), condition_in=nfc(thing.condition),
            accessories=nfc(thing.accessories), place=nfc(thing.place), job=thing.job,
        )
        for thing, code in zip(things, codes, strict=True)
    ]  # fmt: skip
    jobs = waiting_jobs(arrival.customer, rows)
    for row, job in zip(rows, jobs, strict=True):
        row.job = row.job or job
    try:
        with transaction.atomic():
            return Custody.objects.bulk_create(rows, batch_size=200)
    except IntegrityError as error:  # somebody received one of them at the same moment
        raise Conflict(
            _("Có vật vừa được người khác nhận vào: hãy xem lại danh sách."), code="held"
        ) from error


def _told(custody: Custody, pictures: Sequence[str]) -> dict[str, tuple[None, object]]:
    """What the event keeps of it; the rest is blank."""
    facts = {
        "code": custody.code,
        "object": custody.instrument if custody.instrument_id else custody.sample,
        "customer": f"{custody.customer_id} {custody.customer}",
        "job": custody.job_id,
        "received_at": custody.received_at.isoformat(),
        "brought_by": custody.brought_by,
        "condition": custody.condition_in,
        "accessories": custody.accessories,
        "place": custody.place,
        "photos": ", ".join(pictures),
    }
    return {name: (None, value) for name, value in facts.items() if value not in (None, "")}
