"""Stickers for tests: a batch received, a run in somebody's hand."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Centre, User
from certificates.models import Sticker, StickerSeries
from certificates.stickers import services
from certificates.stickers.services import NewSeries
from tests.factories.people import NOW


def series(
    centre: Centre, by: User, *, code: str = "26V", first: int = 1, last: int = 50,
    service: str = "verification", at: datetime = NOW, **more: Any,
) -> StickerSeries:  # fmt: skip
    """A batch in the store."""
    facts = {
        "size": "25x35" if service == "verification" else "45x28",
        "received_on": timezone.localdate(at),
    }
    new = NewSeries(service=service, code=code, first=first, last=last, **{**facts, **more})
    return services.receive_series(centre=centre, new=new, by=by, at=at)


def in_hand(
    centre: Centre, by: User, to: User, first: int = 1, last: int = 10, *, code: str = "26V",
    at: datetime = NOW,
) -> list[Sticker]:  # fmt: skip
    """A run issued to a person."""
    services.issue(centre=centre, code=code, first=first, last=last, to=to, by=by, at=at)
    return list(Sticker.objects.filter(centre=centre, code=code, number__range=(first, last)))


def states(centre: Centre, code: str = "26V") -> dict[str, list[int]]:
    """The numbers in each state."""
    found: dict[str, list[int]] = {}
    rows = Sticker.objects.filter(centre=centre, code=code).order_by("number")
    for state, number in rows.values_list("state", "number"):
        found.setdefault(state, []).append(number)
    return found
