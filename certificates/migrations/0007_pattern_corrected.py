from django.db import migrations

from audit.triggers import keeping_triggers


class Migration(migrations.Migration):
    """A pattern mistyped for a coming year is put right by another row for that year."""

    dependencies = (("certificates", "0006_sticker_wishes"),)
    operations = keeping_triggers(
        migrations.AlterModelOptions(
            name="numberpattern",
            options={"ordering": ("centre", "kind", "from_year", "pk")},
        ),
        migrations.RemoveConstraint(model_name="numberpattern", name="number_pattern_once"),
    )
