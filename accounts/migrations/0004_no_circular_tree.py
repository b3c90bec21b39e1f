from typing import Any

from django.db import migrations

_WITHIN = (
    "EXISTS (SELECT 1 FROM accounts_centre WHERE id = NEW.parent_id"
    " AND substr(path, 1, length(OLD.path)) = OLD.path)"
)
_SQLITE = f"""
CREATE TRIGGER accounts_centre_no_circle BEFORE UPDATE OF parent_id ON accounts_centre
WHEN {_WITHIN}
BEGIN SELECT RAISE(ABORT, 'a centre cannot be below itself'); END
"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION chuan_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_WITHIN} THEN
    RAISE EXCEPTION 'a centre cannot be below itself' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRESQL = """
CREATE TRIGGER accounts_centre_no_circle BEFORE UPDATE OF parent_id ON accounts_centre
FOR EACH ROW EXECUTE FUNCTION chuan_no_circle()
"""


def lay(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE, params=None)
        return
    editor.execute(_FUNCTION, params=None)
    editor.execute(_POSTGRESQL, params=None)


def lift(apps: Any, editor: Any) -> None:
    table = "" if editor.connection.vendor == "sqlite" else " ON accounts_centre"
    editor.execute(f"DROP TRIGGER accounts_centre_no_circle{table}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_apart")]

    operations = [migrations.RunPython(lay, lift, elidable=False)]
