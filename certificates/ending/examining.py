"""What `check_audit` asks of a certificate's life: every state is one that an event gave it.

A statement says nothing of what came after it. Whoever reaches the database could make a withdrawn
certificate valid again, or show it to another customer: the events know.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from audit.check import examiner
from audit.models import Event
from certificates.models import Certificate, Counter
from certificates.states import CERTIFICATE_MOVES, CertificateState

ISSUE = "certificate.issue"
ENDS = {f"certificate.{verb}": str(step.target) for verb, step in CERTIFICATE_MOVES.items()}


@examiner
def lives() -> Iterator[str]:
    """One line for each certificate that stands otherwise than its events say."""
    issued, ended = _events()
    rows = Certificate.objects.select_related("centre", "job", "supersedes")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        name = f"{row._meta.label_lower}:{row.pk}"
        began = issued.get(str(row.pk))
        if began is None:
            yield f"{name}: no event issued it"
            continue
        for what in (*_begun(row, began), *_ended(row, ended.get(str(row.pk)))):
            yield f"{name}: {what} is not what its events say"
        if (row.customer_id, row.centre_id) != (row.job.customer_id, row.job.centre_id):
            yield f"{name}: its customer or centre is not that of its job"


def _events() -> tuple[dict[str, Event], dict[str, Event]]:
    rows = Event.objects.filter(
        subject_type=Certificate._meta.label_lower, verb__in=(ISSUE, *ENDS)
    ).order_by("pk")
    issued: dict[str, Event] = {}
    ended: dict[str, Event] = {}
    for event in rows.iterator(chunk_size=2000):
        (issued if event.verb == ISSUE else ended)[event.subject_id] = event
    return issued, ended


def _begun(row: Certificate, event: Event) -> Iterator[str]:
    before, _number = json.loads(event.changes)["number"]
    old = None if row.supersedes is None else row.supersedes.number
    pairs: dict[str, tuple[Any, Any]] = {
        "centre": (row.centre.code, event.chain),
        "issued_by": (row.issued_by_id, event.by_id),
        "supersedes": (old, before),
    }
    return (name for name, (found, said) in pairs.items() if found != said)


def _ended(row: Certificate, event: Event | None) -> Iterator[str]:
    said: tuple[Any, Any, Any] = (CertificateState.ISSUED, None, "")
    if event is not None:
        said = (ENDS[event.verb], event.at, event.why)
    for name, told in zip(("state", "ended_at", "end_reason"), said, strict=True):
        if getattr(row, name) != told:
            yield name


@examiner
def counters() -> Iterator[str]:
    """One line for each counter that is not at the last number that was given."""
    given = {
        tuple(key): last
        for *key, last in Certificate.objects.order_by()
        .values_list("centre", "kind", "year")
        .annotate(last=Max("serial"))
    }
    for row in Counter.objects.order_by("pk"):
        last = given.pop((row.centre_id, row.kind, row.year), 0)
        if row.last != last:
            name = f"{row._meta.label_lower}:{row.pk}"
            yield f"{name}: it is at {row.last}, the last number is {last}"
    for centre, kind, year in sorted(given):
        yield f"certificates.counter: none of centre {centre}, {kind}, {year}"
