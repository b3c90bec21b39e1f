"""The task row: long work is written in the business transaction and executed after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """A task's life. `failed` is final: somebody reads the error and asks again."""

    WAITING = "waiting", _("đang chờ")
    RUNNING = "running", _("đang chạy")
    DONE = "done", _("đã xong")
    FAILED = "failed", _("bị lỗi")


class Task(models.Model):
    """One piece of long work: its function by name, ids as arguments, progress to watch."""

    name = models.CharField(max_length=80)
    arguments = models.TextField(default="{}")  # canonical JSON: ids only
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    owner_id = models.BigIntegerField(null=True, blank=True)  # who asked and may watch
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    result = models.TextField(default="{}")  # JSON: what the page links to at the end

    class Meta:
        indexes = (models.Index(fields=["state", "run_after"], name="task_to_run"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=TaskState.values), name="task_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def percent(self) -> int:
        """Progress in whole percent; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0
