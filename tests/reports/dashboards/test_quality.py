"""The quality officer's page: every number a second way, its rows, its doors, its queries."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Centre, User
from accounts.people import Person
from accounts.permissions import Role
from calibration.models import Job, ProcedureVersion, Scope, ScopeLine
from calibration.states import JobState, Service
from certificates.models import Certificate
from certificates.states import CertificateState, ImpactState, ItemState, Kind
from common.period import Period
from instruments.models import Standard
from instruments.services import doubt_calibration, record_check
from planning.models import Activity
from reports.dashboards import quality_papers as papers
from reports.dashboards.quality_figures import AGES, Quality
from reports.dashboards.shell import Asked
from tests.factories import calibration, impact, instruments, people, planning
from tests.factories.people import NOW, TODAY, page, person

pytestmark = pytest.mark.django_db
PAGE, ROWS = reverse("reports:quality"), reverse("reports:quality-rows")
YEAR = Period.parse("2026")
START = date(2026, 1, 1)
ENDED = date(2026, 9, 30)  # the last day of the registration
BEGAN = date(2026, 8, 1)  # the first of the accreditation


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def officer(hue: Centre) -> User:
    return person(Role.QUALITY_OFFICER, hue)


def quality(centre: Centre, officer: User, today: date = TODAY) -> Quality:
    asked = Asked(centre, YEAR, YEAR.cut_off(today), today)
    return Quality(asked, Person(officer, today))


def some_findings(centre: Centre, officer: User, seed: int = 1) -> None:
    chance = random.Random(seed)
    for n in range(30):
        begun = TODAY - timedelta(days=chance.choice((0, 30, 31, 90, 91, 180, 181, 400)))
        due = begun + timedelta(days=chance.randrange(10, 200)) if chance.random() < 0.7 else None
        done = begun + timedelta(days=chance.randrange(0, 60)) if chance.random() < 0.4 else None
        planning.activity(
            centre, by=officer, kind="finding", title=f"Phát hiện {seed}.{n}", begun_on=begun,
            paper="Đánh giá nội bộ 2026", due_on=due,
            done_on=done if done and done <= TODAY else None,
        )  # fmt: skip


def test_findings_are_counted_as_a_loop_counts_them(hue: Centre, officer: User) -> None:
    below, outside = people.centre("P1", parent=hue), people.centre("QTR")
    for seed, centre in enumerate((hue, below)):
        some_findings(centre, officer, seed)
    some_findings(outside, person(Role.QUALITY_OFFICER, outside), 9)
    found = quality(hue, officer)

    mine = list(Activity.objects.filter(kind="finding", centre__in=(hue, below)))
    left = [one for one in mine if one.done_on is None]
    late = {one.pk for one in left if one.due_on and one.due_on < TODAY}
    closed = {one.pk for one in mine if one.done_on and START <= one.done_on <= TODAY}
    assert {one.pk for one in found.open_findings} == {one.pk for one in left}
    assert {one.pk for one in found.late_findings} == late
    assert {one.pk for one in found.closed_findings} == closed
    figure = found.figure("audit_notes_fixed")
    assert (figure.numerator, figure.denominator) == (len(closed), len(closed) + len(left))
    ages: Counter[int] = Counter()
    for one in left:
        assert one.begun_on is not None
        days = (TODAY - one.begun_on).days
        ages[sum(days > last for last in (30, 90, 180))] += 1
    assert {one.age: len(one.rows) for one in found.aged_findings} == {
        age: ages[age] for age in range(len(AGES))
    }


def check(of: Standard, on: date) -> None:
    point, found = instruments.q("10 bar"), instruments.q("10.001 bar")
    record_check(standard_id=of.pk, on=on, point=point, found=found, item="CA-02", by=None, at=NOW)


def some_standards(centre: Centre, seed: int = 3, count: int = 12) -> None:
    """Calibrations one after the other, early, just in time, late; checks now and then."""
    chance = random.Random(seed)
    for n in range(count):
        made = instruments.standard(centre)
        on = date(2024, 3, 1) + timedelta(days=chance.randrange(200))
        while on <= TODAY:
            instruments.calibration(made, on, days=365)
            on += timedelta(days=365 + chance.choice((-30, 0, 1, 2, 40, 300)))
        if n % 4 == 0:
            doubt_calibration(event_id=made.events()[0].pk, why="Rơi", since=None, by=None, at=NOW)
        if n % 5 == 1:
            Standard.objects.filter(pk=made.pk).update(out_of_use=True)
        for _check in range(chance.choice((0, 1, 2))):
            check(made, TODAY - timedelta(days=chance.randrange(330)))


def test_standards_are_judged_as_a_loop_judges_them(hue: Centre, officer: User) -> None:
    some_standards(hue)
    some_standards(people.centre("QTR"), seed=4)
    checked_late = instruments.calibrated_standard(hue, TODAY - timedelta(days=300))
    check(checked_late, TODAY - timedelta(days=20))
    found = quality(hue, officer)
    again: list[tuple[int, int]] = []
    checks: list[tuple[int, int]] = []
    for row in Standard.objects.filter(centre=hue, out_of_use=False):
        events = sorted(row.calibrations.all(), key=lambda one: one.on)
        for i, event in enumerate(events):
            later = events[i + 1].on if i + 1 < len(events) else None
            if START <= event.valid_until <= TODAY and (later or event.valid_until < TODAY):
                # Days on which none was in force, one by one.
                day, bare = event.valid_until + timedelta(days=1), 0
                while day < (later or TODAY + timedelta(days=1)):
                    day, bare = day + timedelta(days=1), bare + 1
                again.append((row.pk, bare))
        last = events[-1]
        mine = [one.on for one in row.checks.all()]
        if last.valid_until < TODAY or last.doubts.exists() or not mine:
            continue
        since = sorted(day for day in mine if day >= last.on)
        middle = last.on + timedelta(days=(last.valid_until - last.on).days // 2)
        if since or middle < TODAY:
            checks.append((row.pk, max(0, ((since or [TODAY])[0] - middle).days)))

    assert Counter((one.standard.pk, one.days) for one in found.recalibrations.every) == Counter(
        again
    )
    assert Counter((one.standard.pk, one.days) for one in found.checkings.every) == Counter(checks)
    in_time = sum(days == 0 for _pk, days in again)
    assert 0 < in_time < len(again)
    assert found.recalibrations.rate.exact == Fraction(100 * in_time, len(again))
    assert [one.days for one in found.recalibrations.late] == sorted(
        (days for _pk, days in again if days), reverse=True
    )
    assert any(days for _pk, days in checks)


def some_papers(centre: Centre, officer: User, seed: int = 5, count: int = 80) -> None:
    """Certificates of every kind and state, of two kinds of instrument and of samples."""
    chance = random.Random(seed)
    customer = people.customer(centre)
    things = [
        instruments.instrument(customer, code) for code in ("pressure-gauge", "counter-scale")
    ]
    for n in range(count):
        service = chance.choice((Service.CALIBRATION, Service.CALIBRATION, Service.TESTING))
        thing = chance.choice([*things, None])
        day = START + timedelta(days=chance.randrange(-20, 324))
        job = Job.objects.create(
            centre=centre, customer=customer, instrument=thing, sample="" if thing else "Mẫu",
            service=service, created_at=NOW, state=JobState.OPEN,
        )  # fmt: skip
        state = chance.choice((*CertificateState.values, "issued", "issued"))
        Certificate.objects.create(
            centre=centre, customer=customer, job=job, kind=Kind(service.value), year=2026,
            serial=seed * 1000 + n, number=f"C{seed}.{n}", performed_on=day, state=state,
            issued_at=datetime(day.year, day.month, day.day, chance.choice((1, 20)), tzinfo=UTC),
            issued_by=officer, end_reason="" if state == "issued" else "Sai",
        )  # fmt: skip


def scopes(centre: Centre) -> None:
    """Registered for gauges until a day, accredited for scales from a day on."""
    for kind, code, days in (
        ("registration", "pressure-gauge", {"valid_from": START, "valid_to": ENDED}),
        ("accreditation", "counter-scale", {"valid_from": BEGAN}),
    ):
        scope = Scope.objects.create(centre=centre, kind=kind, number=kind, **days)
        for service in (Service.CALIBRATION, Service.TESTING):
            ScopeLine.objects.create(scope=scope, service=service, type=instruments.kind(code))


def test_work_outside_the_scopes_is_told_service_by_service(hue: Centre, officer: User) -> None:
    scopes(hue)
    some_papers(people.centre("P1", parent=hue), officer)
    some_papers(people.centre("QTR"), officer, seed=6)
    found = quality(hue, officer)
    every = [
        one
        for one in Certificate.objects.select_related("job__instrument__type", "centre")
        if one.centre.code == "P1" and one.state != CertificateState.SUPERSEDED
        and START <= one.performed_on <= TODAY and one.job.instrument is not None
    ]  # fmt: skip

    def outside(one: Certificate, kind: str) -> bool:
        assert one.job.instrument is not None
        gauge = one.job.instrument.type.code == "pressure-gauge"
        if kind == "registration":
            return not gauge or one.performed_on > ENDED
        return gauge or one.performed_on < BEGAN

    for line in found.scope[1:]:
        mine = [one for one in every if one.job.service == line.service]
        assert set(line.every) == {one.pk for one in mine}
        assert set(line.outside) == {one.pk for one in mine if outside(one, line.kind)}
        assert 0 < len(line.outside) < len(line.every)
        assert line.rate.exact == Fraction(100 * len(line.outside), len(line.every))
    first = found.scope[0]
    figure = found.figure("in_scope_services")
    assert (len(first.every), first.rate.shown) == (figure.denominator, "–")


def test_without_a_scope_of_a_kind_nothing_is_judged_by_it(hue: Centre, officer: User) -> None:
    some_papers(hue, officer, count=10)

    assert all(not line.every and line.rate.shown == "–" for line in quality(hue, officer).scope)


def test_papers_that_ended_are_counted_by_month_and_kind(hue: Centre, officer: User) -> None:
    some_papers(hue, officer)
    some_papers(people.centre("QTR"), officer, seed=6)
    months, kinds = quality(hue, officer).papers

    def rows(chosen: Any) -> tuple[int, int, int]:
        mine = [
            one for one in Certificate.objects.filter(centre=hue)
            if START <= timezone.localdate(one.issued_at) <= TODAY and chosen(one)
        ]  # fmt: skip
        ended = Counter(one.state for one in mine)
        return len(mine), ended["superseded"], ended["withdrawn"]

    assert len(months) == 11
    for month in months:
        same = (month.issued, month.replaced, month.withdrawn)
        assert same == rows(lambda c, m=month.key: timezone.localdate(c.issued_at).month == m.month)
    for kind in kinds:
        same = (kind.issued, kind.replaced, kind.withdrawn)
        assert same == rows(lambda c, k=kind.key: c.kind == k)
    whole = papers.together(kinds)
    assert (whole.issued, whole.replaced, whole.withdrawn) == rows(lambda _one: True)
    assert whole.rate.exact == Fraction(100 * (whole.replaced + whole.withdrawn), whole.issued)


def test_a_procedure_waits_for_its_reason_until_it_is_reviewed() -> None:
    lab = calibration.lab("HUE")
    gauges = ProcedureVersion.objects.filter(code="pressure-gauge").order_by("pk")
    rows = ProcedureVersion.objects.order_by("pk")
    before = {one.version.pk: one.why for one in quality(lab.centre, lab.quality).procedures}
    first = gauges[0]
    ends = TODAY + timedelta(days=60)
    rows.filter(pk=gauges[1].pk).update(valid_to=ends)
    planning.activity(
        lab.centre, by=lab.quality, kind="procedure_review", title="Rà soát", paper=first.number,
        done_on=TODAY - timedelta(days=1),
    )  # fmt: skip

    after = {one.version.pk: one.why for one in quality(lab.centre, lab.quality).procedures}

    in_force = {one.pk for one in rows if one.state == "in_force"}
    assert before == dict.fromkeys(in_force, papers.Why.UNREVIEWED)
    assert first.pk not in after
    assert after[gauges[1].pk] == papers.Why.ENDS
    rows.filter(pk=gauges[1].pk).update(valid_to=TODAY - timedelta(days=1))
    (ended,) = [
        one for one in quality(lab.centre, lab.quality).procedures if one.version.pk == gauges[1].pk
    ]
    assert ended.why == papers.Why.ENDED


def test_open_cases_tell_what_waits_in_them(django_assert_num_queries: Any) -> None:
    lab = calibration.lab("HUE")
    jobs = [calibration.approved_job(lab) for _n in range(2)]
    case = impact.case(lab)
    found = quality(lab.centre, lab.quality)

    with django_assert_num_queries(3):  # one more for the roles of the person
        (one,) = found.cases

    assert (one.pk, one.jobs) == (case.pk, len(jobs))
    undecided = [item for item in case.items.all() if item.state == ItemState.UNDECIDED]
    assert (one.undecided, one.left) == (len(undecided), 0)
    assert case.state == ImpactState.OPEN


def test_every_figure_opens_its_rows(hue: Centre, officer: User) -> None:
    scopes(hue)
    some_findings(hue, officer)
    some_standards(hue)
    some_papers(hue, officer)
    browser = page(officer)
    sets = quality(hue, officer, timezone.localdate()).sets()  # as the page does

    for code, of in sets.items():
        answer = browser.get(ROWS, {"of": code, "period": "2026", "centre": "HUE"})
        assert answer.status_code == 200
        ids = list(of.ids)
        assert [line.id for line in answer.context["lines"]] == ids[:50]
        assert answer.context["page"].paginator.count == len(ids)
    board = browser.get(PAGE, {"centre": "HUE", "period": "2026"}).content.decode()
    linked = {part.split('"')[0] for part in board.split("of=")[1:]}
    assert linked <= set(sets)


def test_the_page_asks_no_more_for_more_rows(hue: Centre, officer: User) -> None:
    def fill(seed: int) -> None:
        some_findings(hue, officer, seed)
        some_standards(hue, seed)
        some_papers(hue, officer, seed)

    scopes(hue)
    fill(11)
    browser, asked = page(officer), {"centre": "HUE", "period": "2026"}
    browser.get(PAGE, asked)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE, asked)
    fill(12)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(PAGE, asked).status_code == 200

    assert len(many) == len(few) <= 32


@pytest.mark.parametrize("url", [PAGE, ROWS])
def test_who_opens_it(url: str, hue: Centre) -> None:
    asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "contract officer": person(Role.CONTRACT_OFFICER, hue),
        "administrator": person(Role.ADMINISTRATOR, hue),
        "client": people.client_of(people.customer(hue)),
        "quality": person(Role.QUALITY_OFFICER, hue),
        "approver": person(Role.APPROVER, hue),
        "manager": person(Role.MANAGER, hue),
        "other centre": person(Role.QUALITY_OFFICER, people.centre("QTR")),
    }

    answers = {
        name: page(who).get(url, {"centre": "HUE", "of": "issued"}).status_code
        for name, who in asking.items()
    }

    assert answers == {
        "stranger": 302, "technician": 403, "contract officer": 403, "administrator": 403,
        "client": 403, "quality": 200, "approver": 200, "manager": 200, "other centre": 404,
    }  # fmt: skip


@pytest.mark.parametrize("change", [{}, {"of": "all"}, {"of": "\x00"}, {"period": "2026-Q9"}])
def test_a_malformed_address_is_refused(change: dict[str, str], officer: User) -> None:
    asked = {"of": "issued", **change} if change else {}

    assert page(officer).get(ROWS, asked).status_code == 400


def test_an_empty_centre_says_what_will_be_here(hue: Centre, officer: User) -> None:
    browser = page(officer)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    text = browser.get(PAGE).content.decode()

    for words in (
        "No finding is open.", "The unit has no standard in use.", "No case is open.",
        "No procedure needs a look.", "No paper issued in the period was replaced",
    ):  # fmt: skip
        assert words in text
    assert "0 %" not in text
    assert browser.get(reverse("reports:dashboards"))["Location"] == PAGE
    assert f'href="{PAGE}"' in browser.get(reverse("calibration:watch")).content.decode()
    technician = page(person(Role.TECHNICIAN, hue))
    assert PAGE not in technician.get(reverse("calibration:watch")).content.decode()
