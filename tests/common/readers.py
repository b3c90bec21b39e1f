"""Readers that behave as hostile files make them; `test_apart` runs them in their own process."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common.apart.child import Refused

BLOCK = 2**20
SLEEP = "/bin/sleep 61.7531"


def echo(content: bytes, **told: Any) -> dict[str, Any]:
    return {"size": len(content), "end": content[-3:].decode(), **told}


def surroundings(_content: bytes) -> dict[str, Any]:
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "files": sorted(int(each.name) for each in Path("/proc/self/fd").iterdir())[:-1],
        "limits": [
            resource.getrlimit(each)
            for each in (
                resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE,
            )
        ],
        "ours": sorted(each for each in sys.modules if each.split(".")[0] in ("common", "django")),
    }  # fmt: skip


def settings(_content: bytes) -> str:
    from backend import settings

    return str(settings.DATABASES)


def configured(_content: bytes) -> str:
    from django.conf import settings

    return str(settings.DATABASES)


def refuses(_content: bytes, word: str) -> None:
    raise Refused(word)


def fails(_content: bytes) -> None:
    raise ZeroDivisionError


def answers_bytes(_content: bytes) -> bytes:
    return b"no JSON"


def half_a_letter(_content: bytes) -> str:
    return "\ud800ế"


def has_no_answer(_content: bytes) -> None:
    pass


def leaves(_content: bytes) -> None:
    sys.exit(0)


def sleeps(_content: bytes) -> None:
    time.sleep(60)


def works(_content: bytes) -> None:
    while True:
        pass


def works_on(_content: bytes) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    works(b"")


def stops(_content: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def eats(_content: bytes) -> None:
    kept = bytearray()
    while True:
        kept += bytes(BLOCK)


def nests(_content: bytes) -> Any:
    whole: list[Any] = []
    for _turn in range(10**6):
        whole = [whole]
    return whole


def dies(_content: bytes, number: int) -> None:
    os.kill(os.getpid(), number)


def prints(_content: bytes) -> str:
    block = "x" * BLOCK
    for _turn in range(1024):
        print(block)  # noqa: T201
    os.write(1, b"and more")
    return "said"


def answers_much(_content: bytes, size: int) -> str:
    return "x" * size


def says(_content: bytes, text: str, times: int = 1, code: int = 0) -> None:
    """Past its runner, straight into the pipe: the highest file that is open."""
    said = text.encode() * min(times, BLOCK)
    for _turn in range(max(1, times // BLOCK)):
        os.write(pipe(), said)
    os._exit(code)


def trickles(_content: bytes) -> None:
    while True:
        os.write(pipe(), b" ")


def pipe() -> int:
    return next(at for at in range(9, 2, -1) if Path(f"/proc/self/fd/{at}").exists())


def has_children(_content: bytes, *, ends: bool) -> None:
    """A process that outlives the reader and holds its pipe open."""
    out = pipe()
    os.set_inheritable(out, True)
    subprocess.Popen(SLEEP.split(), close_fds=False)
    if ends:
        says(b"", "answer 1")


def writes(_content: bytes, path: str) -> None:
    with Path(path).open("w") as file:
        file.write("x")


def tells_and_works(_content: bytes, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as told:
        told.sendall(str(os.getpid()).encode())
    works(b"")
