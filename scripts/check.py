"""`make check`: every look at the code that needs no test run. `--fix` is `make fmt`.

All of them run, whatever the first says; the list at the end tells which failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/templates"))

Command = tuple[str, list[str | Path]]


def looks() -> list[Command]:
    """Name and command of each look, cheap ones first."""
    manage: list[str | Path] = [sys.executable, "-W", "error", "manage.py"]
    found: list[Command] = [
        ("ruff check", [BIN / "ruff", "check", "--output-format=concise", "."]),
        ("ruff format", [BIN / "ruff", "format", "--check", "--output-format=concise", "."]),
        ("import direction", [BIN / "lint-imports", "--no-cache"]),
        ("mypy --strict", [BIN / "mypy"]),
        ("manage.py check", [*manage, "check", "--fail-level", "WARNING"]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]
    if TEMPLATES:
        found.append(("djlint", [BIN / "djlint", "--lint", "--quiet", *TEMPLATES]))
    tsc = ROOT / "bench" / "node_modules" / ".bin" / "tsc"
    if tsc.exists():
        found.append(("tsc", [tsc, "--noEmit", "--project", "bench"]))
    else:
        found.append(("tsc", ["sh", "-c", "echo 'bench/node_modules is missing'; exit 1"]))
    return found


def repairs() -> list[Command]:
    """What can be repaired without a person."""
    return [
        ("ruff check --fix", [BIN / "ruff", "check", "--fix-only", "."]),
        ("ruff format", [BIN / "ruff", "format", "."]),
    ]


def main() -> int:
    """0 when nothing was found."""
    commands = repairs() if "--fix" in sys.argv else looks()
    results: list[tuple[bool, str]] = []
    with tempfile.TemporaryDirectory(prefix="chuan-check-") as folder:
        # No look may touch the installation's data, and none of them needs a service.
        env = {**os.environ, "DATA_DIR": folder}
        env["PATH"] = f"{env.get('PATH', '')}{os.pathsep}{BIN}"  # a node from the venv, for tsc
        for name in ("DATABASE_URL", "REDIS_URL", "S3_BUCKET", "DJANGO_SETTINGS_MODULE"):
            env.pop(name, None)
        for name, command in commands:
            print(f"\n=== {name} ===", flush=True)
            began = time.monotonic()
            done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
            took = time.monotonic() - began
            passed = done.returncode == 0
            results.append((passed, f"  {'ok  ' if passed else 'FAIL'} {name} ({took:.1f} s)"))
    print("\n" + "\n".join(line for _, line in results), flush=True)
    return int(not all(passed for passed, _ in results))


if __name__ == "__main__":
    sys.exit(main())
