"""The flush between transaction tests steps around append-only triggers and puts them back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

SQLITE_KEEP = """
    CREATE TRIGGER house_keep BEFORE DELETE ON django_content_type
    BEGIN SELECT RAISE(ABORT, 'rows stay'); END
"""
POSTGRESQL_REFUSE = """
    CREATE FUNCTION house_keep() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'rows stay'; END $$
"""
POSTGRESQL_KEEP = """
    CREATE TRIGGER house_keep BEFORE DELETE OR TRUNCATE ON django_content_type
    FOR EACH STATEMENT EXECUTE FUNCTION house_keep()
"""
LAY = {"sqlite": [SQLITE_KEEP], "postgresql": [POSTGRESQL_REFUSE, POSTGRESQL_KEEP]}
LIFT = {
    "sqlite": ["DROP TRIGGER house_keep"],
    "postgresql": [
        "DROP TRIGGER house_keep ON django_content_type",
        "DROP FUNCTION house_keep()",
    ],
}


@pytest.fixture
def kept_table(transactional_db: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        for statement in LAY[connection.vendor]:
            cursor.execute(statement)
    yield "django_content_type"
    with connection.cursor() as cursor:
        for statement in LIFT[connection.vendor]:
            cursor.execute(statement)


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_flush_empties_a_table_that_refuses_delete(kept_table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {kept_table} (app_label, model) VALUES ('house', 'row')")

    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)

    assert ask(f"SELECT count(*) FROM {kept_table}") == 0


def test_after_the_flush_the_table_refuses_again(kept_table: str) -> None:
    call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {kept_table} (app_label, model) VALUES ('house', 'row')")

    with pytest.raises(DatabaseError, match="rows stay"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {kept_table}")

    assert ask(f"SELECT count(*) FROM {kept_table}") == 1
