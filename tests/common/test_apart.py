"""A stranger's file is read in a process of its own: whatever happens there, we go on and know what."""

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common.apart.running import ENVIRONMENT, ROOT, End, Limits, NotRead, read_apart
from tests.common import readers

LIMITS = Limits(memory=256 * 2**20, seconds=10, wall=20, answer=2**20)
HASTY = replace(LIMITS, wall=1)
BUSY = replace(LIMITS, seconds=1)


def ended(reader: Callable[..., Any], limits: Limits = LIMITS, **told: Any) -> tuple[End, str]:
    with pytest.raises(NotRead) as caught:
        read_apart(reader, b"", limits, **told)
    return caught.value.end, caught.value.why


def alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def soon(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def test_the_answer_comes_back_with_twenty_megabytes_and_what_was_told() -> None:
    content = bytes(20 * 2**20) + b"end"

    found = read_apart(readers.echo, content, LIMITS, name="tệp\n", many=[1, None])

    assert found == {"size": len(content), "end": "end", "name": "tệp\n", "many": [1, None]}


def test_half_a_letter_and_nothing_come_back_as_they_were() -> None:
    assert read_apart(readers.half_a_letter, b"", LIMITS) == "\ud800ế"
    assert read_apart(readers.has_no_answer, b"", LIMITS) is None


def test_the_process_has_its_limits_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:secret@h/d")
    monkeypatch.setenv("PYTHONPATH", "/tmp")  # noqa: S108 — that of whoever started us
    with socket.create_server(("127.0.0.1", 0)) as server:
        os.set_inheritable(server.fileno(), True)
        found = read_apart(readers.surroundings, b"", LIMITS)

    assert found == {
        "environment": ENVIRONMENT,
        "folder": "/",
        "files": [0, 1, 2, 3],
        "limits": [[LIMITS.memory] * 2, [LIMITS.seconds, LIMITS.seconds + 1], [0, 0], [0, 0]],
        "ours": ["common", "common.apart", "common.apart.child"],
    }


def test_settings_are_out_of_reach() -> None:
    assert ended(readers.settings) == (End.BROKEN, "ModuleNotFoundError")
    assert ended(readers.configured) == (End.BROKEN, "ImproperlyConfigured")


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    assert ended(readers.writes, path=str(tmp_path / "a")) == (End.BROKEN, "OSError")
    assert (tmp_path / "a").read_bytes() == b""


def test_the_reader_refuses_in_a_word() -> None:
    assert ended(readers.refuses, word="damaged") == (End.REFUSED, "damaged")


@pytest.mark.parametrize(
    ("reader", "told", "why"),
    [
        (readers.fails, {}, "ZeroDivisionError"),
        (readers.answers_bytes, {}, "TypeError"),
        (readers.nests, {}, "RecursionError"),
        (readers.eats, {}, "MemoryError"),
        (readers.answers_much, {"size": 10**12}, "MemoryError"),
        (readers.leaves, {}, "SystemExit"),
        (readers.dies, {"number": int(signal.SIGKILL)}, "exit -9"),
        (readers.dies, {"number": int(signal.SIGSEGV)}, "exit -11"),
        (readers.dies, {"number": int(signal.SIGABRT)}, "exit -6"),
        (readers.dies, {"number": signal.SIGRTMIN + 6}, "exit -40"),
        (readers.says, {"text": "answer 1", "code": 1}, "exit 1"),
    ],
)
def test_what_breaks_is_told_with_how(
    reader: Callable[..., Any], told: dict[str, Any], why: str
) -> None:
    assert ended(reader, **told) == (End.BROKEN, why)


@pytest.mark.parametrize(
    "text",
    ["", "answer", "answer [1", "answer [1] [2]", "answers 1", "{}", "\0",
     "answer " + "[" * 10**5, "answer " + "1" * 5000],
)  # fmt: skip
def test_what_is_no_answer_is_rubbish(text: str) -> None:
    assert ended(readers.says, text=text) == (End.RUBBISH, "")


@pytest.mark.parametrize("reader", [readers.sleeps, readers.stops, readers.trickles])
def test_the_clock_ends_it(reader: Callable[..., Any]) -> None:
    assert ended(reader, replace(HASTY, answer=2**40)) == (End.TIME, "")


def test_processor_time_ends_it() -> None:
    assert ended(readers.works, BUSY) == (End.TIME, "")
    assert ended(readers.works_on, BUSY) == (End.BROKEN, "exit -9")


def test_what_is_printed_is_no_answer() -> None:
    assert read_apart(readers.prints, b"", LIMITS) == "said"


def test_an_answer_is_as_long_as_allowed_and_no_longer() -> None:
    rest = LIMITS.answer - len('answer ""')

    assert len(read_apart(readers.answers_much, b"", LIMITS, size=rest)) == rest
    assert ended(readers.answers_much, size=rest + 1) == (End.LENGTH, "")


def test_a_gigabyte_of_answer_costs_us_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert ended(readers.says, text="x", times=2**30) == (End.LENGTH, "")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@pytest.mark.parametrize("ends", [True, False])
def test_what_the_process_has_started_ends_with_it(*, ends: bool) -> None:
    # Its child holds the pipe open, so nobody can say that the answer is over.
    assert ended(readers.has_children, HASTY, ends=ends) == (End.TIME, "")
    named = ["pgrep", "-fx", readers.SLEEP]
    assert soon(lambda: subprocess.run(named, capture_output=True, check=False).returncode == 1)


def test_its_processor_time_ends_it_where_the_parent_was_killed() -> None:
    program = (
        "import sys; from tests.common import test_apart as t;"
        "t.read_apart(t.readers.tells_and_works, b'', t.BUSY, port=int(sys.argv[1]))"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", program, str(server.getsockname()[1])]
        with subprocess.Popen(command, cwd=ROOT) as parent:
            told, _address = server.accept()
            with told:
                pid = int(told.recv(20))
            parent.kill()

    assert alive(pid)
    assert soon(lambda: not alive(pid))


def test_no_process_thread_or_file_is_left() -> None:
    files, threads, processes = open_files(), threading.active_count(), children()

    read_apart(readers.echo, bytes(10**6), HASTY)
    assert ended(readers.fails) == (End.BROKEN, "ZeroDivisionError")
    with pytest.raises(NotRead):  # which never reads what it is given
        read_apart(readers.stops, bytes(10**7), HASTY)

    assert soon(lambda: threading.active_count() == threads)
    assert (open_files(), children()) == (files, processes)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> str:
    return "".join(each.read_text() for each in Path("/proc/self/task").glob("*/children"))


def test_many_at_once_get_their_own_answers() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: read_apart(readers.echo, b"", LIMITS, n=n)["n"], range(24))

        assert list(found) == list(range(24))
