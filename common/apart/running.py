"""The outside: starts the process, feeds it, bounds its answer and its time, tells its end."""

import json
import marshal
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Thread
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path[:] = sys.argv[1:]; from common.apart.child import main; main()"
# No variable of ours: they hold passwords. Room for the stacks of more threads is not given.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "RAYON_NUM_THREADS": "1"}
CHUNK = 2**16


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    memory: int  # bytes of address space
    seconds: int  # of processor time
    wall: float  # seconds by the clock, for a machine that is busy
    answer: int  # bytes


class End(StrEnum):
    """How a reading ended without an answer."""

    REFUSED = "refused"  # by the reader
    TIME = "time"
    LENGTH = "length"  # of the answer
    BROKEN = "broken"  # out of memory, killed, or a mistake of the reader
    RUBBISH = "rubbish"  # it ended well and said no answer


SAID = {b"refused": End.REFUSED, b"failed": End.BROKEN}


class NotRead(Exception):
    """No answer. `why` is the reader's word, the name of its exception, or how it left."""

    def __init__(self, end: End, why: str = "") -> None:
        super().__init__(end, why)
        self.end, self.why = end, why


def read_apart(reader: Callable[..., Any], content: bytes, limits: Limits, **told: Any) -> Any:
    """What `reader(content, **told)` answers in a process of its own, as JSON has it.

    The reader is found there by its name in its module. Raises NotRead.
    """
    what = {"module": reader.__module__, "name": reader.__name__, "told": told}
    head = marshal.dumps(what | asdict(limits))
    process = subprocess.Popen(  # noqa: S603 — our own interpreter, a fixed program
        [sys.executable, "-ISB", "-c", START, str(ROOT), *filter(None, sys.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd="/", env=ENVIRONMENT, process_group=0,
    )  # fmt: skip
    assert process.stdout
    try:
        Thread(target=_feed, args=(process.stdin, head, content), daemon=True).start()
        said = _heard(process.stdout, limits)
    finally:
        process.stdout.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and whatever it has started
        process.wait()
    return _answer(said, process.returncode)


def _feed(pipe: IO[bytes], *parts: bytes) -> None:
    """In a thread: a child that does not read must not stop us. One that is gone is told later."""
    with suppress(OSError), pipe:
        for part in parts:
            pipe.write(part)


def _heard(pipe: IO[bytes], limits: Limits) -> bytes:
    """All that is said until the process is over."""
    said, end = bytearray(), time.monotonic() + limits.wall
    with selectors.DefaultSelector() as speaking:
        speaking.register(pipe, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0 and speaking.select(left):
            part = os.read(pipe.fileno(), CHUNK)
            if not part:
                return bytes(said)
            said += part
            if len(said) > limits.answer:
                raise NotRead(End.LENGTH)
    raise NotRead(End.TIME)


def _answer(said: bytes, code: int) -> Any:
    if code == -signal.SIGXCPU:
        raise NotRead(End.TIME)
    if code:
        raise NotRead(End.BROKEN, f"exit {code}")
    word, _space, found = said.partition(b" ")
    if word in SAID:
        raise NotRead(SAID[word], found.decode(errors="replace"))
    with suppress(ValueError, RecursionError):
        if word == b"answer":
            return json.loads(found)
    raise NotRead(End.RUBBISH)
