"""The department head's page: every number a second way, its rows, its doors, its queries."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from calibration.models import Custody, Job
from calibration.services import ReturnIn, return_cells, return_paper
from calibration.states import JobState
from reports.dashboards import department_counts as counts
from reports.dashboards.department_rows import Narrowed, custody_behind, jobs_behind
from reports.dashboards.department_work import OPEN, Cause, Stay, Unit, monday
from tests.factories import authority, calibration, people
from tests.factories.people import NOW, TODAY, page, person
from tests.reports.dashboards.department_story import START, Story, fill, sent_back, story

pytestmark = pytest.mark.django_db
PAGE, ROWS = reverse("reports:department"), reverse("reports:department-rows")


@pytest.fixture
def made() -> Story:
    found = story()
    fill(found, 60)
    return found


def rows_under(unit: Unit) -> list[Job]:
    """Its jobs, read without the product's queries."""
    every = Job.objects.select_related("centre", "instrument__type", "technician")
    return [job for job in every if job.centre.path.startswith(unit.centre.path)]


def open_of(unit: Unit) -> list[Job]:
    return [job for job in rows_under(unit) if job.state in ("open", "measuring", "measured")]


def is_late(job: Job) -> bool:
    return job.due_on is not None and job.due_on < TODAY


def returns_of(job: Job, since: date = date.min, until: date = date.max) -> list[Event]:
    events = Event.objects.filter(subject_id=str(job.pk), verb__startswith="job.return")
    return [one for one in events if since <= timezone.localdate(one.at) <= until]


def loads(jobs: Iterable[Job], key: Callable[[Job], Any]) -> dict[Any, tuple[int, ...]]:
    """Counts by state and overdue of each key."""
    found: dict[Any, Counter[str]] = {}
    for job in jobs:
        mine = found.setdefault(key(job), Counter())
        mine[job.state] += 1
        mine["late"] += is_late(job)
    return {k: tuple(c[s] for s in ("open", "measuring", "measured", "late"))
            for k, c in found.items()}  # fmt: skip


def shown(rows: Iterable[counts.Load]) -> dict[Any, tuple[int, ...]]:
    return {one.key: (one.waiting, one.measuring, one.measured, one.overdue) for one in rows}


@pytest.mark.parametrize("which", ["centre", "one", "two"])
def test_open_work_is_counted_as_a_loop_counts_it(made: Story, which: str) -> None:
    unit = made.unit(getattr(made, which))
    jobs = open_of(unit)

    assert jobs
    assert shown(counts.by_technician(unit)) == loads(jobs, lambda job: job.technician_id)
    kinds = loads(jobs, lambda job: job.instrument.type_id if job.instrument else None)
    assert shown(counts.by_kind(unit)) == kinds
    weeks = Counter(week_of(job) for job in jobs)
    assert {one.narrow: one.count for one in counts.by_due_week(unit) if one.count} == weeks
    late = Counter(cause_of(job) for job in jobs if is_late(job))
    assert {cause: n for cause, n in counts.by_cause(unit) if n} == late


def week_of(job: Job) -> str:
    if job.due_on is None:
        return "none"
    if job.due_on < TODAY:
        return "past"
    last = TODAY + timedelta(days=6 - TODAY.weekday(), weeks=5)
    first = job.due_on - timedelta(days=job.due_on.weekday())
    return "later" if job.due_on > last else first.isoformat()


def cause_of(job: Job) -> str:
    """No worksheet is in the story: a return of cells leaves no cell here."""
    if job.state != JobState.OPEN:
        return "review" if job.state == JobState.MEASURED else "measuring"
    if any(one.verb == "job.return_paper" for one in returns_of(job)):
        return "back"
    return "nobody" if job.technician_id is None else "not_begun"


@pytest.mark.parametrize("until", [TODAY, date(2026, 10, 31), date(2026, 10, 3)])
def test_received_and_performed_are_counted_by_their_weeks(made: Story, until: date) -> None:
    unit = made.unit(made.centre, until)
    jobs = rows_under(unit)
    came = [timezone.localdate(job.created_at) for job in jobs if job.state != JobState.CANCELLED]
    done = [job.performed_on for job in jobs if job.state == JobState.APPROVED]

    weeks, received, performed = counts.by_week(unit)

    came = [day for day in came if START <= day <= until]
    done = [day for day in done if day and START <= day <= until]
    assert (received, performed) == (len(came), len(done))
    for week in weeks:
        assert week.received == sum(monday(day) == week.monday for day in came)
        assert week.performed == sum(monday(day) == week.monday for day in done if day)
    assert weeks[-1].monday <= until < weeks[-1].monday + timedelta(days=7)


def test_no_more_weeks_than_eight_and_none_before_the_period(made: Story) -> None:
    year = Unit(made.one, TODAY, date(2026, 1, 1), TODAY)

    assert len(year.weeks) == 8
    assert year.weeks[-1] == date(2026, 11, 16)
    assert made.unit(until=date(2026, 10, 4)).weeks == [date(2026, 9, 28)]


