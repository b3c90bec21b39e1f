from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
from audit.triggers import append_only

# Whoever keyed a reading of the job, be it one of a hundred, is no second pair of eyes.
_KEYED = """
EXISTS (SELECT 1 FROM calibration_reading JOIN calibration_worksheet
ON calibration_worksheet.id = calibration_reading.worksheet_id
WHERE calibration_worksheet.job_id = NEW.id AND calibration_reading.by_id = NEW.approved_by_id)
"""
_SQLITE = f"""
CREATE TRIGGER calibration_job_other_eyes BEFORE UPDATE OF approved_by_id ON calibration_job
WHEN NEW.approved_by_id IS NOT NULL AND {_KEYED}
BEGIN SELECT RAISE(ABORT, 'whoever keyed a reading does not approve the job'); END
"""
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION chuan_other_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF {_KEYED} THEN
RAISE EXCEPTION 'whoever keyed a reading does not approve the job'
USING ERRCODE = 'check_violation'; END IF;
RETURN NEW;
END $$
"""
_POSTGRESQL = """
CREATE TRIGGER calibration_job_other_eyes BEFORE UPDATE OF approved_by_id ON calibration_job
FOR EACH ROW WHEN (NEW.approved_by_id IS NOT NULL) EXECUTE FUNCTION chuan_other_eyes()
"""


def lay(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE, params=None)
        return
    editor.execute(_FUNCTION, params=None)
    editor.execute(_POSTGRESQL, params=None)


def lift(apps: Any, editor: Any) -> None:
    on = "" if editor.connection.vendor == "sqlite" else " ON calibration_job"
    editor.execute(f"DROP TRIGGER calibration_job_other_eyes{on}")


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("calibration", "0006_any_instrument"),
    )
    operations = (
        migrations.CreateModel(
            name="ReviewNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(blank=True, max_length=60)),
                ("row", models.PositiveSmallIntegerField(default=0)),
                ("column", models.CharField(blank=True, max_length=40)),
                ("repeat", models.PositiveSmallIntegerField(default=0)),
                ("text", common.fields.NfcCharField(max_length=500, verbose_name="nhận xét")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="calibration.job",
                    ),
                ),
            ],
            options={
                "ordering": ("job", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="review_note_says_something",
                    )
                ],
            },
        ),
        append_only("calibration_reviewnote"),
        migrations.RunPython(lay, lift, elidable=False),
    )
