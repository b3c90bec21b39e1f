"""Issuing, replacing, withdrawing: what is written together, what is refused, what stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from audit.models import Event
from calibration.models import Job
from calibration.states import JobState, Service
from certificates import services, statement
from certificates.many import approve_many
from certificates.models import Certificate, Counter, Statement
from common.errors import Conflict, DomainError, InvalidInput, Refused
from common.models import Task
from tests.factories import certificates as made
from tests.factories import people

pytestmark = pytest.mark.django_db
LATER = people.NOW + timedelta(days=3)


def issue(bench: made.Bench, job: Job, **more: Any) -> Certificate:
    return services.approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW, **more)


def nothing_was_issued(job: Job) -> bool:
    job.refresh_from_db()
    rows = (Certificate, Statement, Counter, Task)
    return job.state == JobState.MEASURED and not any(row.objects.exists() for row in rows)


def test_approval_numbers_freezes_seals_and_asks_for_the_pdf(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    certificate = issue(bench, job)

    job.refresh_from_db()
    assert (job.state, job.approved_by) == (JobState.APPROVED, bench.approver)
    assert (certificate.number, certificate.kind) == ("V26.00001", "verification")
    assert certificate.valid_until is not None
    event = Event.objects.get(verb="certificate.issue")
    assert event.seals == (
        f'{{"certificates.statement:{certificate.statement.pk}":"{certificate.statement.seal()}"}}'
    )
    task = Task.objects.get()
    assert (task.name, task.arguments) == (
        "certificates.render_pdf",
        f'{{"certificate_id":{certificate.pk}}}',
    )


def test_the_whole_line_leaves_nothing_for_the_audit_to_find(
    bench: made.Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    issue(bench, made.gauge_job(bench))

    call_command("check_audit")

    assert capsys.readouterr().out.endswith(" 0 findings\n")


def test_nobody_signs_their_own_work(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    with pytest.raises(DomainError):
        services.approve_and_issue(job_id=job.pk, by=bench.technician, at=people.NOW)

    assert nothing_was_issued(job)


def test_a_job_gives_one_certificate(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    issue(bench, job)

    with pytest.raises(Refused) as refusal:
        issue(bench, job)

    assert refusal.value.code == "already_issued"
    assert Certificate.objects.count() == 1


def test_what_breaks_after_the_number_gives_it_back(
    bench: made.Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = made.gauge_job(bench)

    def broken(*_: object, **__: object) -> None:
        raise Conflict("hỏng")

    with monkeypatch.context() as patch:
        patch.setattr(statement, "freeze", broken)
        with pytest.raises(Conflict):
            issue(bench, job)

    assert nothing_was_issued(job)
    assert issue(bench, job).number == "V26.00001"


def test_kinds_never_share_a_number_sequence(bench: made.Bench) -> None:
    jobs = [
        made.gauge_job(bench),
        made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")),
        made.gauge_job(bench, service=Service.CALIBRATION, thing=made.gauge(bench, "A3")),
        made.sample_job(bench),
    ]

    numbers = [issue(bench, job).number for job in jobs]

    assert numbers == ["V26.00001", "N26.00001", "C26.00001", "T26.00001"]


def test_many_are_approved_one_by_one_and_each_has_its_answer(bench: made.Bench) -> None:
    good = made.gauge_job(bench)
    done = made.gauge_job(bench, thing=made.gauge(bench, "A2"))
    issue(bench, done)
    last = made.gauge_job(bench, thing=made.gauge(bench, "A3"))

    answers = approve_many(
        job_ids=[good.pk, done.pk, last.pk, good.pk], by=bench.approver, at=people.NOW
    )

    numbers = [one.certificate.number if one.certificate else None for one in answers]
    assert numbers == ["V26.00002", None, "V26.00003"]
    assert answers[1].refusal is not None
    assert answers[1].refusal.code == "already_issued"


def test_a_clerical_error_is_replaced_under_a_new_number(bench: made.Bench) -> None:
    old = issue(bench, made.gauge_job(bench))
    bench.customer.name = "Công ty TNHH Xăng dầu Sông Hương"
    bench.customer.save()

    new = services.supersede(
        certificate_id=old.pk, reason=" Ghi sai tên khách hàng ", by=bench.quality, at=LATER
    )

    old.refresh_from_db()
    said = statement.read(new.statement)
    assert (old.state, old.end_reason, old.ended_at) == (
        "superseded",
        "Ghi sai tên khách hàng",
        LATER,
    )
    assert (new.number, new.supersedes, new.state) == ("V26.00002", old, "issued")
    assert said["customer"]["name"] == "Công ty TNHH Xăng dầu Sông Hương"
    assert said["replaces"]["number"] == "V26.00001"
    assert said["replaces"]["reason"] == "Ghi sai tên khách hàng"
    assert said["tables"] == statement.read(old.statement)["tables"]


def test_a_replacement_holds_no_longer_than_what_it_replaces(bench: made.Bench) -> None:
    old = issue(bench, made.gauge_job(bench))
    people.misspelt(bench.customer)

    new = services.supersede(certificate_id=old.pk, reason="Ghi sai số", by=bench.quality, at=LATER)

    assert new.valid_until == old.valid_until


def test_a_withdrawn_certificate_keeps_number_and_statement(bench: made.Bench) -> None:
    certificate = issue(bench, made.gauge_job(bench))
    said = certificate.statement.content

    services.withdraw(
        certificate_id=certificate.pk, reason="Chuẩn P-01 hỏng", by=bench.quality, at=LATER
    )

    certificate.refresh_from_db()
    assert (certificate.state, certificate.number) == ("withdrawn", "V26.00001")
    assert certificate.statement.content == said
    event = Event.objects.get(verb="certificate.withdraw")
    assert (event.changes, event.why) == ('{"state":["issued","withdrawn"]}', "Chuẩn P-01 hỏng")


@pytest.mark.parametrize("change", [services.withdraw, services.supersede])
@pytest.mark.parametrize(
    ("reason", "code"), [("", "required"), ("  ", "required"), ("x" * 301, "too_long")]
)
def test_a_certificate_does_not_end_without_a_reason(
    bench: made.Bench, change: Any, reason: str, code: str
) -> None:
    certificate = issue(bench, made.gauge_job(bench))

    with pytest.raises(InvalidInput) as refusal:
        change(certificate_id=certificate.pk, reason=reason, by=bench.quality, at=LATER)

    certificate.refresh_from_db()
    assert [(one.field, one.code) for one in refusal.value.faults] == [("reason", code)]
    assert certificate.state == "issued"
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("change", [services.withdraw, services.supersede])
def test_what_has_ended_does_not_end_again(bench: made.Bench, change: Any) -> None:
    certificate = issue(bench, made.gauge_job(bench))
    services.withdraw(certificate_id=certificate.pk, reason="Một", by=bench.quality, at=LATER)

    with pytest.raises(Refused):
        change(certificate_id=certificate.pk, reason="Hai", by=bench.quality, at=LATER)

    certificate.refresh_from_db()
    assert certificate.end_reason == "Một"
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("maker", ["株式会社", "Kính 😀", "chuông\x07"])
def test_what_cannot_be_printed_is_refused_before_a_number_is_spent(
    bench: made.Bench, maker: str
) -> None:
    thing = made.gauge(bench)
    thing.maker = maker
    thing.save()
    job = made.gauge_job(bench, thing=thing)

    with pytest.raises(Refused) as refusal:
        issue(bench, job)

    assert refusal.value.code == "unprintable"
    assert nothing_was_issued(job)


@pytest.mark.parametrize("maker", ["Škoda Ørsted Łódź", "Ω µ ≥ ℃ № ®", "Завод Манометр", "Ỹỵ Ằẵ"])
def test_other_alphabets_that_the_fonts_have_are_fine(bench: made.Bench, maker: str) -> None:
    thing = made.gauge(bench)
    thing.maker = maker
    thing.save()

    certificate = issue(bench, made.gauge_job(bench, thing=thing))

    assert certificate.number == "V26.00001"
