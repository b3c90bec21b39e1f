"""Procedures as versioned data, and what is kept with them."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.models import Sealed
from calibration.states import ProcedureState, Service
from common.errors import Refused
from common.fields import NfcCharField
from instruments.models import InstrumentType


class ProcedureRows(models.QuerySet["ProcedureVersion"]):
    """Procedure versions, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ProcedureRows":
        return self.filter(centre__in=person.centres(Can.SEE_PROCEDURES))

    def in_force_on(self, day: Any) -> "ProcedureRows":
        """Versions that may be used on `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            state=ProcedureState.IN_FORCE,
            valid_from__lte=day,
        )


class ProcedureVersion(models.Model):
    """One version of a method as a centre uses it. In force, its definition never changes."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="procedures")
    code = models.SlugField(_("mã"), max_length=60)
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    service = models.CharField(_("dịch vụ"), max_length=12, choices=Service)
    number = NfcCharField(_("số hiệu"), max_length=60)  # "ĐLVN 08:2011"
    title_vi = NfcCharField(_("tên"), max_length=250)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=250, blank=True)
    types = models.ManyToManyField(InstrumentType, related_name="procedures")
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ProcedureState, default=ProcedureState.DRAFT
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    definition = models.TextField()  # canonical JSON, calibration/data/procedures/README.md
    digest = models.CharField(max_length=64)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = ProcedureRows.as_manager()

    class Meta:
        ordering = ("centre", "code", "service", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "code", "service", "version"], name="procedure_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ProcedureState.DRAFT)
                | Q(~Q(state=ProcedureState.IN_FORCE), approved_by__isnull=False)
                | Q(valid_from__isnull=False, approved_by__isnull=False),
                name="procedure_in_force_is_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title_vi}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what is in force; a trigger refuses it too."""
        stored = None
        if not self._state.adding:
            rows = ProcedureVersion.objects.exclude(state=ProcedureState.DRAFT)
            stored = rows.filter(pk=self.pk).values_list("definition", "digest").first()
        if stored is not None and stored != (self.definition, self.digest):
            raise Refused(
                _("Quy trình đang áp dụng không sửa được: hãy lập phiên bản mới."), code="frozen"
            )
        super().save(*args, **kwargs)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The definition as data."""
        found: dict[str, Any] = json.loads(self.definition)
        return found


class Confirmation(Sealed):
    """Somebody checked a number that a draft had from memory; approval asks for each of them.

    `path` names the part of the definition (`tables.0.limit`), `digest` what stood there.
    """

    sealed_fields = ("id", "procedure", "path", "digest", "source", "by", "at")

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="confirmations")
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    source = NfcCharField(_("căn cứ"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["procedure", "path", "digest"], name="confirmation_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="confirmation_names_source"),
        )

    def __str__(self) -> str:
        return f"{self.path}: {self.source}"


class ParityRun(Sealed):
    """An old workbook of the laboratory against a procedure: recomputed and compared cell by cell.

    `mapping` says which cells are inputs and which are expected outputs, `cells` what came out.
    """

    sealed_fields = (
        "id", "procedure", "definition_digest", "title", "file_sha256", "mapping", "cells",
        "equal", "differing", "unmapped", "by", "at",
    )  # fmt: skip

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="parity_runs")
    definition_digest = models.CharField(max_length=64)
    title = NfcCharField(_("tên bảng tính"), max_length=200)
    file = models.FileField(upload_to="parity/")
    file_sha256 = models.CharField(max_length=64)
    mapping = models.TextField()  # canonical JSON
    cells = models.TextField()  # canonical JSON, one entry for each mapped cell
    equal = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    unmapped = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "pk")

    def __str__(self) -> str:
        return self.title


class ParityNote(Sealed):
    """A comment on a parity run, or its signature (`signs`)."""

    sealed_fields = ("id", "run", "text", "signs", "by", "at")

    run = models.ForeignKey(ParityRun, models.PROTECT, related_name="notes")
    text = NfcCharField(_("ý kiến"), max_length=1000)
    signs = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return self.text


class ProcedureBudget(Sealed):
    """An uncertainty budget kept with a draft procedure; each saving is a new version of it.

    `measurement` is what was evaluated (the reference format, with rule, p and Monte Carlo),
    `result` what came of it then. A trigger refuses a row under a procedure that is no draft.
    """

    sealed_fields = (
        "id", "procedure", "title", "version", "measurement", "result", "stated", "by", "at",
    )  # fmt: skip

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="budgets")
    title = NfcCharField(_("tên bảng"), max_length=200)
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    measurement = models.TextField()  # canonical JSON
    result = models.TextField()  # canonical JSON
    stated = models.TextField()  # canonical JSON: the stated result of each output, vi and en
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "title", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["procedure", "title", "version"], name="procedure_budget_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
