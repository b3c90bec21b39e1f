"""Peers that may not become dependencies: made an environment of their own and asked from there."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HOME = HERE.parent / "var" / "peers"


def suncal(draws: int) -> dict[str, Any]:
    """Ask suncal for GUM H.1: seconds and answers, see suncal/end_gauge.py."""
    python = _environment("suncal")
    done = subprocess.run(
        [python, HERE / "suncal" / "end_gauge.py", str(draws)],
        check=True, capture_output=True, text=True, env=_environ(),
    )  # fmt: skip
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _environment(name: str) -> Path:
    """Give the Python of a peer's environment, made on first use from hash-locked versions."""
    home = HOME / name
    locked = HERE / name / "requirements.txt"
    python = home / "bin" / "python"
    stamp = home / "installed.txt"
    if not stamp.exists() or stamp.read_text() != locked.read_text():
        print(f"making an environment for {name} …", file=sys.stderr, flush=True)
        venv.create(home, clear=True, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", locked],
            check=True, env=_environ(), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        stamp.write_text(locked.read_text())
    return python


def _environ() -> dict[str, str]:
    """The environment without our own paths: a peer imports nothing of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
