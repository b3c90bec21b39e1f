import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import common.fields
from audit.triggers import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("calibration", "0011_intervals_and_paper_results"),
        ("certificates", "0003_impact"),
        ("instruments", "0005_standards_append_only"),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name="TrustAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("certificate", models.TextField()),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("subject", models.CharField(max_length=400)),
                ("not_before", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("development", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("added_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_keys",
                        to="accounts.centre",
                    ),
                ),
                ("label", common.fields.NfcCharField(max_length=120, verbose_name="tên")),
                (
                    "store",
                    models.CharField(
                        choices=[
                            ("pkcs12", "tệp PKCS#12"),
                            ("pkcs11", "thiết bị PKCS#11 (token, HSM)"),
                        ],
                        max_length=8,
                        verbose_name="nơi giữ",
                    ),
                ),
                ("locator", models.CharField(max_length=300)),
                ("certificate", models.TextField()),
                ("chain", models.TextField(blank=True)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("subject", models.CharField(max_length=400)),
                ("issuer", models.CharField(max_length=400)),
                ("not_before", models.DateTimeField()),
                ("not_after", models.DateTimeField()),
                ("development", models.BooleanField(default=False)),
                ("active_from", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-active_from", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("not_after__gt", models.F("not_before"))),
                        name="signing_key_ends_after",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce("centre", models.Value(0)),
                        condition=models.Q(("retired_at__isnull", True)),
                        name="signing_key_one_active",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.centre",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=20)),
                ("name", common.fields.NfcCharField(max_length=120)),
                ("data", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "sha256"), name="picture_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="accounts.centre",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("verification", "giấy chứng nhận kiểm định"),
                            ("calibration", "giấy chứng nhận hiệu chuẩn"),
                            ("testing", "giấy chứng nhận thử nghiệm"),
                            ("notice", "thông báo không đạt"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="phiên bản")),
                ("valid_from", models.DateField(verbose_name="có hiệu lực từ")),
                ("content", models.TextField()),
                (
                    "why",
                    common.fields.NfcCharField(blank=True, max_length=300, verbose_name="lý do"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("centre", "kind", "-valid_from", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "kind", "version"), name="template_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.centre",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("verification", "giấy chứng nhận kiểm định"),
                            ("calibration", "giấy chứng nhận hiệu chuẩn"),
                            ("testing", "giấy chứng nhận thử nghiệm"),
                            ("notice", "thông báo không đạt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("content", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "kind"), name="template_draft_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberPattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="number_patterns",
                        to="accounts.centre",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("verification", "giấy chứng nhận kiểm định"),
                            ("calibration", "giấy chứng nhận hiệu chuẩn"),
                            ("testing", "giấy chứng nhận thử nghiệm"),
                            ("notice", "thông báo không đạt"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("from_year", models.PositiveSmallIntegerField(verbose_name="từ năm")),
                ("pattern", common.fields.NfcCharField(max_length=40, verbose_name="mẫu số")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("centre", "kind", "from_year"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "kind", "from_year"), name="number_pattern_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StickerSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sticker_series",
                        to="accounts.centre",
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
                ("code", common.fields.NfcCharField(max_length=12, verbose_name="sê-ri")),
                ("digits", models.PositiveSmallIntegerField(default=5, verbose_name="số chữ số")),
                ("first", models.PositiveIntegerField(verbose_name="từ số")),
                ("last", models.PositiveIntegerField(verbose_name="đến số")),
                (
                    "size",
                    models.CharField(
                        choices=[("25x35", "25 × 35 mm"), ("45x28", "45 × 28 mm")],
                        max_length=8,
                        verbose_name="cỡ",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="ngày nhập")),
                (
                    "note",
                    common.fields.NfcCharField(blank=True, max_length=300, verbose_name="ghi chú"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("centre", "code", "first"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="sticker_series_ends_after",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sticker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stickers",
                        to="certificates.stickerseries",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stickers",
                        to="accounts.centre",
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
                    ),
                ),
                ("code", common.fields.NfcCharField(max_length=12)),
                ("number", models.PositiveIntegerField()),
                ("shown", models.CharField(max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stock", "trong kho"),
                            ("issued", "đã giao"),
                            ("used", "đã dùng"),
                            ("damaged", "hỏng"),
                            ("returned", "đã trả lại"),
                            ("destroyed", "đã hủy"),
                        ],
                        default="stock",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stickers_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stickers",
                        to="calibration.job",
                    ),
                ),
            ],
            options={
                "ordering": ("code", "number"),
                "indexes": [
                    models.Index(
                        fields=["centre", "service", "state", "holder"], name="sticker_in_hand"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "code", "number"), name="sticker_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "used"), ("job__isnull", True), _connector="OR"
                        ),
                        name="sticker_on_job_is_used",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            ("holder__isnull", False),
                            _connector="OR",
                        ),
                        name="sticker_issued_to_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StickerMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.centre",
                    ),
                ),
                ("code", common.fields.NfcCharField(max_length=12)),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("receive", "nhập kho"),
                            ("issue", "giao"),
                            ("use", "dán"),
                            ("damage", "báo hỏng"),
                            ("return", "trả lại"),
                            ("destroy", "hủy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stock", "trong kho"),
                            ("issued", "đã giao"),
                            ("used", "đã dùng"),
                            ("damaged", "hỏng"),
                            ("returned", "đã trả lại"),
                            ("destroyed", "đã hủy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("stock", "trong kho"),
                            ("issued", "đã giao"),
                            ("used", "đã dùng"),
                            ("damaged", "hỏng"),
                            ("returned", "đã trả lại"),
                            ("destroyed", "đã hủy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calibration.job",
                    ),
                ),
                ("on", models.DateField()),
                (
                    "why",
                    common.fields.NfcCharField(blank=True, max_length=300, verbose_name="lý do"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("at", "pk"),
                "indexes": [
                    models.Index(fields=["centre", "code", "first"], name="sticker_move_of"),
                    models.Index(fields=["centre", "on"], name="sticker_move_on"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="certificates.certificate",
                    ),
                ),
                ("about", models.CharField(max_length=12)),
                ("to", models.EmailField(max_length=254)),
                ("subject", common.fields.NfcCharField(max_length=200)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("written_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "about", "to"), name="letter_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Archive",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archives",
                        to="accounts.centre",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.FileField(blank=True, upload_to="archives/")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("certificates", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("-asked_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("customer__isnull", False), ("year__isnull", False), _connector="OR"
                        ),
                        name="archive_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ForeignFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foreign_files",
                        to="accounts.centre",
                    ),
                ),
                ("name", common.fields.NfcCharField(max_length=200)),
                ("file", models.FileField(upload_to="foreign/")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "standard",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="instruments.standard",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read_from",
                        to="instruments.standardcalibration",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "sha256"), name="foreign_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("event__isnull", True),
                            ("confirmed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="foreign_file_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="check",
            name="file_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="check",
            name="finding",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name="rendering",
            name="level",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="rendering",
            name="size",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rendering",
            name="signed_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renderings",
                to="certificates.signingkey",
            ),
        ),
        migrations.AddIndex(
            model_name="rendering",
            index=models.Index(fields=["sha256"], name="rendering_digest"),
        ),
    )
