"""A stranger's file is read in a process of its own, a few at once: what it costs is bounded.

The server hands over the bytes and the public keys that are trusted, and gets plain data back.
"""

import threading
from typing import Any

from certificates.checking.reading import Read, read
from common.apart.running import Limits, NotRead, read_apart

# A 20 MB file needs about a third of the memory.
LIMITS = Limits(memory=2**30, seconds=20, wall=40, answer=2**22)
AT_ONCE = 2  # files read at the same time by one server process
PATIENCE = 15.0  # seconds that a file waits for its turn

_turns = threading.BoundedSemaphore(AT_ONCE)


class BusyError(Exception):
    """Too many files at once: somebody else's are being read."""


def read_in_turn(data: bytes, trust: Any, kept_at: str | None = None) -> Read:
    """`reading.read` in a process of its own; what does not end in time is `too_complex`."""
    if not _turns.acquire(timeout=PATIENCE):
        raise BusyError
    try:
        told = read_apart(read, data, LIMITS, trust=trust.as_json(), kept_at=kept_at)
    except NotRead as error:
        return Read(trouble="too_complex", why=error.why or error.end)
    finally:
        _turns.release()
    return Read.from_json(told)
