"""Nothing comes, moves or leaves without a record; what must not leave stays."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from accounts.models import Customer, User
from audit.check import findings
from audit.models import Event
from audit.record import history
from calibration.custody import codes, receiving
from calibration.custody.queries import newest_of, of_jobs, unfinished_work
from calibration.custody.services import Arrival, add_photos, link_jobs, move, receive
from calibration.models import Custody, CustodyPhoto, Job
from calibration.services import cancel_job, open_job
from calibration.states import Service
from common.errors import Conflict, InvalidInput, Refused
from tests.factories import custody as make
from tests.factories import instruments, people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def job_of(instrument: Any, **facts: Any) -> Job:
    return open_job(
        centre=instrument.customer.centre, customer=instrument.customer, instrument=instrument,
        service=facts.pop("service", Service.CALIBRATION), by=None, at=NOW, **facts,
    )  # fmt: skip


def faults_of(error: Any) -> dict[str, str]:
    return {fault.field: fault.code for fault in error.value.faults}


def test_what_is_received_says_who_brought_what_and_how_it_was(
    customer: Customer, desk: User
) -> None:
    gauge = instruments.instrument(customer)
    things = [
        make.thing(gauge, accessories="dây nối", place="Kệ A2"),
        make.thing(sample="Nước thải", condition="2 chai, còn niêm phong"),
    ]

    made = receive(arrival=make.arrival(customer), things=things, by=desk, at=NOW)

    first, second = (Custody.objects.get(pk=one.pk) for one in made)
    assert (first.instrument, first.accessories, first.place) == (gauge, "dây nối", "Kệ A2")
    assert (second.sample, second.condition_in) == ("Nước thải", "2 chai, còn niêm phong")
    assert {one.brought_by for one in (first, second)} == {"Võ Văn Giao"}
    assert first.received_by == desk
    assert [event.verb for event in history(first)] == ["custody.receive"]
    assert not list(findings())


def test_a_thing_is_here_only_once(customer: Customer, desk: User) -> None:
    gauge = instruments.instrument(customer)
    (here,) = make.held(gauge, place="Kệ A2", by=desk)

    with pytest.raises(InvalidInput) as refused:
        make.held(gauge, by=desk)

    assert faults_of(refused) == {"things.0.instrument": "held"}
    assert here.code in str(refused.value.faults[0].message)
    assert "Kệ A2" in str(refused.value.faults[0].message)
    make.handed_back(here)
    make.held(gauge, by=desk, at=LATER)
    assert Custody.objects.filter(instrument=gauge).count() == 2


def test_every_fault_of_what_came_is_named_and_nothing_is_kept(
    customer: Customer, desk: User, files: Path
) -> None:
    other = people.customer(customer.centre)
    gauge = instruments.instrument(customer)
    things = [
        make.thing(gauge, condition=" "),
        make.thing(gauge, photos=[make.photo()]),
        make.thing(instruments.instrument(other)),
        make.thing(),
        make.thing(sample="Nước", photos=[make.photo("a.jpg", b"%PDF-1.4 x")]),
        make.thing(sample="x" * 201, place="y" * 101),
    ]
    arrival = Arrival(
        centre=people.centre("TTB"), customer=customer, brought_by=" ", at=NOW + timedelta(1)
    )

    with pytest.raises(InvalidInput) as refused:
        receive(arrival=arrival, things=things, by=desk, at=NOW)

    assert faults_of(refused) == {
        "brought_by": "blank",
        "received_at": "in_future",
        "customer": "other_centre",
        "things.0.condition": "blank",
        "things.1.instrument": "duplicate",
        "things.2.instrument": "other_customer",
        "things.3": "one_object",
        "things.4.photos": "file_kind",
        "things.5.sample": "too_long",
        "things.5.place": "too_long",
    }
    assert not Custody.objects.exists()
    assert not list(files.rglob("*.jpg"))


def test_nothing_too_many_and_long_ago_are_refused(customer: Customer, desk: User) -> None:
    old = make.arrival(customer, at=datetime(1, 1, 1, tzinfo=UTC))

    with pytest.raises(InvalidInput) as refused:
        receive(arrival=old, things=[], by=desk, at=NOW)

    assert faults_of(refused) == {"received_at": "out_of_range", "things": "blank"}
    many = [make.thing(sample="x")] * 2_001
    with pytest.raises(InvalidInput) as refused:
        receive(arrival=make.arrival(customer), things=many, by=desk, at=NOW)
    assert faults_of(refused) == {"things": "too_many"}


def test_a_merged_customer_brings_nothing(customer: Customer, desk: User) -> None:
    customer.merged_into = people.customer(customer.centre)
    customer.save()

    with pytest.raises(InvalidInput) as refused:
        receive(arrival=make.arrival(customer), things=[make.thing(sample="x")], by=desk, at=NOW)

    assert faults_of(refused) == {"customer": "merged"}


def test_a_thing_finds_the_job_that_waits_for_it(customer: Customer, desk: User) -> None:
    gauge = instruments.instrument(customer)
    job = job_of(gauge)
    water = open_job(centre=customer.centre, customer=customer, sample="Nước thải",
                     service=Service.TESTING, by=None, at=NOW)  # fmt: skip
    things = [make.thing(gauge), make.thing(sample="Nước thải"), make.thing(sample="Nước mặt")]

    made = receive(arrival=make.arrival(customer), things=things, by=desk, at=NOW)

    assert [one.job for one in made] == [job, water, None]


def test_a_job_named_for_another_thing_is_refused(customer: Customer, desk: User) -> None:
    job = job_of(instruments.instrument(customer))
    wrong = make.thing(instruments.instrument(customer), job=job)

    with pytest.raises(InvalidInput) as refused:
        receive(arrival=make.arrival(customer), things=[wrong], by=desk, at=NOW)

    assert faults_of(refused) == {"things.0.job": "other_job"}


def test_jobs_opened_later_take_what_is_here(customer: Customer, desk: User) -> None:
    gauge, other = instruments.instrument(customer), instruments.instrument(customer)
    (here,) = make.held(gauge, by=desk)
    jobs = [job_of(gauge), job_of(other), job_of(gauge, service=Service.TESTING)]

    assert link_jobs(jobs=jobs, by=desk, at=LATER) == 1

    here.refresh_from_db()
    assert here.job == jobs[0]
    assert history(here).last().verb == "custody.link"  # type: ignore[union-attr]
    found = of_jobs([job.pk for job in jobs])
    assert {pk: one.code for pk, one in found.items()} == {
        jobs[0].pk: here.code, jobs[2].pk: here.code
    }  # fmt: skip


def test_a_thing_whose_job_was_cancelled_is_free_for_the_next(
    customer: Customer, desk: User
) -> None:
    gauge = instruments.instrument(customer)
    first = job_of(gauge)
    (here,) = make.held(gauge, by=desk)
    cancel_job(job_id=first.pk, why="Đổi hợp đồng", by=desk, at=LATER)
    second = job_of(gauge)

    assert link_jobs(jobs=[second], by=desk, at=LATER) == 1

    here.refresh_from_db()
    assert here.job == second


def test_moving_is_an_event_only_where_something_moves(customer: Customer, desk: User) -> None:
    first, second = make.held(
        instruments.instrument(customer), instruments.instrument(customer), by=desk
    )
    move(custody_ids=[first.pk], place="Kệ B1", by=desk, at=LATER)

    move(custody_ids=[first.pk, second.pk], place=" Kệ B1 ", by=desk, at=LATER)

    assert set(Custody.objects.values_list("place", flat=True)) == {"Kệ B1"}
    assert Event.objects.filter(verb="custody.move").count() == 2


def test_what_left_is_not_moved(customer: Customer, desk: User) -> None:
    (gone,) = make.held(instruments.instrument(customer), by=desk)
    make.handed_back(gone)

    with pytest.raises(Refused) as refused:
        move(custody_ids=[gone.pk], place="Kệ", by=desk, at=LATER)

    assert refused.value.code == "returned"
    for ids, place, code in (([], "Kệ", "blank"), ([gone.pk], " ", "blank"),
                             ([gone.pk], "x" * 101, "too_long")):  # fmt: skip
        with pytest.raises(InvalidInput) as wrong:
            move(custody_ids=ids, place=place, by=desk, at=LATER)
        assert wrong.value.faults[0].code == code


def test_what_is_done_goes_back_to_its_customer(customer: Customer, desk: User) -> None:
    first, second = make.held(
        instruments.instrument(customer), instruments.instrument(customer), by=desk
    )

    make.handed_back(first, second, at=LATER, conditions={second.pk: "xước mặt kính"},
                     photos={second.pk: [make.photo()]})  # fmt: skip

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.returned_to, first.condition_out) == ("Võ Văn Giao", "bình thường")
    assert second.condition_out == "xước mặt kính"
    assert (second.returned_at, second.returned_by) == (LATER, desk)
    assert second.photos.get().returned
    assert not list(findings())
    with pytest.raises(Refused, match="đã được trả"):
        make.handed_back(first, at=LATER)


def test_what_is_being_worked_on_stays_unless_a_reason_is_given(
    customer: Customer, desk: User
) -> None:
    gauge = instruments.instrument(customer)
    job = job_of(gauge)
    job_of(gauge, service=Service.TESTING)
    (here,) = make.held(gauge, by=desk)

    with pytest.raises(Refused) as refused:
        make.handed_back(here, at=LATER)

    assert refused.value.code == "unfinished"
    assert str(job.pk) in str(refused.value)
    assert len(unfinished_work([here])[here.pk]) == 2
    make.handed_back(here, at=LATER, why="Khách cần dùng gấp")
    assert history(here).last().why == "Khách cần dùng gấp"  # type: ignore[union-attr]


def test_things_of_two_customers_never_leave_together(customer: Customer, desk: User) -> None:
    (mine,) = make.held(instruments.instrument(customer), by=desk)
    (theirs,) = make.held(instruments.instrument(people.customer(customer.centre)), by=desk)

    with pytest.raises(Refused) as refused:
        make.handed_back(mine, theirs, at=LATER)

    assert refused.value.code == "other_customer"
    assert Custody.objects.held().count() == 2


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"returned_to": " "}, "returned_to", "blank"),
        ({"returned_to": "x" * 151}, "returned_to", "too_long"),
        ({"condition": " "}, "condition", "blank"),
        ({"condition": "x" * 301}, "condition", "too_long"),
        ({"why": "x" * 301}, "why", "too_long"),
        ({"returned_at": LATER + timedelta(days=1)}, "returned_at", "in_future"),
    ],
)
def test_a_handing_back_that_says_too_little_is_refused(
    customer: Customer, desk: User, facts: dict[str, Any], field: str, code: str
) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk)

    with pytest.raises(InvalidInput) as refused:
        make.handed_back(here, at=LATER, **facts)

    assert faults_of(refused) == {field: code}
    assert Custody.objects.held().count() == 1


def test_nothing_leaves_before_it_came(customer: Customer, desk: User) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk)

    with pytest.raises(Refused) as refused:
        make.handed_back(here, at=LATER, returned_at=NOW - timedelta(days=1))

    assert refused.value.code == "before_received"


def test_a_photo_is_kept_once_and_missed_when_it_is_gone(
    customer: Customer, desk: User, files: Path
) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk, photos=[make.photo()])

    add_photos(custody_id=here.pk, files=[make.photo()], by=desk, at=LATER)
    add_photos(custody_id=here.pk, files=[make.photo("b.jpg", make.PHOTO + b"b")], by=desk,
               at=LATER)  # fmt: skip

    assert here.photos.count() == 2
    assert not list(findings())
    kept = sorted(files.rglob("*.jpg"))
    kept[0].write_bytes(b"other")
    kept[1].unlink()
    assert sorted(line.split(": ")[1] for line in findings()) == [
        "its file is altered", "its file is missing"
    ]  # fmt: skip


def test_a_photo_is_kept_without_where_it_was_taken(
    customer: Customer, desk: User, files: Path
) -> None:
    picture, notes = io.BytesIO(), Image.Exif()
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAltitude] = 7.5
    Image.new("RGB", (4, 4)).save(picture, "JPEG", exif=notes)
    (here,) = make.held(instruments.instrument(customer), by=desk)

    for _twice in range(2):
        photo = make.photo(content=picture.getvalue())
        add_photos(custody_id=here.pk, files=[photo], by=desk, at=LATER)

    (kept,) = files.rglob("*.jpg")
    assert b"Exif" in picture.getvalue()
    assert b"Exif" not in kept.read_bytes()
    assert here.photos.get().sha256 == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert not list(findings())


def test_a_photo_that_no_event_tells_of_is_found(customer: Customer, desk: User) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk, photos=[make.photo()])
    known = here.photos.get()
    CustodyPhoto.objects.create(custody=here, file=known.file, sha256="0" * 64, by=desk, at=NOW)

    assert any("no event tells of it" in line for line in findings())


def test_what_is_no_photo_or_too_many_is_refused(customer: Customer, desk: User) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk)
    several = [make.photo(f"{n}.jpg", make.PHOTO + bytes([n])) for n in range(21)]

    for given_files, code in (([], "blank"), (several, "too_many"),
                              ([make.photo("a.png", b"<svg/>")], "file_kind")):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            add_photos(custody_id=here.pk, files=given_files, by=desk, at=LATER)
        assert refused.value.faults[0].code == code
    add_photos(custody_id=here.pk, files=several[:20], by=desk, at=LATER)
    with pytest.raises(InvalidInput):
        add_photos(custody_id=here.pk, files=several[20:], by=desk, at=LATER)
    assert here.photos.count() == 20


def test_a_photo_of_thirteen_megabytes_is_refused(customer: Customer, desk: User) -> None:
    (here,) = make.held(instruments.instrument(customer), by=desk)
    large = make.photo("a.jpg", make.PHOTO + bytes(13 * 2**20))

    with pytest.raises(InvalidInput) as refused:
        add_photos(custody_id=here.pk, files=[large], by=desk, at=LATER)

    assert refused.value.faults[0].code == "too_large"


def test_the_newest_custody_of_an_instrument_is_told(customer: Customer, desk: User) -> None:
    gauge = instruments.instrument(customer)
    (first,) = make.held(gauge, by=desk)
    make.handed_back(first)
    (second,) = make.held(gauge, by=desk, at=LATER)

    assert newest_of([gauge]) == {gauge.pk: second}


def test_two_at_once_are_told(customer: Customer, desk: User) -> None:
    gauge = instruments.instrument(customer)
    make.held(gauge, by=desk)

    with pytest.raises(Conflict) as refused:  # both looked before either wrote
        receiving._insert(make.arrival(customer), [make.thing(gauge)], desk)

    assert refused.value.code == "held"
    assert Custody.objects.count() == 1


@given(count=st.integers(1, 60))
def test_codes_differ_and_hold_no_look_alikes(count: int) -> None:
    several = codes.new_codes(count)

    assert len(set(several)) == count
    assert {len(code) for code in several} == {codes.LENGTH}
    assert not set("".join(several)) & set("01258BILOSZ")
    assert codes.as_written(f" {several[0][:3].lower()}-{several[0][3:]} ") == several[0]
