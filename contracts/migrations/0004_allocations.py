"""The invoice that a payment named becomes an allocation of the whole payment to it."""

from typing import Any

from django.db import migrations


def allocate(apps: Any, editor: Any) -> None:
    payments = apps.get_model("contracts", "Payment").objects.exclude(invoice=None)
    allocation = apps.get_model("contracts", "Allocation")
    allocation.objects.bulk_create(
        (
            allocation(
                payment=payment,
                invoice_id=payment.invoice_id,
                amount=payment.amount,
                by_id=payment.recorded_by_id,
                at=payment.recorded_at,
            )
            for payment in payments.iterator()
        ),
        batch_size=400,
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_quoting_papers_ledger")]

    operations = [migrations.RunPython(allocate, migrations.RunPython.noop)]
