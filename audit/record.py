"""The one way to add an event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from audit.models import Chain, Event, Sealed
from common.canonical import canonical


def record(
    *,
    subject: models.Model,
    verb: str,
    by: Any,
    at: datetime,
    chain: str,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    seals: Iterable[Sealed] = (),
    why: str = "",
) -> Event:
    """Add an event to `chain` (a centre's code). Runs in the caller's transaction.

    `by` is a user, or None for the system. `changes` maps a field to (from, to). `seals` are the
    append-only rows that this change added; their digests become part of the event.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of its change")
    end = hold(chain)
    said = Said(subject, verb, changes or {}, seals, why)
    event = _event(said, end=end, by=by, at=at)
    event.save(force_insert=True)
    end.length, end.head = event.number, event.digest
    end.save(update_fields=["length", "head"])
    return event


@dataclass(frozen=True)
class Said:
    """What one event of many says; see `record`."""

    subject: models.Model
    verb: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    seals: Iterable[Sealed] = ()
    why: str = ""


def record_many(said: Iterable[Said], *, by: Any, at: datetime, chain: str) -> list[Event]:
    """Add many events to one chain, in order, in few queries; each as `record` makes it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of its change")
    end = hold(chain)
    events = []
    for each in said:
        event = _event(each, end=end, by=by, at=at)
        end.length, end.head = event.number, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=200)
    end.save(update_fields=["length", "head"])
    return events


def _event(said: Said, *, end: Chain, by: Any, at: datetime) -> Event:
    changes = {k: [_plain(a), _plain(b)] for k, (a, b) in said.changes.items()}
    event = Event(
        chain=end.name,
        number=end.length + 1,
        at=at.astimezone(UTC),
        by_id=getattr(by, "pk", None),
        by_name=str(by) if by is not None else "",
        subject_type=said.subject._meta.label_lower,
        subject_id=str(said.subject.pk),
        verb=said.verb,
        changes=canonical(changes),
        seals=canonical({row.seal_key(): row.seal() for row in said.seals}),
        why=said.why,
        previous=end.head,
    )
    event.digest = event.compute_digest()
    return event


def hold(chain: str) -> Chain:
    """Lock the end of `chain`. A change that also takes a number holds the chain first."""
    Chain.objects.get_or_create(name=chain)
    return Chain.objects.select_for_update(no_key=True).get(name=chain)


def history(subject: models.Model) -> models.QuerySet[Event]:
    """The events of one thing, oldest first."""
    return Event.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("at", "pk")


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
