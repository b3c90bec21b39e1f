"""Targets of before are found by the code of the indicator they were always held against."""

from typing import Any

from django.db import migrations

CODES = {
    "revenue_signed": "revenue_signed_gross",
    "revenue_invoiced": "revenue_invoiced_net",
}


def rename(apps: Any, _schema: Any) -> None:
    """Harmless twice: what was renamed has no old code any more."""
    targets = apps.get_model("planning", "Target").objects
    for old, new in CODES.items():
        targets.filter(measure=old).update(measure=new)


def name_back(apps: Any, _schema: Any) -> None:
    targets = apps.get_model("planning", "Target").objects
    for old, new in CODES.items():
        targets.filter(measure=new).update(measure=old)


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_tasks_activities_blocks")]

    operations = [migrations.RunPython(rename, name_back)]
