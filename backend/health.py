"""`/healthz`: the process answers. `/readyz`: database, tasks and storage do too."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from common.models import Task, TaskState

log = logging.getLogger(__name__)
LATE = timedelta(minutes=5)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Everything needed to work is within reach; 503 names what is not."""
    parts = {name: _try(name, probe) for name, probe in PROBES.items()}
    ready = all(value == "ok" for value in parts.values())
    status = {"status": "ok" if ready else "unready"} | parts
    return JsonResponse(status, status=200 if ready else 503)


def _try(name: str, probe: Callable[[], str]) -> str:
    try:
        return probe()
    except Exception:  # any failure of a probe is an answer, its cause goes to the log
        log.exception("readyz: %s", name)
        return "failed"


def _database() -> str:
    Task.objects.exists()
    return "ok"


def _tasks() -> str:
    """Nobody executes when something due has been waiting for minutes."""
    overdue = timezone.now() - LATE
    late = Task.objects.filter(state=TaskState.WAITING, run_after__lt=overdue).exists()
    return "late" if late else "ok"


def _storage() -> str:
    name = default_storage.save(f"probe/{uuid4().hex}", ContentFile(b"ok"))
    try:
        with default_storage.open(name) as file:
            return "ok" if file.read() == b"ok" else "failed"
    finally:
        default_storage.delete(name)


PROBES: dict[str, Callable[[], str]] = {
    "database": _database,
    "tasks": _tasks,
    "storage": _storage,
}
