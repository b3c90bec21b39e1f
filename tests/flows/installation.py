"""An installation of its own: a database, a folder, and the server that users run."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # a busy machine is no failure


class Installation:
    """Migrated, filled by `tests.flows.making`, served by `manage.py serve` on a port of its own."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://localhost:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
        self.env |= {
            "DATABASE_URL": database,
            "DATA_DIR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "PORT": str(self.port),
        }
        self.log = folder / "serve.log"
        self.server: subprocess.Popen[bytes] | None = None

    def make(self, what: str) -> dict[str, Any]:
        """Run a function of `tests.flows.making` in a process of its own; what it told."""
        done = self.run("-m", "tests.flows.making", what)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def manage(self, *arguments: str) -> str:
        """Run manage.py to its end; what it printed."""
        done = self.run("manage.py", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run Python in the installation to its end, whatever the end is."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def start(self) -> None:
        """Start the server and do not wait for it."""
        with self.log.open("ab") as out:
            self.server = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.env,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def serve(self) -> None:
        """Start the server and wait until it answers."""
        self.start()
        assert self.server is not None
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.server.poll() is None, self.log.read_text()
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:  # noqa: S310 (our own)
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """Kill -9 the whole process group: no handler runs, nothing is tidied up."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def look(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows as they are committed, read past the product."""
        url = self.env["DATABASE_URL"]
        if url.startswith("sqlite"):
            import sqlite3

            here = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
            try:
                return [tuple(row) for row in here.execute(statement).fetchall()]
            finally:
                here.close()
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            return [tuple(row) for row in connection.execute(statement.encode()).fetchall()]

    def count(self, table: str, condition: str = "1 = 1") -> int:
        """Rows of a table."""
        [(found,)] = self.look(f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(found)

    def wait_for(self, statement: str, wanted: list[tuple[Any, ...]], pause: float = 0.1) -> None:
        """Until the rows are these."""
        end = time.monotonic() + PATIENCE
        while (found := self.look(statement)) != wanted:
            assert time.monotonic() < end, f"{statement}: {found}\n{self.log.read_text()[-3000:]}"
            time.sleep(pause)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
