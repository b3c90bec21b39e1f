"""Which software was validated: version, commit, and a digest that needs neither."""

import hashlib
import os
import platform
import sys
from pathlib import Path

import numpy as np

CORE = "metrology"
_SHA1 = 40


def software(root: Path) -> dict[str, str]:
    """Name the software under `root` and what it runs on; "" for what is not known.

    `source_digest` is the SHA-256 of the core's Python files, names and contents, in order of
    names: two installations with the same digest compute the same.
    """
    return {
        "version": os.environ.get("CHUAN_VERSION", ""),
        "commit": os.environ.get("CHUAN_COMMIT", "") or _commit(root / ".git"),
        "source_digest": source_digest(root / CORE),
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "numpy": np.__version__,
        "platform": platform.platform(),
        "machine": platform.machine(),
    }


def source_digest(core: Path) -> str:
    """The SHA-256 over the Python files of a folder."""
    found = hashlib.sha256()
    for path in sorted(core.rglob("*.py")):
        name = path.relative_to(core).as_posix().encode()
        content = path.read_bytes()
        found.update(b"%d %s %d\n" % (len(name), name, len(content)))
        found.update(content)
    return found.hexdigest()


def _commit(git: Path) -> str:
    """The commit of a checkout, read from its files; "" outside of one."""
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head if len(head) == _SHA1 else ""
        name = head.removeprefix("ref: ")
        loose = git / name
        if loose.is_file():
            return loose.read_text().strip()
        packed = (git / "packed-refs").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
