"""What pages and the API ask of archives."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Customer
from accounts.people import Person
from accounts.permissions import Can
from certificates.archive.tasks import key_of
from certificates.models import Archive, Certificate
from common.models import Task, TaskState


class Making(NamedTuple):
    """How far an archive is."""

    task: Task | None
    missing: list[str]

    @property
    def failed(self) -> bool:
        """Whether nobody works on it any more, and it is not there."""
        return self.task is None or self.task.state == TaskState.FAILED


def whole() -> "QuerySet[Archive]":
    """Archives with all that one answer says of them."""
    return Archive.objects.select_related("centre", "customer", "by")


def archives_seen_by(person: Person) -> "QuerySet[Archive]":
    """Archives a person may fetch, newest first."""
    return whole().visible_to(person)  # type: ignore[attr-defined,no-any-return]


def making_of(archive: Archive) -> Making:
    """The task of one archive, and what could not be put in."""
    task = Task.objects.filter(key=key_of(archive.pk)).first()
    result: dict[str, Any] = json.loads(task.result) if task is not None else {}
    return Making(task, result.get("missing", []))


def customers_for(person: Person) -> "QuerySet[Customer]":
    """Whose certificates a person may have as an archive."""
    inside = Customer.objects.filter(centre__in=person.centres(Can.EXPORT_CERTIFICATES))
    own = Customer.objects.filter(pk__in=person.customer_ids)
    return (inside | own).select_related("centre").order_by("name")


def years_for(person: Person) -> list[int]:
    """The years in which there are certificates that a person sees, newest first."""
    rows = Certificate.objects.visible_to(person).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def tasks_of(archives: Iterable[Archive]) -> dict[int, Task]:
    """The task of each archive; one that is gone is told as failed."""
    keys = {key_of(archive.pk): archive.pk for archive in archives}
    found = {keys[str(task.key)]: task for task in Task.objects.filter(key__in=keys)}
    gone = {pk: Task(state=TaskState.FAILED) for pk in keys.values() if pk not in found}
    return found | gone
