"""Long work: reading a bank's list, turning it into payments."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.queue import Progress, work
from contracts.ledger.bank import applying, reading


@work("contracts.read_bank_list")
def read_bank_list(*, progress: Progress, list_id: int, **_: Any) -> dict[str, str]:
    """Read a bank's list into its preview."""
    reading.read(list_id, progress, timezone.localdate())
    return {"url": reverse("contracts:bank-list", args=[list_id])}


@work("contracts.apply_bank_list")
def apply_bank_list(
    *, progress: Progress, list_id: int, user_id: int, skip: bool, **_: Any
) -> dict[str, Any]:
    """Record the payments of a previewed list, all or nothing."""
    progress.say(0, 1)
    by = User.objects.get(pk=user_id)
    done = applying.apply(list_id=list_id, by=by, at=timezone.now(), skip=skip)
    progress.say(1, 1)
    url = reverse("contracts:bank-list", args=[list_id])
    return {"url": url, **(vars(done) if done else {})}
