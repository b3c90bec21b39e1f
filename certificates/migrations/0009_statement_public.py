"""What strangers are told is kept beside the statement; null, so that no row is written anew."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0008_check_indexes")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="statement", name="public", field=models.TextField(null=True)
        ),
    ]
