"""The life of a case: opened, worked out, decided job by job, closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audit.check import findings
from audit.models import Event
from audit.record import history
from calibration.models import Job
from certificates.impact.services import (
    Verdict,
    ask_again,
    close_case,
    decide,
    inform,
    open_case,
)
from certificates.impact.tasks import work_out
from certificates.models import ImpactCase, ImpactDecision
from certificates.services import approve_and_issue, withdraw
from certificates.states import Decided, Effect, ImpactState, ItemState
from common.errors import Forbidden, InvalidInput, Refused
from common.models import Task
from common.queue import drain
from instruments.services import correct_calibration, doubt_calibration
from tests.factories import calibration, impact
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
NOTHING = Verdict(Decided.NO_EFFECT, "Sai lệch nhỏ so với giới hạn")
LETTER = Verdict(
    Decided.INFORM,
    "Kết luận thay đổi",
    "Kính gửi {customer}: {findings}",
    "To {customer}: {findings}",
)


def ids(case: ImpactCase, *jobs: Job) -> list[int]:
    return [impact.item(case, job).pk for job in jobs]


def decided(case: ImpactCase, verdict: Verdict, lab: calibration.Lab, *jobs: Job) -> Any:
    return decide(
        case_id=case.pk, item_ids=ids(case, *jobs), verdict=verdict, by=lab.quality, at=NOW
    )


# Opening


def test_an_event_that_nobody_doubts_has_no_case(lab: calibration.Lab) -> None:
    with pytest.raises(Refused) as refused:
        open_case(event_id=impact.wrong_event(lab).pk, by=lab.quality, at=NOW)

    assert refused.value.code == "nothing_found"
    assert not ImpactCase.objects.exists()


def test_opening_writes_a_task_that_finds_every_job(lab: calibration.Lab) -> None:
    first, second = calibration.measured_job(lab), calibration.measuring_job(lab)
    certificate = approve_and_issue(job_id=first.pk, by=lab.approver, at=NOW)
    case = impact.case(lab, drained=False)

    drain()

    case.refresh_from_db()
    task = Task.objects.get(key=f"certificates.impact:{case.pk}:1")
    assert task.state == "done"
    assert case.computed_at is not None
    assert [(i.job_id, i.certificate_id, i.worst, i.state) for i in case.items.order_by("pk")] == [
        (first.pk, certificate.pk, Effect.FLIPS, ItemState.UNDECIDED),
        (second.pk, None, "", ItemState.UNDECIDED),
    ]
    assert impact.item(case, first).counts == {
        "points": 6, "flips": 2, "beyond": 4, "unknown": 0, "within": 0,
    }  # fmt: skip
    assert [p["place"]["vi"] for p in impact.item(case, first).named_points] == [
        "Sai số và độ hồi sai: 4 bar", "Sai số và độ hồi sai: 6 bar",
    ]  # fmt: skip
    assert [event.verb for event in history(case)] == ["impact.open", "impact.compute"]


def test_working_it_out_twice_changes_nothing(lab: calibration.Lab) -> None:
    calibration.measured_job(lab)
    case = impact.case(lab)
    before = list(case.items.values())

    work_out(case_id=case.pk, asked=1)

    assert list(case.items.values()) == before


def test_an_event_has_one_open_case(lab: calibration.Lab) -> None:
    case = impact.case(lab)

    with pytest.raises(Refused) as refused:
        open_case(event_id=case.event_id, by=lab.quality, at=NOW)

    assert refused.value.code == "already_open"


def test_an_approver_sees_but_does_not_open(lab: calibration.Lab) -> None:
    event = impact.wrong_event(lab)
    impact.corrected(event, "-0.05")

    with pytest.raises(Forbidden):
        open_case(event_id=event.pk, by=lab.approver, at=NOW)


def test_a_correction_of_a_correction_is_what_is_true(lab: calibration.Lab) -> None:
    event = impact.wrong_event(lab)
    last = impact.corrected(impact.corrected(event, "-0.05"), "0.06")

    case = open_case(event_id=event.pk, by=lab.quality, at=NOW)

    assert case.corrected_by == last
    assert case.why == last.why


# A doubt, and the values that come later


def test_a_doubt_excludes_nothing_until_the_values_are_known(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    event = impact.wrong_event(lab)
    doubt_calibration(
        event_id=event.pk, why="Rơi xuống sàn", since=TODAY - timedelta(days=1), by=lab.quality,
        at=NOW,
    )  # fmt: skip
    case = open_case(event_id=event.pk, by=lab.quality, at=NOW)
    drain()
    assert impact.item(case, job).counts["unknown"] == 6
    case.refresh_from_db()
    decided(case, NOTHING, lab, job)
    right = impact.corrected(event, "-0.05")

    ask_again(case_id=case.pk, by=lab.quality, at=NOW)
    drain()

    case.refresh_from_db()
    item = impact.item(case, job)
    assert (case.corrected_by, case.since) == (right, None)
    assert (item.flips, item.unknown) == (2, 0)
    assert item.state == ItemState.UNDECIDED  # decided on other numbers
    assert item.decision is not None


# Deciding


def test_many_are_decided_at_once_and_sealed(lab: calibration.Lab) -> None:
    jobs = [calibration.measured_job(lab) for _ in range(2)]
    case = impact.case(lab)

    made = decided(case, NOTHING, lab, *jobs)

    event = Event.objects.filter(verb="impact.decide").get()
    assert [each.reason for each in made] == [NOTHING.reason] * 2
    assert {item.state for item in case.items.all()} == {ItemState.DECIDED}
    assert {event.seals.count(each.seal()) for each in made} == {1}
    assert list(findings()) == []


def test_the_letter_names_the_client_and_the_turned_points(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    case = impact.case(lab)

    (made,) = decided(case, LETTER, lab, job)

    assert made.notice_vi == (
        f"Kính gửi {lab.customer.name}: Khi tính lại, kết luận tại các điểm sau thay đổi: "
        "Sai số và độ hồi sai: 4 bar; Sai số và độ hồi sai: 6 bar. "
        "Tại 4 điểm, sai số thay đổi nhiều hơn độ không đảm bảo đo đã công bố."
    )
    assert made.notice_en.startswith(f"To {lab.customer.name}: ")
    assert "Errors and hysteresis: 4 bar" in made.notice_en


def test_what_cannot_be_decided_is_said_field_by_field(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    case = impact.case(lab)

    for verdict, fields in (
        (Verdict("shrug", ""), ["decided", "reason"]),
        (Verdict(Decided.INFORM, "x"), ["notice_vi"]),
        (Verdict(Decided.INFORM, "x", "{nobody}"), ["notice_vi"]),
        (Verdict(Decided.RECALL, "x"), ["decided"]),  # no certificate yet
        (Verdict(Decided.NO_EFFECT, "x" * 501), ["reason"]),
        (Verdict(Decided.INFORM, "x", "y", informed_on=TODAY), ["informed_how"]),
        (
            Verdict(Decided.INFORM, "x", "y", "", TODAY + timedelta(days=1), "Điện thoại"),
            ["informed_on"],
        ),
    ):
        with pytest.raises(InvalidInput) as refused:
            decided(case, verdict, lab, job)
        assert [fault.field for fault in refused.value.faults] == fields

    assert not ImpactDecision.objects.exists()
    assert impact.item(case, job).state == ItemState.UNDECIDED


def test_an_item_of_another_case_is_unknown(lab: calibration.Lab) -> None:
    calibration.measured_job(lab)
    case = impact.case(lab)

    with pytest.raises(InvalidInput) as refused:
        decide(case_id=case.pk, item_ids=[10**9], verdict=NOTHING, by=lab.quality, at=NOW)

    assert [fault.code for fault in refused.value.faults] == ["unknown"]


def test_nothing_is_decided_before_it_is_worked_out(lab: calibration.Lab) -> None:
    case = impact.case(lab, drained=False)

    with pytest.raises(Refused) as refused:
        decide(case_id=case.pk, item_ids=[1], verdict=NOTHING, by=lab.quality, at=NOW)

    assert refused.value.code == "not_computed"


def test_work_done_again_is_a_new_job_once(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    case = impact.case(lab)
    again = Verdict(Decided.REPEAT, "Đo lại miễn phí")

    (first,) = decided(case, again, lab, job)
    (second,) = decided(case, again, lab, job)

    assert first.new_job is not None
    assert first.new_job == second.new_job
    assert (first.new_job.instrument, first.new_job.service, first.new_job.state) == (
        job.instrument, job.service, "open",
    )  # fmt: skip


def test_a_decision_is_never_changed(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    (made,) = decided(impact.case(lab), NOTHING, lab, job)

    for change in (
        lambda: ImpactDecision.objects.filter(pk=made.pk).update(reason="khác"),
        lambda: ImpactDecision.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert ImpactDecision.objects.get().reason == NOTHING.reason


# Closing


def test_a_case_closes_when_everything_is_decided_and_done(lab: calibration.Lab) -> None:
    told, ended = calibration.measured_job(lab), calibration.measured_job(lab)
    paper = approve_and_issue(job_id=ended.pk, by=lab.approver, at=NOW)
    case = impact.case(lab)

    assert refusal(case, lab) == "undecided"
    decided(case, LETTER, lab, told)
    decided(case, Verdict(Decided.RECALL, "Kết luận thay đổi"), lab, ended)
    assert refusal(case, lab) == "left_to_do"
    inform(
        case_id=case.pk, item_ids=ids(case, told), on=TODAY, how="Thư điện tử", by=lab.quality,
        at=NOW,
    )  # fmt: skip
    assert refusal(case, lab) == "left_to_do"
    withdraw(certificate_id=paper.pk, reason="Chuẩn sai", by=lab.quality, at=NOW)

    closed = close_case(case_id=case.pk, conclusion="Đã xử lý xong", by=lab.quality, at=NOW)

    assert (closed.state, closed.closed_by) == (ImpactState.CLOSED, lab.quality)
    assert refusal(case, lab) == "wrong_state"
    assert list(findings()) == []


def refusal(case: ImpactCase, lab: calibration.Lab) -> str:
    with pytest.raises(Refused) as refused:
        close_case(case_id=case.pk, conclusion="Xong", by=lab.quality, at=NOW)
    return refused.value.code


def test_who_is_told_was_decided_about(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    case = impact.case(lab)

    with pytest.raises(Refused) as refused:
        inform(case_id=case.pk, item_ids=ids(case, job), on=TODAY, how="x", by=lab.quality, at=NOW)

    assert refused.value.code == "undecided"
    assert not ImpactDecision.objects.exists()


def test_an_event_may_have_a_new_case_after_the_old_one(lab: calibration.Lab) -> None:
    case = impact.case(lab)
    close_case(case_id=case.pk, conclusion="Không có phiếu nào", by=lab.quality, at=NOW)
    right = case.corrected_by
    assert right is not None
    correct_calibration(
        event_id=right.pk, why="Sai nữa", by=lab.quality, at=NOW, certificate_number="KHAC-2"
    )

    second = open_case(event_id=case.event_id, by=lab.quality, at=NOW)

    assert second.pk != case.pk
    assert second.corrected_by is not None
    assert second.corrected_by.certificate_number == "KHAC-2"
