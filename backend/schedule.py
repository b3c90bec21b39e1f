"""What happens by the clock: the same table for the embedded thread and for Celery's beat."""

from django.utils import timezone

from accounts.tasks import forget_expired
from common.models import Task
from common.queue import enqueue


def plan_today() -> int:
    """Write today's task rows once, however many executors ask; returns how many are new."""
    day = timezone.localdate().isoformat()
    before = Task.objects.count()
    enqueue(forget_expired, key=f"accounts.forget_expired:{day}", day=day)
    return Task.objects.count() - before
