"""What the benchmarks of the record share: both engines, each empty and in a process of its own.

A program calls `in_each_engine(__file__, measure)`; it is then started once more for each engine,
finds the engine in `ENGINE` and there prints what `measure` gives as JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ENGINE = os.environ.get("BENCH_ENGINE", "")
ENGINES = ("sqlite", "postgresql")


def in_each_engine(program: str, measure: Callable[[], Any]) -> dict[str, Any]:
    """What `measure` gives in each engine; nothing in the process that only measures one."""
    if ENGINE:
        answer(measure)
        return {}
    return {engine: run_in(program, engine) for engine in ENGINES}


def answer(measure: Callable[[], Any]) -> None:
    """Print what `measure` gives on this process's database, for the one that started it."""
    ready()
    print(json.dumps(measure()))


def run_in(program: str, engine: str) -> Any:
    """What `program` prints as JSON on an empty database of `engine`."""
    from tests.house.servers import start_postgresql

    with TemporaryDirectory(prefix="chuan-bench-") as folder:
        server = start_postgresql(Path(folder)) if engine == "postgresql" else None
        url = server.url if server else f"sqlite:///{folder}/chuan.sqlite3"
        env = {**os.environ, "BENCH_ENGINE": engine, "DATABASE_URL": url, "DATA_DIR": folder}
        try:
            done = subprocess.run(
                [sys.executable, program], env=env, capture_output=True, text=True, check=False
            )
        finally:
            if server:
                server.stop()
    if done.returncode:
        raise SystemExit(f"{engine}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def ready() -> None:
    """Django on the empty database of this process, migrated."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def milliseconds(action: Callable[[], object]) -> float:
    """How long one call takes: what is written cannot be repeated."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1e3
