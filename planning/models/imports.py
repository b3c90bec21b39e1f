"""Lists that people bring: the file, its rows as read and mended, and when they were entered."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from planning.states import ImportSubject


class EntryImportRows(models.QuerySet["EntryImport"]):
    """Lists, and which of them a person sees: those that they might have brought."""

    def visible_to(self, person: Any) -> Self:
        targets = models.Q(subject=ImportSubject.TARGETS)
        return self.filter(
            (targets & models.Q(centre__in=person.centres(Can.MANAGE_TARGETS)))
            | (~targets & models.Q(centre__in=person.centres(Can.RECORD_PLANNING)))
        )


class EntryImport(models.Model):
    """One list. `rows` are [{"number", "values", "left"}] of text: judged anew at each look."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    subject = models.CharField(_("danh sách"), max_length=12, choices=ImportSubject)
    file = models.FileField(upload_to="planning-imports/")
    file_name = NfcCharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    entered = models.PositiveIntegerField(default=0)

    objects = EntryImportRows.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name
