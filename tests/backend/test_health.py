"""Health tells the truth: the process by itself, readiness with what it stands on."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from common.models import Task

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_the_database(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_when_everything_is_there() -> None:
    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "tasks": "ok", "storage": "ok"}
    probes = Path(settings.DATA_DIR) / "files" / "probe"
    assert list(probes.iterdir()) == []


def test_not_ready_when_nobody_does_the_tasks() -> None:
    now = timezone.now()
    Task.objects.create(name="x", created_at=now, run_after=now - timedelta(minutes=6))

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["tasks"]) == (503, "late")


def test_not_ready_when_files_cannot_be_kept(settings: object, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocker / "below")},
        },
    }

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["storage"]) == (503, "failed")