def test_what_came_back_is_counted_from_its_events(made: Story) -> None:
    unit = made.unit(made.centre)
    jobs = rows_under(unit)
    done = [
        job
        for job in jobs
        if job.state == JobState.APPROVED
        and job.performed_on
        and START <= job.performed_on <= TODAY
    ]
    right = [job for job in done if not returns_of(job)]
    back = [
        job for job in jobs if (job.state in OPEN or job in done) and returns_of(job, START, TODAY)
    ]

    found = counts.first_right(unit)

    assert 0 < len(right) < len(done)
    assert {one.key: one.performed for one in found} == Counter(j.technician_id for j in done)
    assert {one.key: one.right for one in found if one.right} == Counter(
        job.technician_id for job in right
    )
    whole = counts.together(found)
    assert (whole.right, whole.performed) == (len(right), len(done))
    assert whole.rate.exact == Fraction(100 * len(right), len(done))
    assert set(unit.returned.values_list("pk", flat=True)) == {job.pk for job in back}
    newest = sorted(
        (one for job in back for one in returns_of(job, START, TODAY)),
        key=lambda one: (one.at, one.pk), reverse=True,
    )  # fmt: skip
    told = [(one.at, one.job.pk, one.why, one.by) for one in counts.newest_returns(unit)]
    assert told == [
        (one.at, int(one.subject_id), one.why, made.approver.full_name) for one in newest[:10]
    ]


def test_custody_is_counted_by_age_and_by_what_it_waits_for(made: Story) -> None:
    unit = made.unit(made.centre)
    held = [
        one
        for one in Custody.objects.select_related("centre", "job")
        if one.returned_at is None and one.centre.path.startswith(unit.centre.path)
    ]
    busy = {job.instrument_id for job in Job.objects.filter(instrument__isnull=False)
            if job.state in OPEN}  # fmt: skip

    found = counts.custody_by_age(unit)

    expected: Counter[tuple[int, str]] = Counter()
    for one in held:
        days = (TODAY - timezone.localdate(one.received_at)).days
        age = sum(days > last for last in (7, 14, 30))
        assert one.job is not None
        work = one.job.state in OPEN or one.instrument_id in busy
        expected[age, "work" if work else "ready"] += 1
    assert {(one.age, "work"): one.work for one in found} | {
        (one.age, "ready"): one.ready for one in found
    } == {(age, stay): expected[age, stay] for age in range(4) for stay in ("work", "ready")}
    assert sum(expected.values()) == len(held) > 0


def behind(unit: Unit, **asked: str) -> int:
    return jobs_behind(unit, Narrowed(**asked)).count()


def test_every_number_of_open_work_opens_as_many_rows(made: Story) -> None:
    unit = made.unit(made.centre)

    for load in counts.by_technician(unit):
        assert behind(unit, of="open", technician=load.narrow) == load.count
        assert behind(unit, of="overdue", technician=load.narrow) == load.overdue
        of = {"of": "open", "technician": load.narrow}
        assert behind(unit, **of, state="open") == load.waiting
        assert behind(unit, **of, state="measured") == load.measured
    for load in counts.by_kind(unit):
        assert behind(unit, of="open", kind=load.narrow) == load.count
        assert behind(unit, of="overdue", kind=load.narrow) == load.overdue
    for due in counts.by_due_week(unit):
        assert behind(unit, of="open", week=due.narrow) == due.count
    for cause, n in counts.by_cause(unit):
        assert behind(unit, of="overdue", cause=cause.value) == n


def test_every_number_of_done_work_and_custody_opens_as_many_rows(made: Story) -> None:
    unit = made.unit(made.centre)

    weeks, received, performed = counts.by_week(unit)
    assert (behind(unit, of="received"), behind(unit, of="performed")) == (received, performed)
    for week in weeks:
        assert behind(unit, of="received", week=week.narrow) == week.received
        assert behind(unit, of="performed", week=week.narrow) == week.performed
    for one in counts.first_right(unit):
        assert behind(unit, of="right", technician=one.narrow) == one.right
    for held in counts.custody_by_age(unit):
        for stay, n in ((Stay.WORK, held.work), (Stay.READY, held.ready)):
            asked = Narrowed(of="custody", stay=stay.value, age=str(held.age))
            assert custody_behind(unit, asked).count() == n


