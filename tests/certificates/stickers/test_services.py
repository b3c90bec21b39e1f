"""The stock of stickers: every piece accounted for, a wrong range moves nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.services import approve_and_issue, supersede, withdraw
from certificates.states import StickerState
from certificates.stickers import services, taking
from common.errors import DomainError, Forbidden, InvalidInput, Refused
from tests.factories import calibration, people
from tests.factories import stickers as made
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(lab: calibration.Lab) -> StickerSeries:
    return made.series(lab.centre, lab.quality)


def codes(refusal: pytest.ExceptionInfo[DomainError]) -> list[tuple[str, str]]:
    return [(fault.found, fault.code) for fault in refusal.value.faults]


def issued(lab: calibration.Lab, first: int = 1, last: int = 10, **more: Any) -> None:
    made.in_hand(lab.centre, lab.quality, more.pop("to", lab.technician), first, last, **more)


def approve(lab: calibration.Lab, job: Any = None, **more: Any) -> Any:
    job = job or calibration.measured_job(lab, **more)
    return approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)


def test_a_batch_comes_in_piece_by_piece(lab: calibration.Lab, stock: StickerSeries) -> None:
    move = StickerMove.objects.get()

    assert (move.deed, move.before, move.after, move.first, move.last) == (
        "receive", "", "stock", 1, 50,
    )  # fmt: skip
    assert made.states(lab.centre) == {"stock": list(range(1, 51))}
    assert Sticker.objects.get(number=7).shown == "26V.00007"
    event = Event.objects.get(verb="sticker.receive")
    assert set(event.seals[1:-1].split(",")) == {
        f'"{row.seal_key()}":"{row.seal()}"' for row in (stock, move)
    }
    assert list(findings()) == []


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"first": 50, "last": 60}, "first", "overlap"),
        ({"first": 51, "last": 60, "service": "calibration"}, "code", "other_service"),
        ({"first": 51, "last": 60, "digits": 6}, "code", "other_service"),
        ({"first": 0, "last": 60}, "first", "range"),
        ({"first": 70, "last": 60}, "last", "range"),
        ({"code": "", "first": 51, "last": 60}, "code", "bad_code"),
        ({"code": "26/V", "first": 51, "last": 60}, "code", "bad_code"),
        ({"code": "27V", "last": 100_000, "digits": 5}, "digits", "digits"),
        ({"code": "27V", "last": 100_001, "digits": 6}, "last", "range"),
        ({"code": "27V", "size": "30x30"}, "size", "unknown"),
        ({"code": "27T", "service": "testing"}, "service", "unknown"),
        ({"code": "27V", "received_on": TODAY + timedelta(days=1)}, "received_on", "future"),
    ],
)
def test_a_wrong_batch_is_refused_by_its_field(
    lab: calibration.Lab, stock: StickerSeries, given: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        made.series(lab.centre, lab.quality, **given)

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [(field, code)]
    assert StickerSeries.objects.count() == StickerMove.objects.count() == 1


def test_the_run_that_is_there_is_named(lab: calibration.Lab, stock: StickerSeries) -> None:
    with pytest.raises(InvalidInput) as refusal:
        made.series(lab.centre, lab.quality, first=40, last=90)

    assert str(refusal.value.faults[0].message) == (
        "Trùng với lô đã nhập ngày 20/11/2026: 26V.00001 – 26V.00050."
    )


def test_the_same_numbers_are_another_centres_own(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    other = people.centre("DANANG")
    made.series(other, people.person(Role.QUALITY_OFFICER, other))

    assert Sticker.objects.count() == 100


def test_a_range_is_issued_as_one_move(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 11, 30)

    move = StickerMove.objects.get(deed="issue")
    assert (move.first, move.last, move.holder, move.before) == (11, 30, lab.technician, "stock")
    assert made.states(lab.centre)["issued"] == list(range(11, 31))
    assert set(Sticker.objects.filter(state="issued").values_list("holder", flat=True)) == {
        lab.technician.pk
    }
    assert Event.objects.get(verb="sticker.issue").subject_id == str(stock.pk)


def test_the_next_ones_skip_what_is_out(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 3, 5)
    give: dict[str, Any] = {"centre": lab.centre, "code": "26V", "by": lab.quality, "at": NOW}

    moves = services.issue_next(**give, count=4, to=lab.approver)

    assert [(move.first, move.last) for move in moves] == [(1, 2), (6, 7)]
    assert services.total(moves) == 4
    with pytest.raises(Refused) as refusal:
        services.issue_next(**give, count=44, to=lab.approver)
    assert (refusal.value.code, str(refusal.value)) == (
        "not_enough", "Trong kho chỉ còn 43 tem sê-ri 26V.",
    )  # fmt: skip


def test_one_wrong_piece_and_nothing_moves(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 1, 2)
    approve(lab)  # uses 1
    before = made.states(lab.centre)

    with pytest.raises(Refused) as refusal:
        services.issue(
            centre=lab.centre, code="26V", first=1, last=60, to=lab.approver, by=lab.quality, at=NOW
        )

    assert codes(refusal)[:3] == [
        ("26V.00051", "unknown_piece"), ("26V.00052", "unknown_piece"),
        ("26V.00053", "unknown_piece"),
    ]  # fmt: skip
    assert codes(refusal)[-1] == ("7", "more")
    assert made.states(lab.centre) == before
    assert StickerMove.objects.count() == 3
    with pytest.raises(Refused) as refusal:
        services.issue(
            centre=lab.centre, code="26V", first=1, last=3, to=lab.approver, by=lab.quality, at=NOW
        )
    assert codes(refusal) == [("26V.00001", "wrong_state"), ("26V.00002", "wrong_state")]
    assert [str(one.message) for one in refusal.value.faults] == [
        "26V.00001: đang ở trạng thái “đã dùng”.", "26V.00002: đang ở trạng thái “đã giao”.",
    ]  # fmt: skip


def test_what_is_somebody_elses_stays(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 1, 2)
    issued(lab, 3, 3, to=lab.approver)
    what: dict[str, Any] = {"centre": lab.centre, "code": "26V", "by": lab.technician, "at": NOW}

    with pytest.raises(Refused) as refusal:
        services.give_back(**what, first=1, last=3)
    assert codes(refusal) == [("26V.00003", "not_yours")]
    with pytest.raises(Refused) as refusal:
        services.report_damage(**what, first=3, last=3, why="Rách")
    assert codes(refusal) == [("26V.00003", "not_yours")]

    services.give_back(**what, first=2, last=2)
    services.report_damage(**what, first=1, last=1, why="Rách khi bóc")
    assert made.states(lab.centre) == {
        "damaged": [1], "returned": [2], "issued": [3], "stock": list(range(4, 51)),
    }  # fmt: skip
    damaged, returned = Sticker.objects.filter(number__in=(1, 2)).order_by("number")
    assert (damaged.holder, returned.holder) == (lab.technician, None)
    assert [(m.holder, m.why) for m in StickerMove.objects.filter(deed__in=("damage", "return"))] == [
        (lab.technician, ""), (lab.technician, "Rách khi bóc"),
    ]  # fmt: skip


def test_a_range_in_two_states_is_two_moves(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 3, 4)
    services.report_damage(
        centre=lab.centre, code="26V", first=4, last=4, why="Ướt", by=lab.technician, at=NOW
    )
    services.give_back(centre=lab.centre, code="26V", first=3, last=3, by=lab.quality, at=NOW)

    moves = services.destroy(
        centre=lab.centre, code="26V", first=2, last=6, protocol="BB-07/2026", why="In mờ",
        by=lab.quality, at=NOW,
    )  # fmt: skip

    assert [(m.first, m.last, m.before, m.why) for m in moves] == [
        (2, 2, "stock", "BB-07/2026: In mờ"), (3, 3, "returned", "BB-07/2026: In mờ"),
        (4, 4, "damaged", "BB-07/2026: In mờ"), (5, 6, "stock", "BB-07/2026: In mờ"),
    ]  # fmt: skip
    assert Event.objects.filter(verb="sticker.destroy").count() == 4
    assert list(findings()) == []


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        (services.report_damage, {"why": " "}),
        (services.destroy, {"why": "", "protocol": "1"}),
        (services.destroy, {"why": "x", "protocol": ""}),
        (services.destroy, {"why": "x" * 300, "protocol": "1"}),
        (services.give_back, {"why": "x" * 301}),
    ],
)
def test_a_reason_is_asked_for(
    lab: calibration.Lab, stock: StickerSeries, deed: Callable[..., Any], more: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        deed(centre=lab.centre, code="26V", first=1, last=1, by=lab.quality, at=NOW, **more)

    assert StickerMove.objects.count() == 1


def test_who_may(lab: calibration.Lab, stock: StickerSeries) -> None:
    run: dict[str, Any] = {"centre": lab.centre, "code": "26V", "first": 1, "last": 2, "at": NOW}
    stranger = people.person(Role.TECHNICIAN, people.centre("DANANG"))

    for wrong in (lab.technician, lab.approver, lab.officer, stranger):
        with pytest.raises(Forbidden):
            made.series(lab.centre, wrong, code="27V")
        with pytest.raises(Forbidden):
            services.issue(**run, to=lab.technician, by=wrong)
        with pytest.raises(Forbidden):
            services.destroy(**run, protocol="1", why="x", by=wrong)
    with pytest.raises(Forbidden):
        services.give_back(**run, by=lab.officer)
    for nobody in (stranger, lab.officer):
        with pytest.raises(InvalidInput) as refusal:
            services.issue(**run, to=nobody, by=lab.quality)
        assert [fault.code for fault in refusal.value.faults] == ["not_here"]


def test_a_unit_below_works_with_the_centres_stickers(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    unit = people.centre("HUE-AP", parent=lab.centre)
    hand = people.person(Role.TECHNICIAN, unit, "Người Ở Tổ")

    issued(lab, 1, 3, to=hand)
    services.give_back(centre=lab.centre, code="26V", first=3, last=3, by=hand, at=NOW)

    seen = Sticker.objects.visible_to(people_of(hand))
    assert list(seen.order_by("number").values_list("number", flat=True)) == [1, 2]


def people_of(user: Any) -> Any:
    from accounts.people import Person

    return Person(user, TODAY)


# At approval


def test_what_passes_takes_the_lowest_of_the_performers(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    issued(lab, 1, 2, to=lab.approver)
    issued(lab, 5, 9)

    first, second = approve(lab), approve(lab)

    assert [taking.shown_on(one.job_id) for one in (first, second)] == [
        ["26V.00005"],
        ["26V.00006"],
    ]
    piece = Sticker.objects.get(number=5)
    assert (piece.state, piece.job_id, piece.holder) == ("used", first.job_id, lab.technician)
    move = StickerMove.objects.filter(deed="use").earliest("pk")
    assert (move.holder, move.job_id, move.by) == (lab.technician, first.job_id, lab.approver)
    assert list(findings()) == []


def test_a_failure_a_calibration_and_an_empty_hand_take_none(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    made.series(lab.centre, lab.quality, code="26C", service="calibration")
    issued(lab, 1, 5, code="26C")

    empty = approve(lab)
    issued(lab, 1, 5)
    failed = approve(lab, passes=False)
    calibrated = approve(lab, calibration.measured_job(
        lab, calibration.gauge_job(lab, service="calibration")))  # fmt: skip

    assert [one.kind for one in (empty, failed, calibrated)] == [
        "verification", "notice", "calibration",
    ]  # fmt: skip
    assert not StickerMove.objects.filter(deed="use").exists()


def test_the_chosen_pieces_are_taken_and_no_others(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    issued(lab, 1, 9)
    job, other = calibration.measured_job(lab), calibration.measured_job(lab)

    choice = taking.choose(
        job_id=job.pk, numbers=["26v.00007", "26V.00002"], by=lab.technician, at=NOW
    )
    assert [one.number for one in choice.pieces] == [2, 7]
    approve(lab, other)
    approve(lab, job)

    assert taking.shown_on(other.pk) == ["26V.00001"]
    assert taking.shown_on(job.pk) == ["26V.00002", "26V.00007"]
    assert [(m.first, m.last) for m in StickerMove.objects.filter(deed="use")] == [
        (1, 1), (2, 2), (7, 7),
    ]  # fmt: skip


def test_none_leaves_the_field_blank(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 1, 9)
    job = calibration.measured_job(lab)
    taking.choose(job_id=job.pk, none=True, by=lab.approver, at=NOW)

    approve(lab, job)

    assert taking.shown_on(job.pk) == []
    assert Event.objects.get(verb="job.stickers").changes == '{"stickers":["","–"]}'


def test_a_calibration_sticker_is_taken_when_chosen(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    made.series(lab.centre, lab.quality, code="26C", service="calibration")
    issued(lab, 1, 5, code="26C")
    job = calibration.measured_job(lab, calibration.gauge_job(lab, service="calibration"))
    taking.choose(job_id=job.pk, numbers=["26C.00003"], by=lab.technician, at=NOW)

    approve(lab, job)

    assert taking.shown_on(job.pk) == ["26C.00003"]


def test_what_cannot_be_chosen(lab: calibration.Lab, stock: StickerSeries) -> None:
    made.series(lab.centre, lab.quality, code="26C", service="calibration")
    issued(lab, 1, 5)
    issued(lab, 1, 1, code="26C")
    job, other = calibration.measured_job(lab), calibration.measured_job(lab)
    taking.choose(job_id=other.pk, numbers=["26V.00004"], by=lab.technician, at=NOW)

    for number, words in (
        ("26V.00040", "không ở trong tay"), ("26C.00001", "không ở trong tay"),
        ("X", "không ở trong tay"), ("26V.00004", f"đang dành cho phiếu {other.pk}"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            taking.choose(job_id=job.pk, numbers=[number], by=lab.technician, at=NOW)
        assert words in str(refusal.value.faults[0].message)
    with pytest.raises(Refused) as refused:
        services.report_damage(
            centre=lab.centre, code="26V", first=4, last=4, why="x", by=lab.technician, at=NOW
        )
    assert codes(refused) == [("26V.00004", "chosen")]
    failed = calibration.measured_job(lab, passes=False)
    with pytest.raises(Refused):
        taking.choose(job_id=failed.pk, none=True, by=lab.technician, at=NOW)
    done = approve(lab, job)
    with pytest.raises(Refused):
        taking.choose(job_id=done.job_id, none=True, by=lab.technician, at=NOW)
    with pytest.raises(Forbidden):
        taking.choose(job_id=other.pk, none=True, by=lab.officer, at=NOW)


def test_a_new_paper_keeps_the_piece_and_a_withdrawn_one_too(
    lab: calibration.Lab, stock: StickerSeries
) -> None:
    issued(lab, 1, 9)
    old = approve(lab)
    people.misspelt(lab.customer)

    new = supersede(certificate_id=old.pk, reason="Sai địa chỉ", by=lab.approver, at=NOW)
    withdraw(certificate_id=new.pk, reason="Rơi", by=lab.quality, at=NOW)

    assert taking.shown_on(new.job_id) == ["26V.00001"]
    assert StickerMove.objects.filter(deed="use").count() == 1
    assert Sticker.objects.get(number=1).state == StickerState.USED


def test_a_refused_approval_uses_nothing(lab: calibration.Lab, stock: StickerSeries) -> None:
    issued(lab, 1, 9)
    job = calibration.measured_job(lab)

    with pytest.raises(DomainError):
        approve_and_issue(job_id=job.pk, by=lab.technician, at=NOW)

    assert made.states(lab.centre)["issued"] == list(range(1, 10))
