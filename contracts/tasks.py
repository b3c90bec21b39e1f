"""Long work: reading a client's list, putting it into the contract."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.queue import Progress, work
from contracts.listing import applying, reading
from contracts.models import ListImport


@work("contracts.read_list")
def read_list(*, progress: Progress, import_id: int, **_: Any) -> dict[str, str]:
    """Read an uploaded list into its preview."""
    reading.read(import_id, progress, timezone.localdate())
    return {"url": _address(import_id)}


@work("contracts.apply_list")
def apply_list(
    *, progress: Progress, import_id: int, user_id: int, skip: bool, **_: Any
) -> dict[str, Any]:
    """Put a previewed list into its contract, all or nothing."""
    total = ListImport.objects.get(pk=import_id).rows.count()
    progress.say(0, total)
    by = User.objects.get(pk=user_id)
    done = applying.apply(import_id=import_id, by=by, at=timezone.now(), skip=skip)
    progress.say(total, total)
    return {"url": _address(import_id), **(vars(done) if done else {})}


def _address(import_id: int) -> str:
    contract_id = ListImport.objects.values_list("contract_id", flat=True).get(pk=import_id)
    return reverse("contracts:import", args=[contract_id, import_id])
