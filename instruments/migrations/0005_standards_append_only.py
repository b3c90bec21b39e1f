from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = (("instruments", "0004_seal_calibrations"),)
    operations = tuple(
        append_only(f"instruments_{name}")
        for name in (
            "standardcalibration",
            "standardvalue",
            "calibrationdoubt",
            "controllimits",
            "intermediatecheck",
        )
    )
