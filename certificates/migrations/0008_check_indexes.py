"""The page of checks asks by day, and by certificate."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0007_pattern_corrected")]

    operations: ClassVar = [
        migrations.AddIndex(model_name="check", index=models.Index(fields=["at"], name="check_at")),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["public_id", "at"], name="check_of_certificate"),
        ),
    ]
