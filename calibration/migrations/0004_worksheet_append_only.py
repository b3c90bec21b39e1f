from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = (("calibration", "0003_procedure_frozen"),)
    operations = (append_only("calibration_worksheet"), append_only("calibration_standarduse"))
