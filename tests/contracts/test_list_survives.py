"""The import of a list against a kill -9, in processes of its own, on this run's engine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 1_315

PREPARE = f"""
from common.models import Task
from contracts import services
from tests.factories import contracts as make, people, sheets
from tests.factories.people import NOW
from common import queue
contract = make.draft(people.customer(people.centre("TTA")))
make.service(contract.centre, price=150_000)
source = services.upload_list(contract_id=contract.pk, file_name="ds.xlsx",
    content=sheets.gauges({ROWS}), by=contract.created_by, at=NOW)
queue.drain()
services.apply_list(import_id=source.pk, by=contract.created_by, at=NOW)
"""
DRAIN = "from common import queue; queue.release_abandoned(); print(queue.drain())"
# The same, telling each INSERT as it has been made, so that the kill comes at a known moment.
WATCHED = """
import re
from django.db import connection

def watch(execute, sql, params, many, context):
    done = execute(sql, params, many, context)
    if table := re.match('INSERT INTO "([a-z_]+)"', sql):
        print(table[1], flush=True)
    return done

with connection.execute_wrapper(watch):
    from common import queue
    queue.release_abandoned()
    queue.drain()
"""
COUNT = """
import json
from audit.models import Event
from calibration.models import Job
from common.models import Task
from contracts.models import ContractItem, ContractLine, ListImport
from instruments.models import Instrument
print(json.dumps({
    "instruments": Instrument.objects.count(),
    "lines": ContractLine.objects.count(),
    "items": ContractItem.objects.count(),
    "applied": Event.objects.filter(verb="list.apply").count(),
    "registered": Event.objects.filter(verb="instrument.register").count(),
    "import": ListImport.objects.get().state,
    "task": Task.objects.get(name="contracts.apply_list").state,
}))
"""
NOTHING = {"instruments": 0, "lines": 0, "items": 0, "applied": 0, "registered": 0,
           "import": "ready"}  # fmt: skip


def start(code: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """A process of our own that runs `code` in the product."""
    boot = "import django; django.setup(); from backend import works; works.load();"
    command = [sys.executable, "-c", f"{boot}\n{code}"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True)


def run(code: str, env: dict[str, str]) -> str:
    process = start(code, env)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def counts(env: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(COUNT, env))
    return found


def kill_at(env: dict[str, str], table: str) -> None:
    """Start the drain and kill it with -9 as soon as a row has gone into `table`."""
    process = start(WATCHED, env)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == table:
            break
    assert process.poll() is None, "it ended before the kill"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)


@pytest.fixture
def env(new_database: Callable[[], str], tmp_path: Path) -> dict[str, str]:
    own = {
        **os.environ,
        "DATABASE_URL": new_database(),
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    run(PREPARE, own)
    return own


def test_killed_in_the_middle_nothing_is_written_and_the_restart_does_it_once(
    env: dict[str, str],
) -> None:
    for table in ("instruments_instrument", "audit_event", "contracts_contractitem"):
        kill_at(env, table)

        found = counts(env)

        assert found.pop("task") == "running"
        assert found == NOTHING

    run(DRAIN, env)
    run(DRAIN, env)

    assert counts(env) == {
        "instruments": ROWS,
        "lines": 1,
        "items": ROWS,
        "applied": 1,
        "registered": ROWS,
        "import": "applied",
        "task": "done",
    }
