from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_period_reports")]

    operations = [
        append_only("reports_closedreport"),
        append_only("reports_closedfigure"),
        append_only("reports_receivedreport"),
    ]
