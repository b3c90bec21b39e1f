"""What `check_audit` asks of keys and authorities: each is the one that an event took up.

A row is all that it takes to be believed here, so that a row that nobody took up is a forger's, and
one that is gone makes strangers of those who signed.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from audit.check import examiner
from audit.models import Event
from certificates.models import SigningKey, TrustAnchor
from certificates.signing import keys as known
from certificates.signing import pem
from certificates.signing.services import CHAIN

Rows = type[SigningKey] | type[TrustAnchor]
_PLAIN = ("fingerprint", "locator", "active_from", "development", "retired_at")


@examiner
def keys() -> Iterator[str]:
    """One line for each key or authority that no event names, or that says other than it did."""
    yield from _rows(SigningKey, "key.add")
    yield from _rows(TrustAnchor, "anchor.add")
    retired = _events(SigningKey, "key.retire")
    for key in SigningKey.objects.select_related("centre").order_by("pk"):
        name, said = f"{SigningKey._meta.label_lower}:{key.pk}", retired.pop(str(key.pk), None)
        if (key.retired_at is None) != (said is None):
            yield f"{name}: no event retired it so"
        elif said is not None and _differ(key, said):
            yield f"{name}: it was retired at another moment"


def _rows(model: Rows, verb: str) -> Iterator[str]:
    taken = _events(model, verb)
    for row in model.objects.order_by("pk"):
        name = f"{model._meta.label_lower}:{row.pk}"
        event = taken.pop(str(row.pk), None)
        if event is None or "fingerprint" in _differ(row, event):
            yield f"{name}: no event took up this certificate"
            continue
        found = _described(row.certificate)
        if found.get("fingerprint") != row.fingerprint:
            yield f"{name}: the certificate is not that of its fingerprint"
            continue
        wrong = [one for one, told in found.items() if getattr(row, one, told) != told]
        for what in sorted({*wrong, *_differ(row, event), *_of_another(row, event)}):
            yield f"{name}: {what} is not what its certificate or its event says"
    for pk in sorted(taken, key=int):
        yield f"{model._meta.label_lower}:{pk}: gone"


def _of_another(row: Any, event: Event) -> Iterator[str]:
    """A key that was moved to another unit, or one for development that was made a real one."""
    if not isinstance(row, SigningKey):
        return
    if event.chain != (CHAIN if row.centre is None else row.centre.code):
        yield "centre"
    anchors = TrustAnchor.objects.filter(development=True)
    if row.development != (row.issuer in {anchor.subject for anchor in anchors}):
        yield "development"


def _events(model: Rows, verb: str) -> dict[str, Event]:
    """The event of each row; of several the last."""
    rows = Event.objects.filter(subject_type=model._meta.label_lower, verb=verb).order_by("pk")
    return {event.subject_id: event for event in rows}


def _differ(row: Any, event: Event) -> list[str]:
    """Columns of which the event says something else; older events say less."""
    said = {name: pair[1] for name, pair in json.loads(event.changes).items()}
    return [name for name in _PLAIN if name in said and not _same(getattr(row, name), said[name])]


def _same(value: Any, told: str) -> bool:
    if isinstance(value, datetime):
        return value == datetime.fromisoformat(told)
    return str(value) == told


def _described(text: str) -> dict[str, Any]:
    """The columns that are read off a certificate; nothing of what is none."""
    try:
        return {k: v for k, v in known.described(pem.load(text)).items() if k != "certificate"}
    except ValueError:
        return {}
