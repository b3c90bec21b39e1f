import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
from audit.triggers import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("calibration", "0010_working_copy_window"),
        ("instruments", "0005_standards_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name="PaperResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "point",
                    common.fields.NfcCharField(blank=True, max_length=120, verbose_name="điểm đo"),
                ),
                ("unit", models.CharField(blank=True, max_length=30, verbose_name="đơn vị")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="giá trị chuẩn"),
                ),
                (
                    "indication",
                    common.fields.NfcCharField(
                        blank=True, max_length=120, verbose_name="số chỉ hoặc kết quả"
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=40, verbose_name="sai số")),
                ("expanded", models.CharField(blank=True, max_length=40, verbose_name="U")),
                ("k", models.CharField(blank=True, max_length=12, verbose_name="k")),
                ("limit", models.CharField(blank=True, max_length=40, verbose_name="giới hạn")),
                ("verdict", models.CharField(blank=True, max_length=8, verbose_name="kết luận")),
            ],
            options={
                "ordering": ("job", "position"),
            },
        ),
        migrations.AddField(
            model_name="job",
            name="interval_agreed",
            field=common.fields.NfcCharField(
                blank=True, max_length=200, verbose_name="căn cứ thỏa thuận"
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="interval_months",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="chu kỳ đề nghị"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interval_agreed", ""), ("interval_months__isnull", True)),
                    models.Q(
                        ("interval_months__gte", 1),
                        models.Q(("interval_agreed", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="job_interval_is_agreed",
            ),
        ),
        migrations.AddField(
            model_name="paperresult",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="paper_results",
                to="calibration.job",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperresult",
            constraint=models.UniqueConstraint(
                fields=("job", "position"), name="paper_result_once"
            ),
        ),
    )
