"""Calibration events recorded before they were sealed: one event of the system seals them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import migrations
from django.utils import timezone

from audit.record import Said, record_many
from common.canonical import canonical, sha256

EVENT = ("id", "standard_id", "on", "valid_until", "laboratory", "certificate_number",
         "traceable_to", "file_sha256", "corrects_id", "why", "by_id", "at")  # fmt: skip
VALUE = ("id", "calibration_id", "nominal", "value", "expanded", "k")


class _Row(NamedTuple):
    """A row as the seal of that time covers it."""

    label: str
    pk: int
    columns: dict[str, str | None]

    def seal_key(self) -> str:
        return f"{self.label}:{self.pk}"

    def seal(self) -> str:
        return sha256(canonical(self.columns))


def _row(thing: Any, attributes: tuple[str, ...]) -> _Row:
    columns = {}
    for name in attributes:
        value = getattr(thing, name)
        columns[name.removesuffix("_id")] = None if value is None else str(value)
    return _Row(thing._meta.label_lower, thing.pk, columns)


def _said(standard: Any) -> Iterator[_Row]:
    for event in standard.calibrations.filter(at=None).order_by("pk"):
        yield _row(event, EVENT)
        for value in event.values.order_by("pk"):
            yield _row(value, VALUE)


def seal(apps: Any, editor: Any) -> None:
    at, by_chain = timezone.now(), {}
    rows = apps.get_model("instruments", "Standard").objects.filter(calibrations__at=None)
    for standard in rows.exclude(calibrations=None).distinct().select_related("centre"):
        said = Said(standard, "standard.seal", seals=list(_said(standard)))
        by_chain.setdefault(standard.centre.code, []).append(said)
    for chain in sorted(by_chain):
        record_many(by_chain[chain], by=None, at=at, chain=chain)


class Migration(migrations.Migration):
    dependencies = (("instruments", "0003_standard_history"),)
    operations = (migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),)
