"""A migrated SQLite database from the last run, to begin from: making one takes twenty seconds.

It is kept under the digest of all that migrations are made of, beside pytest's own cache: whoever
changes one, has another Django or a fresh checkout makes it anew, and so proves that it can be
made. With several processes one makes it and the others wait.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
# Beside the migrations themselves: what they call, and the versions of what they run in.
CALLED = (
    "audit/record.py", "audit/triggers.py", "backend/settings.py", "common/canonical.py",
    "common/fields.py", "instruments/fields.py", "requirements/test.txt",
)  # fmt: skip


class Ready:
    """The kept database, and the lock of whoever makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / f"{digest()}.sqlite3"
        self._lock: IO[bytes] | None = None

    def take(self, target: Path) -> bool:
        """Copy it to `target`. Where there is none, the caller makes one and calls `keep`."""
        self._lock = (self.folder / "lock").open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if not self.kept.is_file():
            return False
        shutil.copyfile(self.kept, target)
        self.release()
        return True

    def keep(self, made: Path) -> None:
        """Keep what was made, closed, in the place of older ones."""
        written = self.folder / f"{os.getpid()}.new"
        shutil.copyfile(made, written)
        for old in self.folder.glob("*.sqlite3"):
            old.unlink()
        written.replace(self.kept)
        self.release()

    def release(self) -> None:
        """Let the others go on."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def digest() -> str:
    """Of every migration and of what it calls."""
    found = hashlib.sha256()
    for path in _files():
        found.update(f"{path.relative_to(ROOT)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:24]


def _files() -> Iterable[Path]:
    yield from sorted(ROOT.glob("*/migrations/*.py"))
    yield from (ROOT / name for name in CALLED)
