"""A statement cannot be changed in the database, and if somebody manages, it is found."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from certificates.models import Statement
from certificates.services import approve_and_issue
from tests.factories import certificates as made
from tests.factories import people

LIFT = {
    "sqlite": "DROP TRIGGER certificates_statement_no_UPDATE",
    "postgresql": "ALTER TABLE certificates_statement DISABLE TRIGGER USER",
}


@pytest.fixture
def stated() -> Statement:
    bench = made.bench("HUE")
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW).statement


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certificates_statement SET content = '{}'",
        "UPDATE certificates_statement SET digest = ''",
        "DELETE FROM certificates_statement",
        "UPDATE audit_event SET why = 'khác'",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses(stated: Statement, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)

    assert Statement.objects.get().content == stated.content


@pytest.mark.django_db
def test_the_audit_finds_a_statement_altered_behind_the_triggers(
    stated: Statement, capsys: pytest.CaptureFixture[str]
) -> None:
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run(LIFT[connection.vendor])
    altered = stated.content.replace('"0.150"', '"0.110"')
    Statement.objects.filter(pk=stated.pk).update(content=altered)

    with pytest.raises(SystemExit) as end:
        call_command("check_audit")

    assert altered != stated.content
    assert end.value.code == 1
    assert f"certificates.statement:{stated.pk}: altered" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_audit_finds_a_statement_with_its_digest_made_to_match(
    stated: Statement, capsys: pytest.CaptureFixture[str]
) -> None:
    from common.canonical import sha256

    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run(LIFT[connection.vendor])
    altered = stated.content.replace("Sông Bồ", "Sông Hồ")
    Statement.objects.filter(pk=stated.pk).update(content=altered, digest=sha256(altered))

    with pytest.raises(SystemExit):
        call_command("check_audit")

    assert f"certificates.statement:{stated.pk}: altered" in capsys.readouterr().out
