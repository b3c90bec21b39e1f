"""Whoever executes, the rows are the truth: a real Celery worker, and the embedded server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENQUEUE = "from backend.schedule import plan_today; plan_today()"
STATES = (
    "from common.models import Task; print(*Task.objects.values_list('name', 'state', 'attempts'))"
)
DONE = "('accounts.forget_expired', 'done', 1)"

Env = dict[str, str]


@pytest.fixture
def installation(new_database: Callable[[], str], tmp_path: Path) -> Env:
    """An installation of its own, migrated; without Redis until a test gives it one."""
    env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    env |= {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path / "var")}
    return env


def manage(env: Env, *arguments: str) -> str:
    """Run manage.py to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def shell(env: Env, code: str) -> str:
    """Run a line in the installation."""
    return manage(env, "shell", "-v0", "-c", code)


@contextmanager
def running(env: Env, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the installation, killed with all its children at the end."""
    log = Path(env["DATA_DIR"]).parent / "process.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def eventually(env: Env, code: str, wanted: str, seconds: float = 120) -> None:
    """Wait until the line prints `wanted`."""
    end = time.monotonic() + seconds
    while (found := shell(env, code)) != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.3)


@pytest.mark.service
def test_a_celery_worker_on_redis_runs_the_row(installation: Env, redis_url: str) -> None:
    env = installation | {"REDIS_URL": redis_url}
    worker = (sys.executable, "-m", "celery", "-A", "backend.celery", "worker", "-P", "solo")

    with running(env, *worker, "--without-mingle", "--without-gossip"):
        shell(env, ENQUEUE)
        eventually(env, STATES, DONE)


def test_with_redis_down_the_change_is_saved_and_the_row_waits(installation: Env) -> None:
    env = installation | {"REDIS_URL": "redis://127.0.0.1:1/0"}

    shell(env, ENQUEUE)

    assert shell(env, STATES) == "('accounts.forget_expired', 'waiting', 0)"
    assert shell(env, "from common.queue import drain; print(drain())") == "1"


def test_the_embedded_server_drains_by_itself(installation: Env) -> None:
    with running(installation, sys.executable, "manage.py", "serve", "--port", "0"):
        eventually(installation, STATES, DONE)


def test_two_executors_run_a_row_once(installation: Env) -> None:
    drain = "from common.queue import drain; print(drain())"
    shell(installation, ENQUEUE)
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", drain]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=installation, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    ran = sorted(process.communicate(timeout=300)[0].strip() for process in both)

    assert ran == ["0", "1"]
    assert shell(installation, STATES) == DONE
