"""Append-only in the database itself: UPDATE and DELETE are refused on both engines."""

from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION chuan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION chuan_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION chuan_append_only()
"""


def append_only(table: str) -> Operation:
    """A migration operation that makes `table` refuse UPDATE, DELETE (and TRUNCATE)."""

    def lay(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, verb=verb))
            return
        editor.execute(_FUNCTION, params=None)  # its % signs are not placeholders
        editor.execute(_POSTGRESQL.format(table=table), params=None)

    def lift(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}")
            return
        for name in ("append_only", "no_truncate"):
            editor.execute(f"DROP TRIGGER {table}_{name} ON {table}")

    return RunPython(lay, lift, elidable=False)


def keeping_triggers(*operations: Operation) -> tuple[Operation, ...]:
    """`operations` that alter tables, with every trigger there before and after.

    SQLite alters a table by building it anew: its own triggers go with the old one, and a trigger
    of another table that reads it stops the renaming.
    """
    aside: list[tuple[str, str]] = []

    def take(apps: Any, editor: Any) -> None:
        aside.clear()
        if editor.connection.vendor != "sqlite":
            return
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            aside.extend(cursor.fetchall())
        for name, _sql in aside:
            editor.execute(f'DROP TRIGGER "{name}"')

    def put_back(apps: Any, editor: Any) -> None:
        for _name, sql in aside:
            editor.execute(sql, params=None)

    return (
        RunPython(take, put_back, elidable=False),
        *operations,
        RunPython(put_back, take, elidable=False),
    )
