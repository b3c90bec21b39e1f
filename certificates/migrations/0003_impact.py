import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import common.fields
from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("calibration", "0009_card_number_again"),
        ("certificates", "0002_append_only"),
        ("instruments", "0005_standards_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImpactCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("why", common.fields.NfcCharField(max_length=500, verbose_name="lý do")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "đang xử lý"), ("closed", "đã khép lại")],
                        default="open",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conclusion",
                    common.fields.NfcCharField(blank=True, max_length=500, verbose_name="kết luận"),
                ),
                ("asked", models.PositiveSmallIntegerField(default=1)),
                ("computed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_cases",
                        to="accounts.centre",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.standardcalibration",
                    ),
                ),
                (
                    "doubt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.calibrationdoubt",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_cases",
                        to="instruments.standardcalibration",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ImpactDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("no_effect", "không cần làm gì"),
                            ("inform", "báo khách hàng"),
                            ("recall", "thu hồi giấy đã cấp"),
                            ("repeat", "làm lại công việc"),
                        ],
                        max_length=10,
                        verbose_name="quyết định",
                    ),
                ),
                ("reason", common.fields.NfcCharField(max_length=500, verbose_name="lý do")),
                (
                    "notice_vi",
                    common.fields.NfcCharField(
                        blank=True, max_length=5000, verbose_name="nội dung thông báo"
                    ),
                ),
                (
                    "notice_en",
                    common.fields.NfcCharField(
                        blank=True,
                        max_length=5000,
                        verbose_name="nội dung thông báo bằng tiếng Anh",
                    ),
                ),
                (
                    "informed_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày báo khách hàng"),
                ),
                (
                    "informed_how",
                    common.fields.NfcCharField(
                        blank=True, max_length=200, verbose_name="báo bằng cách nào"
                    ),
                ),
                ("found", models.TextField(default="{}")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new_job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calibration.job",
                    ),
                ),
            ],
            options={
                "ordering": ("item", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ImpactItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.PositiveIntegerField(default=0)),
                ("flips", models.PositiveIntegerField(default=0)),
                ("beyond", models.PositiveIntegerField(default=0)),
                ("unknown", models.PositiveIntegerField(default=0)),
                ("within", models.PositiveIntegerField(default=0)),
                (
                    "worst",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("verdict_flips", "đổi kết luận"),
                            ("beyond_U", "lệch quá U"),
                            ("unknown", "chưa loại trừ được"),
                            ("within", "không đáng kể"),
                        ],
                        max_length=14,
                    ),
                ),
                ("named", models.TextField(default="[]")),
                (
                    "state",
                    models.CharField(
                        choices=[("undecided", "chưa quyết định"), ("decided", "đã quyết định")],
                        default="undecided",
                        max_length=10,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="certificates.impactcase",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_items",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_items",
                        to="accounts.customer",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="certificates.impactdecision",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_items",
                        to="calibration.job",
                    ),
                ),
            ],
            options={
                "ordering": ("case", "customer__name", "pk"),
            },
        ),
        migrations.AddField(
            model_name="impactdecision",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="certificates.impactitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("event",), name="impact_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrected_by__isnull", False), ("doubt__isnull", False), _connector="OR"
                ),
                name="impact_has_a_finding",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(("conclusion", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="impact_closed_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="impactitem",
            index=models.Index(fields=["case", "worst"], name="impact_worst"),
        ),
        migrations.AddConstraint(
            model_name="impactitem",
            constraint=models.UniqueConstraint(fields=("case", "job"), name="impact_job_once"),
        ),
        migrations.AddConstraint(
            model_name="impactitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "points",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("flips"), "+", models.F("beyond")
                                ),
                                "+",
                                models.F("unknown"),
                            ),
                            "+",
                            models.F("within"),
                        ),
                    )
                ),
                name="impact_points_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "undecided"), ("decision__isnull", False), _connector="OR"
                ),
                name="impact_decided_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="impact_decision_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="impactdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided", "inform"), _negated=True),
                    models.Q(("notice_vi", ""), _negated=True),
                    _connector="OR",
                ),
                name="impact_notice_is_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("informed_on__isnull", True),
                    models.Q(("informed_how", ""), _negated=True),
                    _connector="OR",
                ),
                name="impact_informed_somehow",
            ),
        ),
        append_only("certificates_impactdecision"),
    ]
