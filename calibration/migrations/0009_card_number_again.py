from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("calibration", "0008_working_copies"),)

    operations = (
        migrations.RemoveConstraint(model_name="officercard", name="card_number_once"),
        migrations.AddConstraint(
            model_name="officercard",
            constraint=models.UniqueConstraint(
                fields=("centre", "number", "valid_from"), name="card_number_once"
            ),
        ),
    )
