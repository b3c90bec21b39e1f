import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import instruments.fields
from audit.triggers import append_only, keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("calibration", "0005_procedure_budget"),
        ("instruments", "0002_comparable_ranges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = (
        *keeping_triggers(
            migrations.CreateModel(
                name="Attachment",
                fields=[
                    (
                        "id",
                        models.UUIDField(
                            default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("file", models.FileField(upload_to="worksheets/")),
                    ("name", common.fields.NfcCharField(max_length=200)),
                    ("kind", models.CharField(max_length=60)),
                    ("size", models.PositiveIntegerField()),
                    ("sha256", models.CharField(max_length=64)),
                    (
                        "caption",
                        common.fields.NfcCharField(
                            blank=True, max_length=200, verbose_name="chú thích"
                        ),
                    ),
                    ("section", models.CharField(blank=True, max_length=60)),
                    ("row", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("taken_at", models.DateTimeField()),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ("worksheet", "at", "pk"),
                },
            ),
            migrations.CreateModel(
                name="Batch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", common.fields.NfcCharField(max_length=120, verbose_name="tên mẻ")),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ("-pk",),
                },
            ),
            migrations.CreateModel(
                name="Confirmation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("path", models.CharField(max_length=200)),
                    ("digest", models.CharField(max_length=64)),
                    ("source", common.fields.NfcCharField(max_length=300, verbose_name="căn cứ")),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ("procedure", "pk"),
                },
            ),
            migrations.CreateModel(
                name="OfficerCard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", common.fields.NfcCharField(max_length=60, verbose_name="số thẻ")),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến ngày")),
                    (
                        "source",
                        common.fields.NfcCharField(
                            blank=True, max_length=200, verbose_name="quyết định"
                        ),
                    ),
                ],
                options={
                    "ordering": ("centre", "user", "valid_from"),
                },
            ),
            migrations.CreateModel(
                name="ParityNote",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("text", common.fields.NfcCharField(max_length=1000, verbose_name="ý kiến")),
                    ("signs", models.BooleanField(default=False)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ("run", "pk"),
                },
            ),
            migrations.CreateModel(
                name="ParityRun",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("definition_digest", models.CharField(max_length=64)),
                    (
                        "title",
                        common.fields.NfcCharField(max_length=200, verbose_name="tên bảng tính"),
                    ),
                    ("file", models.FileField(upload_to="parity/")),
                    ("file_sha256", models.CharField(max_length=64)),
                    ("mapping", models.TextField()),
                    ("cells", models.TextField()),
                    ("equal", models.PositiveIntegerField()),
                    ("differing", models.PositiveIntegerField()),
                    ("unmapped", models.PositiveIntegerField()),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "ordering": ("procedure", "pk"),
                },
            ),
            migrations.CreateModel(
                name="Place",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("position", models.PositiveSmallIntegerField(verbose_name="vị trí")),
                ],
                options={
                    "ordering": ("batch", "position"),
                },
            ),
            migrations.CreateModel(
                name="PointStandard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("section", models.CharField(max_length=60)),
                    ("row", models.PositiveSmallIntegerField()),
                    ("key", models.CharField(max_length=40)),
                ],
                options={
                    "ordering": ("worksheet", "pk"),
                },
            ),
            migrations.CreateModel(
                name="Room",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", common.fields.NfcCharField(max_length=120, verbose_name="phòng")),
                    ("active", models.BooleanField(default=True, verbose_name="đang dùng")),
                ],
                options={
                    "ordering": ("centre", "name"),
                },
            ),
            migrations.CreateModel(
                name="Scope",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("designation", "chỉ định"),
                                ("registration", "đăng ký hoạt động"),
                                ("accreditation", "công nhận"),
                            ],
                            max_length=13,
                            verbose_name="loại",
                        ),
                    ),
                    ("number", common.fields.NfcCharField(max_length=80, verbose_name="số")),
                    ("valid_from", models.DateField(verbose_name="từ ngày")),
                    ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến ngày")),
                    (
                        "source",
                        common.fields.NfcCharField(
                            blank=True, max_length=200, verbose_name="căn cứ"
                        ),
                    ),
                ],
                options={
                    "ordering": ("centre", "kind", "valid_from"),
                },
            ),
            migrations.CreateModel(
                name="ScopeLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "service",
                        models.CharField(
                            choices=[
                                ("verification", "kiểm định"),
                                ("calibration", "hiệu chuẩn"),
                                ("testing", "thử nghiệm"),
                            ],
                            max_length=12,
                            verbose_name="dịch vụ",
                        ),
                    ),
                    (
                        "range_min",
                        instruments.fields.QuantityField(
                            blank=True, max_length=60, null=True, verbose_name="từ"
                        ),
                    ),
                    (
                        "range_max",
                        instruments.fields.QuantityField(
                            blank=True, max_length=60, null=True, verbose_name="đến"
                        ),
                    ),
                    (
                        "accuracy",
                        common.fields.NfcCharField(
                            blank=True, max_length=80, verbose_name="cấp chính xác"
                        ),
                    ),
                    ("cmc", models.TextField(blank=True)),
                ],
                options={
                    "ordering": ("scope", "pk"),
                },
            ),
            migrations.RemoveConstraint(
                model_name="procedureversion",
                name="procedure_in_force_is_approved",
            ),
            migrations.AddField(
                model_name="job",
                name="conformity",
                field=models.CharField(
                    blank=True, max_length=40, verbose_name="quy tắc quyết định"
                ),
            ),
            migrations.AddField(
                model_name="procedureversion",
                name="approved_at",
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="procedureversion",
                name="edited_at",
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name="procedureversion",
                name="edited_by",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="reading",
                name="device",
                field=common.fields.NfcCharField(blank=True, max_length=60),
            ),
            migrations.AddField(
                model_name="result",
                name="cmc",
                field=models.CharField(blank=True, max_length=60),
            ),
            migrations.AddField(
                model_name="result",
                name="error_unit",
                field=models.CharField(blank=True, max_length=20),
            ),
            migrations.AlterField(
                model_name="cellreturn",
                name="section",
                field=models.CharField(max_length=60),
            ),
            migrations.AlterField(
                model_name="procedureversion",
                name="state",
                field=models.CharField(
                    choices=[
                        ("draft", "bản thảo"),
                        ("approved", "đã phê duyệt"),
                        ("in_force", "đang áp dụng"),
                        ("retired", "hết áp dụng"),
                    ],
                    default="draft",
                    max_length=8,
                    verbose_name="trạng thái",
                ),
            ),
            migrations.AlterField(
                model_name="reading",
                name="as_typed",
                field=models.CharField(blank=True, max_length=500),
            ),
            migrations.AlterField(
                model_name="reading",
                name="digits",
                field=models.CharField(max_length=500),
            ),
            migrations.AlterField(
                model_name="reading",
                name="section",
                field=models.CharField(max_length=60),
            ),
            migrations.AlterField(
                model_name="result",
                name="section",
                field=models.CharField(max_length=60),
            ),
            migrations.AddConstraint(
                model_name="procedureversion",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("state", "draft"),
                        models.Q(("approved_by__isnull", False), ("state", "approved")),
                        models.Q(("approved_by__isnull", False), ("valid_from__isnull", False)),
                        _connector="OR",
                    ),
                    name="procedure_in_force_is_approved",
                ),
            ),
            migrations.AddField(
                model_name="attachment",
                name="by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="attachment",
                name="worksheet",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="attachments",
                    to="calibration.worksheet",
                ),
            ),
            migrations.AddField(
                model_name="batch",
                name="by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="batch",
                name="centre",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="batches",
                    to="accounts.centre",
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="confirmation",
                name="procedure",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="confirmations",
                    to="calibration.procedureversion",
                ),
            ),
            migrations.AddField(
                model_name="officercard",
                name="centre",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="cards",
                    to="accounts.centre",
                ),
            ),
            migrations.AddField(
                model_name="officercard",
                name="types",
                field=models.ManyToManyField(related_name="+", to="instruments.instrumenttype"),
            ),
            migrations.AddField(
                model_name="officercard",
                name="user",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="cards",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="paritynote",
                name="by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="parityrun",
                name="by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            migrations.AddField(
                model_name="parityrun",
                name="procedure",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="parity_runs",
                    to="calibration.procedureversion",
                ),
            ),
            migrations.AddField(
                model_name="paritynote",
                name="run",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="notes",
                    to="calibration.parityrun",
                ),
            ),
            migrations.AddField(
                model_name="place",
                name="batch",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="places",
                    to="calibration.batch",
                ),
            ),
            migrations.AddField(
                model_name="place",
                name="job",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="place",
                    to="calibration.job",
                ),
            ),
            migrations.AddField(
                model_name="pointstandard",
                name="calibration",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="points",
                    to="instruments.standardcalibration",
                ),
            ),
            migrations.AddField(
                model_name="pointstandard",
                name="worksheet",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="supports",
                    to="calibration.worksheet",
                ),
            ),
            migrations.AddField(
                model_name="room",
                name="centre",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="rooms",
                    to="accounts.centre",
                ),
            ),
            migrations.AddField(
                model_name="scope",
                name="centre",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="scopes",
                    to="accounts.centre",
                ),
            ),
            migrations.AddField(
                model_name="scopeline",
                name="scope",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="lines",
                    to="calibration.scope",
                ),
            ),
            migrations.AddField(
                model_name="scopeline",
                name="type",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="instruments.instrumenttype",
                ),
            ),
            migrations.AddConstraint(
                model_name="confirmation",
                constraint=models.UniqueConstraint(
                    fields=("procedure", "path", "digest"), name="confirmation_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="confirmation",
                constraint=models.CheckConstraint(
                    condition=models.Q(("source", ""), _negated=True),
                    name="confirmation_names_source",
                ),
            ),
            migrations.AddConstraint(
                model_name="officercard",
                constraint=models.UniqueConstraint(
                    fields=("centre", "number"), name="card_number_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="officercard",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("valid_to__isnull", True),
                        ("valid_to__gte", models.F("valid_from")),
                        _connector="OR",
                    ),
                    name="card_ends_after",
                ),
            ),
            migrations.AddConstraint(
                model_name="place",
                constraint=models.UniqueConstraint(
                    fields=("batch", "position"), name="batch_position_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="pointstandard",
                constraint=models.UniqueConstraint(
                    fields=("worksheet", "section", "row", "key"), name="point_standard_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="room",
                constraint=models.UniqueConstraint(
                    fields=("centre", "name"), name="room_name_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="scope",
                constraint=models.UniqueConstraint(
                    fields=("centre", "kind", "number", "valid_from"), name="scope_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="scope",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("valid_to__isnull", True),
                        ("valid_to__gte", models.F("valid_from")),
                        _connector="OR",
                    ),
                    name="scope_ends_after",
                ),
            ),
        ),
        *(
            append_only(f"calibration_{name}")
            for name in ("pointstandard", "attachment", "confirmation", "parityrun", "paritynote")
        ),
    )
