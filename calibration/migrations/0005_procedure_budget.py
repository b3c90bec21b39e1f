from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
from audit.triggers import append_only

_SQLITE = """
CREATE TRIGGER calibration_procedurebudget_of_draft BEFORE INSERT ON calibration_procedurebudget
WHEN (SELECT state FROM calibration_procedureversion WHERE id = NEW.procedure_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'only a draft takes a budget'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION chuan_budget_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF (SELECT state FROM calibration_procedureversion WHERE id = NEW.procedure_id) <> 'draft' THEN
RAISE EXCEPTION 'only a draft takes a budget'; END IF;
RETURN NEW;
END $$
"""
_POSTGRESQL = """
CREATE TRIGGER calibration_procedurebudget_of_draft BEFORE INSERT ON calibration_procedurebudget
FOR EACH ROW EXECUTE FUNCTION chuan_budget_of_draft()
"""


def lay(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)
        return
    editor.execute(_FUNCTION)
    editor.execute(_POSTGRESQL)


def lift(apps: Any, editor: Any) -> None:
    on = "" if editor.connection.vendor == "sqlite" else " ON calibration_procedurebudget"
    editor.execute(f"DROP TRIGGER calibration_procedurebudget_of_draft{on}")


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("calibration", "0004_worksheet_append_only"),
    )
    operations = (
        migrations.CreateModel(
            name="ProcedureBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", common.fields.NfcCharField(max_length=200, verbose_name="tên bảng")),
                ("version", models.PositiveSmallIntegerField(verbose_name="phiên bản")),
                ("measurement", models.TextField()),
                ("result", models.TextField()),
                ("stated", models.TextField()),
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
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="calibration.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ("procedure", "title", "version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "title", "version"),
                        name="procedure_budget_version_once",
                    )
                ],
            },
        ),
        append_only("calibration_procedurebudget"),
        migrations.RunPython(lay, lift, elidable=False),
    )
