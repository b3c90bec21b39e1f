from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_payment_without_invoice")]

    operations = [
        migrations.AddField(
            "overcapapproval",
            "gross",
            models.BigIntegerField(default=0, verbose_name="giá trị được duyệt, đồng, gồm thuế"),
            preserve_default=False,
        ),
        migrations.AddField(
            "overcapapproval",
            "items",
            models.PositiveIntegerField(default=0, verbose_name="số phương tiện, mẫu được duyệt"),
            preserve_default=False,
        ),
    ]
