from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_allocations")]

    operations = [migrations.RemoveField(model_name="payment", name="invoice")]
