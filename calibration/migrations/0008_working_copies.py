import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from audit.triggers import keeping_triggers

_NAME = "procedure_in_force_is_approved"


class Migration(migrations.Migration):
    dependencies = (
        ("calibration", "0007_review_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("typed", models.TextField()),
                ("sample", models.TextField(default="{}")),
                ("language", models.CharField(max_length=8)),
                ("base", models.CharField(max_length=64)),
                ("revision", models.PositiveIntegerField(default=1)),
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
                        related_name="working_copies",
                        to="calibration.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ("procedure", "pk"),
                "constraints": (
                    models.UniqueConstraint(fields=["procedure", "by"], name="working_copy_once"),
                ),
            },
        ),
        # A version that was approved may be given up without ever having been in force.
        *keeping_triggers(
            migrations.RemoveConstraint(model_name="procedureversion", name=_NAME),
            migrations.AddConstraint(
                model_name="procedureversion",
                constraint=models.CheckConstraint(
                    condition=Q(state="draft")
                    | Q(~Q(state="in_force"), approved_by__isnull=False)
                    | Q(valid_from__isnull=False, approved_by__isnull=False),
                    name=_NAME,
                ),
            ),
        ),
    )
