from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("calibration", "0009_card_number_again"),)
    operations = (
        migrations.AddField(
            model_name="workingcopy",
            name="window",
            field=models.CharField(default="", max_length=16),
        ),
    )
