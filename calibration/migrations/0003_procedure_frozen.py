from typing import Any

from django.db import migrations

_COLUMNS = ("centre_id", "code", "version", "service", "number", "definition", "digest")

_SQLITE = """
CREATE TRIGGER calibration_procedureversion_frozen_{verb} BEFORE {when}
ON calibration_procedureversion WHEN OLD.state <> 'draft' {condition}
BEGIN SELECT RAISE(ABORT, 'a procedure in force never changes'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION chuan_procedure_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a procedure in force never changes'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER calibration_procedureversion_frozen_{verb} BEFORE {when}
ON calibration_procedureversion FOR EACH ROW WHEN (OLD.state <> 'draft' {condition})
EXECUTE FUNCTION chuan_procedure_frozen()
"""


def _triggers(vendor: str) -> tuple[tuple[str, str, str], ...]:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _COLUMNS)
    # Back to draft would open the definition again.
    changed = f"AND ({changed} OR NEW.state = 'draft')"
    return (("update", "UPDATE", changed), ("delete", "DELETE", ""))


def lay(apps: Any, editor: Any) -> None:
    vendor = editor.connection.vendor
    if vendor != "sqlite":
        editor.execute(_FUNCTION)
    form = _SQLITE if vendor == "sqlite" else _POSTGRESQL
    for verb, when, condition in _triggers(vendor):
        editor.execute(form.format(verb=verb, when=when, condition=condition))


def lift(apps: Any, editor: Any) -> None:
    on = "" if editor.connection.vendor == "sqlite" else " ON calibration_procedureversion"
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER calibration_procedureversion_frozen_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = (("calibration", "0002_append_only"),)
    operations = (migrations.RunPython(lay, lift, elidable=False),)
