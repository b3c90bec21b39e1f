"""The chained events, and what a sealed row is.

ISO/IEC 17025:2017, 7.5.2 and 8.4: amendments to records can be tracked to the original, with the
date, what was altered and who was responsible.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from django.db import models

from common.canonical import canonical, sha256


class Chain(models.Model):
    """The end of one chain of events. Whoever adds an event holds this row."""

    name = models.CharField(max_length=40, primary_key=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One change. The database refuses UPDATE and DELETE of these rows."""

    chain = models.CharField(max_length=40)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    verb = models.CharField(max_length=60)
    changes = models.TextField(default="{}")  # canonical JSON {field: [from, to]}
    seals = models.TextField(default="{}")  # canonical JSON {"app.model:pk": sha256}
    why = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "number")
        constraints = (
            models.UniqueConstraint(fields=["chain", "number"], name="event_number_once"),
        )
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="event_subject"),)

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.verb}"

    def content(self) -> str:
        """What the digest covers: every column except the digest itself."""
        fields = (
            "chain",
            "number",
            "by_id",
            "by_name",
            "subject_type",
            "subject_id",
            "verb",
            "changes",
            "seals",
            "why",
            "previous",
        )
        whole: dict[str, Any] = {name: getattr(self, name) for name in fields}
        return canonical(whole | {"at": self.at.isoformat()})

    def compute_digest(self) -> str:
        """SHA-256 of the content, the previous digest included: this makes the chain."""
        return sha256(self.content())


class Sealed(models.Model):
    """A row that is only ever added: triggers refuse changes, and an event keeps its digest."""

    sealed_fields: ClassVar[tuple[str, ...]] = ()
    # Columns that came later: sealed where they say something, so that old seals still hold.
    sealed_if_given: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def seal(self) -> str:
        """SHA-256 over the sealed columns as stored."""
        always, if_given = _sealed_columns(type(self))
        row = {name: _stored(getattr(self, column)) for name, column in always}
        for name, column in if_given:
            if text := _stored(getattr(self, column)):
                row[name] = text
        return sha256(canonical(row))

    def seal_key(self) -> str:
        """How events name this row."""
        return f"{self._meta.label_lower}:{self.pk}"


Columns = tuple[tuple[str, str], ...]


@cache
def _sealed_columns(model: type[Sealed]) -> tuple[Columns, Columns]:
    """The fields that a row's seal covers, each with its column: always, and where given."""

    def columns(names: tuple[str, ...]) -> Columns:
        return tuple((name, model._meta.get_field(name).attname) for name in names)  # type: ignore[union-attr]

    return columns(model.sealed_fields), columns(model.sealed_if_given)


def _stored(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
