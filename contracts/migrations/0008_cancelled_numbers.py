from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An invoice that was recorded wrongly is cancelled and recorded again under its number."""

    dependencies = [("contracts", "0007_price_imports")]

    operations = [
        migrations.RemoveConstraint("invoice", "invoice_number_once"),
        migrations.AddConstraint(
            "invoice",
            models.UniqueConstraint(
                fields=["contract", "form_symbol", "series", "number"],
                condition=~Q(state="cancelled"),
                name="invoice_number_once",
            ),
        ),
    ]
