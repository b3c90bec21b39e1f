"""Reads the whole record again and says what does not agree."""

import json
from collections.abc import Callable, Iterator

from django.apps import apps

from audit.models import Chain, Event, Sealed

Examiner = Callable[[], Iterator[str]]
_examiners: list[Examiner] = []


def examiner(function: Examiner) -> Examiner:
    """Register what an app downstream asks of its own rows."""
    _examiners.append(function)
    return function


def sealed_models() -> list[type[Sealed]]:
    """Every model whose rows are sealed by events."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def findings() -> Iterator[str]:
    """One line for each disagreement; nothing when the record is whole."""
    seals: dict[str, str] = {}
    for chain in Chain.objects.order_by("name"):
        yield from _walk(chain, seals)
    known = set(Chain.objects.values_list("name", flat=True))
    for name in Event.objects.exclude(chain__in=known).values_list("chain", flat=True).distinct():
        yield f"chain {name}: events without an end"
    for model in sealed_models():
        yield from _compare(model, seals)
    for examine in _examiners:
        yield from examine()


def _walk(chain: Chain, seals: dict[str, str]) -> Iterator[str]:
    previous, number = "", 0
    for event in Event.objects.filter(chain=chain.name).order_by("number").iterator():
        number += 1
        if event.number != number:
            yield f"event {chain.name}/{number}: missing"
            number = event.number
        if event.previous != previous:
            yield f"event {event.chain}/{event.number}: does not continue the one before"
        if event.compute_digest() != event.digest:
            yield f"event {event.chain}/{event.number}: content altered"
        previous = event.digest
        for key, digest in json.loads(event.seals).items():
            if seals.setdefault(key, digest) != digest:
                yield f"event {event.chain}/{event.number}: seals {key} a second time"
    if (chain.length, chain.head) != (number, previous):
        yield f"chain {chain.name}: its end does not match its last event"


def _compare(model: type[Sealed], seals: dict[str, str]) -> Iterator[str]:
    label = model._meta.label_lower
    waiting = {key for key in seals if key.startswith(f"{label}:")}
    for row in model._default_manager.iterator():
        key = row.seal_key()
        if key not in seals:
            yield f"{key}: no event seals this row"
        elif row.seal() != seals[key]:
            yield f"{key}: altered"
        waiting.discard(key)
    for key in sorted(waiting):
        yield f"{key}: gone"