def test_an_overdue_job_says_where_it_stands_and_what_blocks_it() -> None:
    lab = calibration.lab("HUE")
    late = TODAY - timedelta(days=3)
    blocked = calibration.gauge_job(lab, due_on=late)
    back = calibration.measured_job(lab, calibration.gauge_job(lab, due_on=late))
    waits = calibration.measured_job(lab, calibration.gauge_job(lab, due_on=late))
    cell = ReturnIn(section="accuracy", column="up", comment="Đọc lại", row=2)
    return_cells(job_id=back.pk, cells=[cell], by=lab.approver, at=NOW)
    paper = calibration.paper_job(lab)
    return_paper(job_id=paper.pk, why="Sai số biên bản", by=lab.approver, at=NOW)
    Job.objects.filter(pk=paper.pk).update(due_on=late - timedelta(days=1))
    authority.forbid(kind="designation")
    unit = Unit(lab.centre, TODAY, START, TODAY)

    found = counts.longest_overdue(unit)

    assert [(one.job.pk, one.days, one.cause) for one in found] == [
        (paper.pk, 4, Cause.BACK), (blocked.pk, 3, Cause.NOBODY), (back.pk, 3, Cause.BACK),
        (waits.pk, 3, Cause.REVIEW),
    ]  # fmt: skip
    assert "designation_missing" in [block.code for block in found[1].task.blocks]
    assert [one.why for one in counts.newest_returns(unit)] == ["Sai số biên bản", "Đọc lại"]


def test_the_page_asks_no_more_for_more_rows(made: Story) -> None:
    approver = page(made.approver)
    asked = {"centre": "HUE", "period": "2026"}
    approver.get(PAGE, asked)
    with CaptureQueriesContext(connection) as few:
        assert approver.get(PAGE, asked).status_code == 200
    fill(made, 60, seed=8)
    with CaptureQueriesContext(connection) as many:
        assert approver.get(PAGE, asked).status_code == 200

    assert len(many) == len(few) <= 32


@pytest.mark.parametrize("url", [PAGE, f"{ROWS}?of=open"])
def test_who_opens_it(url: str, made: Story) -> None:
    asking = {
        "stranger": None,
        "administrator": person(Role.ADMINISTRATOR, made.centre),
        "client": people.client_of(people.customer(made.centre)),
        "technician": made.technicians[0],
        "above": person(Role.MANAGER, people.centre("TOP")),
        "department": person(Role.MANAGER, made.one),
    }

    answers = {
        name: page(who).get(url, query_params={"centre": "P1", "of": "open"}).status_code
        for name, who in asking.items()
    }

    assert answers == {
        "stranger": 302, "administrator": 403, "client": 403, "technician": 200, "above": 404,
        "department": 200,
    }  # fmt: skip
    head = page(asking["department"])
    for code in ("P2", "HUE", "QTR"):
        assert head.get(PAGE, {"centre": code}).status_code == 404


def test_the_reviewers_desk_leads_to_it(made: Story) -> None:
    desk = page(made.approver).get(reverse("calibration:review")).content.decode()

    assert f'href="{PAGE}"' in desk


def test_whose_work_came_back_is_told_to_few(made: Story) -> None:
    asked = {"centre": "HUE", "period": "2026"}
    people_of = {"technician": made.technicians[0], "approver": made.approver}
    right = {**asked, "of": "right", "technician": str(made.technicians[1].pk)}

    seen = {name: page(who).get(PAGE, asked).context for name, who in people_of.items()}

    assert seen["technician"]["shares"] is None
    assert [one.name for one in seen["approver"]["shares"]] == ["Người 0", "Người 1", "Người 2"]
    assert seen["technician"]["right"] == seen["approver"]["right"]
    assert page(made.technicians[0]).get(ROWS, right).status_code == 403
    assert page(made.approver).get(ROWS, right).status_code == 200
    assert page(made.technicians[0]).get(ROWS, {**asked, "of": "right"}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {}, {"of": "all"}, {"of": "\x00"}, {"technician": "x"}, {"technician": "²"},
        {"technician": "-1"}, {"kind": "1e3"}, {"kind": "9" * 40}, {"week": "2026-11-17"},
        {"week": "nay"}, {"week": "9999-12-27"}, {"week": "0001-01-01"}, {"cause": "x"}, {"state": "x"},
        {"stay": "x"}, {"age": "4"}, {"period": "2026-Q9"},
    ],
)  # fmt: skip
def test_a_malformed_address_is_refused(change: dict[str, str], made: Story) -> None:
    asked = {"of": "open", "centre": "HUE", **change} if change else {"centre": "HUE"}

    assert page(made.approver).get(ROWS, asked).status_code == 400


def test_an_empty_department_says_what_will_be_here(hue: Centre) -> None:
    manager = page(person(Role.MANAGER, hue))
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = manager.get(PAGE, {"centre": "HUE"})

    assert answer.status_code == 200
    assert answer.context["right"].rate.shown == "–"
    text = answer.content.decode()
    for words in ("No job is overdue", "No job is open", "Nothing of a customer is here"):
        assert words in text
    for of in ("open", "overdue", "received", "performed", "returned", "right", "custody"):
        assert "No rows" in manager.get(ROWS, {"of": of}).content.decode()


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def test_a_return_after_the_period_does_not_count_in_it(made: Story) -> None:
    unit = Unit(made.one, TODAY, START, date(2026, 10, 31))
    job = next(job for job in rows_under(unit) if job.state == JobState.OPEN)
    before = set(unit.returned.values_list("pk", flat=True))

    sent_back(job, made.approver, date(2026, 11, 1), "Sau kỳ")

    assert set(unit.returned.values_list("pk", flat=True)) == before
