"""The month's account: it comes out to the single piece, and what does not is found."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from certificates.models import Sticker, StickerMove
from certificates.services import approve_and_issue
from certificates.stickers import services
from certificates.stickers.bookkeeping import SPOILT, STORE, Book, Line, Place
from certificates.stickers.ledger import books
from certificates.stickers.months import Month
from certificates.stickers.spans import Spans, runs_of
from common.errors import InvalidInput
from tests.factories import calibration
from tests.factories import stickers as made
from tests.factories.people import NOW, TODAY

NOVEMBER, OCTOBER = Month(2026, 11), Month(2026, 10)
LAST_MONTH = NOW - timedelta(days=30)
numbers = st.sets(st.integers(1, 60))


@given(numbers, numbers)
def test_runs_are_sets_of_numbers(one: set[int], other: set[int]) -> None:
    spans = Spans()
    for number in one:
        spans.add(number, number)
    apart = spans.without(Spans(runs_of(sorted(other))))
    missing = set()
    for number in other:
        missing |= set(spans.take(number, number).numbers())

    assert set(apart.numbers()) == one - other == set(spans.numbers())
    assert missing == other - one
    assert spans == apart == Spans(runs_of(sorted(one - other)))
    assert all(a[1] + 1 < b[0] for a, b in zip(spans.runs, spans.runs[1:], strict=False))


@given(numbers, st.integers(1, 60), st.integers(0, 20))
def test_a_run_is_taken_out_whole(one: set[int], first: int, more: int) -> None:
    spans, run = Spans(runs_of(sorted(one))), set(range(first, first + more + 1))

    lacking = spans.take(first, first + more)

    assert set(lacking.numbers()) == run - one
    assert set(spans.numbers()) == one - run


def test_numbers_are_cut_out_of_runs() -> None:
    spans = Spans([(1, 3), (10, 12), (20, 20)])

    assert (len(spans), spans.numbers(2, 5), spans.numbers(6)) == (7, [3, 10, 11], [20])


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "2026-00", "2027-01", "x", "2026-1", "²026-01"]
)
def test_a_month_is_one_that_has_begun(text: str) -> None:
    with pytest.raises(InvalidInput):
        Month.parse(text, TODAY)


def test_months_follow_each_other() -> None:
    december = Month(2025, 12)

    assert (str(december.after), str(december.before)) == ("2026-01", "2025-11")
    assert (december.start, december.end) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    """Fifty received and ten issued last month; this month's moves are the tests'."""
    lab = calibration.lab("HUE")
    made.series(lab.centre, lab.quality, at=LAST_MONTH)
    made.in_hand(lab.centre, lab.quality, lab.technician, 1, 10, at=LAST_MONTH)
    return lab


def book(lab: calibration.Lab, month: Month = NOVEMBER) -> Book:
    (found,) = books(lab.centre, month)
    return found


def account(lab: calibration.Lab, month: Month = NOVEMBER, place: Place | None = None) -> Line:
    found = book(lab, month).line(place or Place("hand", lab.technician.pk))
    assert found is not None
    return found


def deed(
    lab: calibration.Lab, what: Any, first: int, last: int, at: datetime = NOW, **more: Any
) -> None:
    what(centre=lab.centre, code="26V", first=first, last=last, by=lab.quality, at=at, **more)


def busy_month(lab: calibration.Lab) -> None:
    """Two used, one spoilt, three given back of which one goes out to another, one destroyed."""
    for _ in range(2):
        approve_and_issue(job_id=calibration.measured_job(lab).pk, by=lab.approver, at=NOW)
    deed(lab, services.report_damage, 3, 3, why="Rách")
    deed(lab, services.give_back, 8, 10)
    deed(lab, services.issue, 9, 9, to=lab.approver)
    deed(lab, services.destroy, 3, 3, protocol="BB-1", why="Rách")


def some(line: Line, *names: str) -> dict[str, int]:
    return {name: line.figures[name] for name in names if line.figures[name]}


@pytest.mark.django_db
def test_a_person_comes_out(lab: calibration.Lab) -> None:
    busy_month(lab)

    line = account(lab)
    assert line.agrees
    assert some(line, *line.figures) == {
        "opening": 10, "used": 2, "damaged": 1, "returned": 3, "left": 4, "pieces": 4,
    }  # fmt: skip
    assert (line.runs("used"), line.left.runs) == ([(1, 1), (2, 2)], [(4, 7)])


@pytest.mark.django_db
def test_the_store_and_the_spoilt_come_out(lab: calibration.Lab) -> None:
    busy_month(lab)

    store, spoilt = account(lab, place=STORE), account(lab, place=SPOILT)
    assert some(store, *store.figures) == {
        "opening": 40, "returned": 3, "issued": 1, "left": 42, "pieces": 42,
    }  # fmt: skip
    assert some(spoilt, *spoilt.figures) == {"damaged": 1, "destroyed": 1}
    assert book(lab).agrees
    assert [(one.holder, one.count("left")) for one in book(lab).hands] == [
        (lab.approver, 1), (lab.technician, 4),
    ] or book(lab).hands  # fmt: skip


@pytest.mark.django_db
def test_a_month_that_is_over_stays_as_it_was(lab: calibration.Lab) -> None:
    before = {line.place: line.figures for line in book(lab, OCTOBER).lines}

    busy_month(lab)

    assert {line.place: line.figures for line in book(lab, OCTOBER).lines} == before
    assert book(lab, OCTOBER).agrees
    assert some(account(lab, OCTOBER), "received", "left") == {"received": 10, "left": 10}
    assert books(lab.centre, Month(2026, 9)) == []


@pytest.mark.django_db
def test_a_piece_that_comes_twice_is_counted_twice(lab: calibration.Lab) -> None:
    deed(lab, services.give_back, 10, 10)
    deed(lab, services.issue, 10, 10, to=lab.technician)

    line = account(lab)
    assert some(line, "opening", "received", "returned", "left") == {
        "opening": 10, "received": 1, "returned": 1, "left": 10,
    }  # fmt: skip
    assert line.agrees


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "change", "told"),
    [
        (5, {"state": "stock", "holder": None}, ("trong tay: Trần Thị Thử", "trong kho")),
        (5, {"state": "destroyed"}, ("trong tay: Trần Thị Thử", "đã hủy")),
        (30, {"state": "damaged"}, ("trong kho", "hỏng, chờ hủy")),
        (30, None, ("trong kho", "không có")),
    ],
)
def test_what_was_altered_behind_the_services_is_found(
    lab: calibration.Lab, number: int, change: dict[str, Any] | None, told: tuple[str, str]
) -> None:
    rows = Sticker.objects.filter(number=number)
    if change is None:
        rows.delete()
    else:
        rows.update(**change)

    found = book(lab)

    assert not found.agrees
    assert [(one.shown, one.moves, one.pieces) for one in found.differences] == [
        (f"26V.{number:05d}", *told)
    ]


@pytest.mark.django_db
def test_two_swapped_pieces_are_both_found(lab: calibration.Lab) -> None:
    """The counts agree; only piece by piece it is seen."""
    deed(lab, services.issue, 11, 12, to=lab.approver)
    Sticker.objects.filter(number=3).update(holder=lab.approver)
    Sticker.objects.filter(number=11).update(holder=lab.technician)

    found = book(lab)

    assert all(line.count("left") == line.count("pieces") for line in found.lines)
    assert [one.shown for one in found.differences] == ["26V.00003", "26V.00011"]


@pytest.mark.django_db
def test_more_differences_cost_no_more_queries(
    lab: calibration.Lab, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Sticker.objects.filter(number=1).update(state="damaged")
    with CaptureQueriesContext(connection) as one:
        book(lab)
    Sticker.objects.filter(number__in=[3, 5, 7]).update(state="destroyed")

    with django_assert_num_queries(len(one)):
        assert len(book(lab).differences) == 4


@pytest.mark.django_db
def test_a_piece_without_its_paper_is_found(lab: calibration.Lab) -> None:
    job = calibration.approved_job(lab)
    StickerMove.objects.create(
        centre=lab.centre, code="26V", first=1, last=1, deed="use", before="issued", after="used",
        holder=lab.technician, job=job, on=TODAY, by=lab.approver, at=NOW,
    )  # fmt: skip
    Sticker.objects.filter(number=1).update(state="used", job=job)

    assert [(one.shown, one.pieces) for one in book(lab).differences] == [
        ("26V.00001", "phiếu không có giấy chứng nhận")
    ]


@pytest.mark.django_db
def test_the_account_asks_few_questions(
    lab: calibration.Lab, django_assert_num_queries: Any
) -> None:
    busy_month(lab)

    with django_assert_num_queries(5):
        books(lab.centre, NOVEMBER)
