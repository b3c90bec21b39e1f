import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import instruments.fields
from audit.triggers import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("instruments", "0002_comparable_ranges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name="CalibrationDoubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", common.fields.NfcCharField(max_length=500, verbose_name="lý do")),
                ("since", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("event", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ControlLimits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "point",
                    instruments.fields.QuantityField(max_length=60, verbose_name="điểm kiểm tra"),
                ),
                ("item", common.fields.NfcCharField(max_length=200, verbose_name="vật kiểm tra")),
                ("since", models.DateField(blank=True, null=True, verbose_name="tính từ ngày")),
                (
                    "first",
                    models.PositiveSmallIntegerField(verbose_name="số lần đầu lấy làm chuẩn"),
                ),
                (
                    "lower",
                    instruments.fields.QuantityField(
                        blank=True, max_length=60, null=True, verbose_name="giới hạn dưới"
                    ),
                ),
                (
                    "upper",
                    instruments.fields.QuantityField(
                        blank=True, max_length=60, null=True, verbose_name="giới hạn trên"
                    ),
                ),
                ("why", common.fields.NfcCharField(max_length=500, verbose_name="lý do")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("standard", "pk"),
            },
        ),
        migrations.CreateModel(
            name="IntermediateCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày kiểm tra")),
                (
                    "point",
                    instruments.fields.QuantityField(max_length=60, verbose_name="điểm kiểm tra"),
                ),
                (
                    "found",
                    instruments.fields.QuantityField(
                        max_length=60, verbose_name="giá trị tìm thấy"
                    ),
                ),
                ("item", common.fields.NfcCharField(max_length=200, verbose_name="vật kiểm tra")),
                (
                    "note",
                    common.fields.NfcCharField(blank=True, max_length=500, verbose_name="ghi chú"),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("standard", "on", "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="standardcalibration",
            name="standard_certificate_once",
        ),
        migrations.AddField(
            model_name="standard",
            name="also",
            field=models.JSONField(blank=True, default=list, verbose_name="đại lượng khác"),
        ),
        migrations.AddField(
            model_name="standard",
            name="interval_months",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="chu kỳ hiệu chuẩn, tháng"
            ),
        ),
        migrations.AddField(
            model_name="standardcalibration",
            name="at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="standardcalibration",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="standardcalibration",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="instruments.standardcalibration",
            ),
        ),
        migrations.AddField(
            model_name="standardcalibration",
            name="why",
            field=common.fields.NfcCharField(blank=True, max_length=500, verbose_name="lý do"),
        ),
        migrations.AlterField(
            model_name="standardvalue",
            name="calibration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="instruments.standardcalibration",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardcalibration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="standard_correction_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="standardcalibration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("standard", "certificate_number"),
                name="standard_certificate_once",
            ),
        ),
        migrations.AddField(
            model_name="calibrationdoubt",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="calibrationdoubt",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doubts",
                to="instruments.standardcalibration",
            ),
        ),
        migrations.AddField(
            model_name="controllimits",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="controllimits",
            name="standard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="control_limits",
                to="instruments.standard",
            ),
        ),
        migrations.AddField(
            model_name="intermediatecheck",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="intermediatecheck",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="instruments.intermediatecheck",
            ),
        ),
        migrations.AddField(
            model_name="intermediatecheck",
            name="standard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="instruments.standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationdoubt",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="doubt_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="controllimits",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="control_limits_say_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="intermediatecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrects__isnull", True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="check_corrects_with_note",
            ),
        ),
    )
