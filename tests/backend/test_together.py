"""Many at once: nobody waits for the other forever, and what may happen once happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.services import change_customer
from audit.check import findings
from audit.models import Chain, Event
from audit.record import record
from calibration import services as bench
from calibration.confirming import open_faults
from calibration.models import Job, ProcedureVersion, Reading, Worksheet
from calibration.services.readings import Item, record_items
from calibration.services.worksheets import Start
from certificates.impact.services import open_case
from certificates.many import approve_many
from certificates.models import Certificate
from certificates.services import approve_and_issue, supersede, withdraw
from common.errors import DomainError
from common.models import Task
from common.queue import REGISTRY, enqueue, work
from planning.services import set_target
from tests.factories import calibration, contracts, impact, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
APPS = ("accounts", "audit", "calibration", "certificates", "common", "contracts", "instruments",
        "planning", "reports")  # fmt: skip


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Begin all at once, each in a thread of its own; what each gave, or its refusal's code."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait(10)
        try:
            return act()
        except DomainError as refusal:
            return refusal.code
        except DatabaseError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_approvers_give_one_certificate_and_one_number() -> None:
    lab = calibration.lab()
    job = calibration.measured_job(lab)

    got = together(*[lambda: approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)] * 4)

    assert sorted(str(one) for one in got)[1:] == ["already_issued"] * 3
    assert [one.serial for one in Certificate.objects.all()] == [1]


def test_approvals_and_other_changes_of_one_centre_do_not_deadlock() -> None:
    lab = calibration.lab()
    jobs = [calibration.measured_job(lab) for _ in range(4)]

    def approve(pk: int) -> Callable[[], Any]:
        return lambda: approve_and_issue(job_id=pk, by=lab.approver, at=NOW).serial

    def rename(name: str) -> Callable[[], Any]:
        return lambda: (
            change_customer(customer_id=lab.customer.pk, by=lab.officer, at=NOW, name=name).name
        )

    def plan(period: str) -> Callable[[], Any]:
        return lambda: set_target(
            centre=lab.centre, measure="samples", period=period, value=5, source="QĐ 1",
            decided_on=NOW.date(), by=lab.officer, at=NOW,
        ).period  # fmt: skip

    got = together(
        *(approve(job.pk) for job in jobs), rename("A"), rename("B"), plan("2026"), plan("2027")
    )

    assert sorted(got[:4]) == [1, 2, 3, 4]
    assert got[4:] == ["A", "B", "2026", "2027"]


def test_no_lock_holds_up_a_row_that_only_names_the_locked_one() -> None:
    """FOR UPDATE makes an insert with a foreign key wait: whoever holds the chain and inserts
    would wait for whoever locked the customer and wants the chain."""
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if "select_for_update(" in line and "no_key=True" not in line
    ]

    assert bare == []


def test_two_tablets_on_one_cell_leave_one_reading() -> None:
    lab = calibration.lab()
    job = calibration.measuring_job(lab)

    def key(value: str) -> Callable[[], Any]:
        one = calibration.reading("accuracy", "up", value, "bar")
        return lambda: bench.record_readings(
            job_id=job.pk, readings=[one], by=lab.technician, at=NOW
        )

    got = together(key("0.00"), key("0.05"), key("0.10"))

    assert sorted(map(str, got)) == ["1", "conflict", "conflict"]
    assert Reading.objects.count() == 1


def test_the_same_reading_id_sent_to_two_jobs_at_once_is_a_conflict() -> None:
    lab = calibration.lab()
    one = calibration.reading("accuracy", "up", "0.00", "bar")

    def send(pk: int) -> Callable[[], Any]:
        return lambda: bench.record_readings(job_id=pk, readings=[one], by=lab.technician, at=NOW)

    jobs = [calibration.measuring_job(lab) for _ in range(3)]
    got = together(*(send(job.pk) for job in jobs))

    assert sorted(map(str, got)) == ["1", "conflict", "conflict"]
    assert Reading.objects.count() == 1


def test_withdraw_and_supersede_at_once_end_a_certificate_once() -> None:
    lab = calibration.lab()
    made = approve_and_issue(job_id=calibration.measured_job(lab).pk, by=lab.approver, at=NOW)
    people.misspelt(lab.customer)
    facts: Any = {"certificate_id": made.pk, "reason": "x", "by": lab.approver, "at": NOW}

    got = together(
        lambda: str(withdraw(**facts).state), lambda: str(supersede(**facts).serial),
        lambda: str(withdraw(**facts).state), lambda: str(supersede(**facts).serial),
    )  # fmt: skip

    assert got.count("wrong_state") == 3
    assert Certificate.objects.filter(state="issued").count() == got.count("2")


def test_signing_twice_at_once_opens_the_jobs_once() -> None:
    centre = people.centre()
    draft = contracts.draft(people.customer(centre))
    contracts.gauges(contracts.line(draft, quantity=3), 3)

    got = together(*[lambda: str(contracts.sign(draft).state)] * 3)

    assert sorted(got) == ["signed", "wrong_state", "wrong_state"]
    assert Job.objects.count() == 3


def test_the_same_key_enqueued_at_once_is_one_task() -> None:
    @work("tests.once")
    def once(*, progress: Any) -> None:
        """Nothing."""

    def ask() -> Any:
        with transaction.atomic():
            return enqueue(once, key="k").pk

    got = together(*[ask] * 5)
    del REGISTRY["tests.once"]

    assert len(set(got)) == 1
    assert Task.objects.filter(key="k").count() == 1


def test_first_events_of_a_new_chain_at_once_are_one_chain() -> None:
    centre = people.centre()

    def say() -> Any:
        with transaction.atomic():
            return record(subject=centre, verb="x", by=None, at=NOW, chain="NEW").number

    got = together(*[say] * 5)

    assert sorted(got) == [1, 2, 3, 4, 5]
    assert (Chain.objects.get(name="NEW").length, Event.objects.filter(chain="NEW").count()) == (
        5,
        5,
    )


def test_two_drafts_from_two_versions_at_once_are_one_draft() -> None:
    lab = calibration.lab()
    first = calibration.procedure(lab)
    second = bench.draft_next(version_id=first.pk, by=lab.quality, at=NOW)
    bench.put_in_force(version_id=second.pk, valid_from=TODAY, by=lab.quality, at=NOW)

    def draft(pk: int) -> Callable[[], Any]:
        return lambda: bench.draft_next(version_id=pk, by=lab.quality, at=NOW).version

    got = together(*(draft(pk) for pk in [first.pk, second.pk] * 3))

    assert sorted(map(str, got)) == ["3", *["draft_exists"] * 5]
    assert list(findings()) == []


def test_budgets_saved_at_once_are_versions_one_after_the_other() -> None:
    lab = calibration.lab()
    draft = bench.draft_next(version_id=calibration.procedure(lab).pk, by=lab.quality, at=NOW)

    def save() -> int:
        budget = bench.NewBudget(measurement={}, result={}, stated=[])
        kept = bench.save_budget(
            procedure_id=draft.pk, title="x", budget=budget, by=lab.quality, at=NOW
        )
        return kept.version

    assert sorted(together(*[save] * 6)) == [1, 2, 3, 4, 5, 6]
    assert list(findings()) == []


def test_no_budget_slips_under_a_procedure_that_comes_into_force_meanwhile() -> None:
    lab = calibration.lab()
    draft = bench.draft_next(version_id=calibration.procedure(lab).pk, by=lab.quality, at=NOW)
    budget = bench.NewBudget(measurement={}, result={}, stated=[])

    def save() -> str:
        bench.save_budget(procedure_id=draft.pk, title="x", budget=budget, by=lab.quality, at=NOW)
        return "saved"

    def put_in_force() -> str:
        bench.put_in_force(version_id=draft.pk, valid_from=TODAY, by=lab.quality, at=NOW)
        return "in force"

    got = together(save, save, put_in_force, save, save)

    assert got[2] == "in force"
    assert set(got) <= {"saved", "in force", "not_draft"}
    assert draft.budgets.count() == got.count("saved")
    verbs = [
        *Event.objects.filter(subject_id=draft.pk).order_by("number").values_list("verb", flat=True)
    ]
    assert verbs[-1] == "procedure.put_in_force"
    assert list(findings()) == []


def test_versions_put_in_force_at_once_follow_one_another() -> None:
    lab = calibration.lab()
    first = calibration.procedure(lab)
    versions = []
    for _ in range(2):
        draft = bench.draft_next(version_id=first.pk, by=lab.quality, at=NOW)
        versions.append(bench.approve_procedure(version_id=draft.pk, by=lab.quality, at=NOW))

    def put(version: ProcedureVersion, day: date) -> Callable[[], Any]:
        return lambda: str(
            bench.put_in_force(
                version_id=version.pk, valid_from=day, by=lab.quality, at=NOW
            ).version
        )

    tomorrow = TODAY + timedelta(days=1)
    together(put(versions[0], TODAY), put(versions[1], tomorrow), put(versions[0], TODAY))

    days = ProcedureVersion.objects.filter(code=first.code, service=first.service)
    open_ended = days.filter(state="in_force", valid_to__isnull=True)
    assert open_ended.get().valid_from == tomorrow
    assert list(findings()) == []


def test_a_batch_and_its_jobs_started_at_once_start_each_once() -> None:
    lab = calibration.lab()
    ids = [calibration.gauge_job(lab).pk for _ in range(3)]
    batch = bench.make_batch(centre=lab.centre, name="m", job_ids=ids, by=lab.technician, at=NOW)
    how: Any = {"by": lab.technician, "at": NOW}

    def whole() -> int:
        start = Start([lab.gauge.pk])
        return bench.start_batch(batch_id=batch.pk, how=start, **how).pk

    def one(pk: int) -> Callable[[], Any]:
        return lambda: bench.start_work(job_id=pk, standards=[lab.gauge.pk], **how).pk

    together(whole, one(ids[2]), whole, one(ids[0]), whole)

    assert set(Job.objects.values_list("state", flat=True)) <= {"measuring", "open"}
    assert Worksheet.objects.count() == Job.objects.filter(state="measuring").count()
    assert Event.objects.filter(verb="job.start").count() == Worksheet.objects.count()
    assert list(findings()) == []


def test_readings_of_two_jobs_sent_crosswise_do_not_deadlock() -> None:
    lab = calibration.lab()
    jobs = [calibration.measuring_job(lab) for _ in range(2)]
    items = [
        Item(job.pk, calibration.reading("accuracy", "up", f"{row}.00", "bar", row=row))
        for job in jobs
        for row in range(6)
    ]

    def send(some: list[Item]) -> Callable[[], Any]:
        return lambda: {
            str(one.status) for one in record_items(items=some, by=lab.technician, at=NOW)
        }

    got = together(*(send(items[::step]) for step in (1, -1, 1, -1)))

    assert sorted(map(str, got)) == ["{'accepted'}", *["{'known'}"] * 3]
    assert Reading.objects.count() == len(items)
    assert list(findings()) == []


def test_one_event_is_corrected_once_and_asked_about_once() -> None:
    lab = calibration.lab()
    event = impact.wrong_event(lab)

    got = together(
        *[lambda: str(impact.corrected(event, "0.01").corrects_id)] * 3,
        *[lambda: str(impact.corrected(event, "0.02").corrects_id)] * 2,
    )

    assert sorted(got) == sorted([str(event.pk), *["corrected"] * 4])

    asked = together(*[lambda: str(open_case(event_id=event.pk, by=lab.quality, at=NOW).asked)] * 3)

    assert sorted(asked) == ["1", "already_open", "already_open"]
    assert list(findings()) == []


def test_what_is_confirmed_while_it_is_edited_is_approved_only_as_confirmed() -> None:
    lab = calibration.lab()
    data = calibration.small_definition("small")
    who: Any = {"by": lab.quality, "at": NOW}
    draft = bench.begin_procedure(centre=lab.centre, service="testing", data=data, **who)
    of: Any = {"version_id": draft.pk, **who}

    together(
        lambda: bench.confirm(path="", source="ISO 1", **of),
        lambda: bench.edit_draft(data={**data, "confidence": "low"}, base=draft.digest, **of),
        lambda: bench.approve_procedure(**of),
        lambda: bench.confirm(path="", source="ISO 1", **of),
        lambda: bench.approve_procedure(**of),
    )

    draft = ProcedureVersion.objects.get(pk=draft.pk)
    assert draft.state == "draft" or open_faults(draft) == []
    assert list(findings()) == []


def test_many_approved_twice_at_once_get_one_certificate_each() -> None:
    lab = calibration.lab()
    ids = [calibration.measured_job(lab).pk for _ in range(3)]

    def approve(some: list[int]) -> Callable[[], Any]:
        return lambda: len(
            [one for one in approve_many(job_ids=some, by=lab.approver, at=NOW) if one.certificate]
        )

    got = together(approve(ids), approve(ids[::-1]), approve(ids))

    assert sum(got) == 3
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3]
