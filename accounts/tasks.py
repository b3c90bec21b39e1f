"""Housekeeping of sign-ins."""

from typing import Any

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Token
from common.queue import Progress, work


@work("accounts.forget_expired")
def forget_expired(*, progress: Progress, day: str) -> dict[str, Any]:
    """Remove tokens and sessions that have expired. `day` only makes the task one a day."""
    tokens, _rows = Token.objects.filter(expires_at__lte=timezone.now()).delete()
    call_command("clearsessions")
    return {"tokens": tokens, "day": day}
