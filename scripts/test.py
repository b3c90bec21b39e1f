"""`make test`: pytest on SQLite, pytest on PostgreSQL, the front end's unit tests; then the counts.

What never touches a database runs once. Arguments go to pytest; `-n 0` runs all in one process.
Both engines run even when the first one fails, and one failure is enough to fail.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_PROCESSES = 4
ONCE = (
    "tests/metrology",
    "tests/house/test_compose.py",
    "tests/house/test_house.py",
    "tests/house/test_setup.py",
)


def main() -> int:
    """0 when everything passed."""
    lines: list[str] = []
    failed = False
    for engine in ("sqlite", "postgresql"):
        code, line = pytest(engine, sys.argv[1:])
        failed |= code != 0
        lines.append(line)
    code, line = node_tests()
    failed |= code != 0
    lines.append(line)
    print("\n".join(["", *lines]), flush=True)
    return int(failed)


def pytest(engine: str, arguments: list[str]) -> tuple[int, str]:
    """One run; conftest writes its counts into the file we name."""
    print(f"\n=== pytest on {engine} ===", flush=True)
    skip = [f"--ignore={path}" for path in ONCE] if engine != "sqlite" else []
    with tempfile.TemporaryDirectory(prefix="chuan-counts-") as folder:
        counts = Path(folder) / "counts"
        env = {**os.environ, "CHUAN_TEST_ENGINE": engine, "CHUAN_TEST_COUNTS": str(counts)}
        command = [sys.executable, "-m", "pytest", *skip, *processes(arguments), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, check=False)
        line = counts.read_text().strip() if counts.exists() else f"{engine}: did not finish"
    return done.returncode, line


def processes(arguments: list[str]) -> list[str]:
    """As many processes as there are cores, up to four, unless the caller says how many.

    Whoever is done takes over from the others: the tests of a module mostly stay together.
    """
    number = min(os.cpu_count() or 1, MOST_PROCESSES)
    asked = any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
    return [] if asked or number == 1 else ["-n", str(number), "--dist", "worksteal"]


def node_tests() -> tuple[int, str]:
    """The bench app's unit tests, bundled first so that any Node from 18 on runs them."""
    bench = ROOT / "bench"
    if not list(bench.glob("src/**/*.test.ts*")):
        return 0, "bench: no unit tests"
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node") or shutil.which("node", path=path)
    if node is None or not (bench / "node_modules").is_dir():
        return 1, "bench: not run, Node or its packages are missing (see setup's message)"
    print("\n=== node --test ===", flush=True)
    done = subprocess.run([node, "build.mjs", "--test"], cwd=bench, check=False)
    return done.returncode, f"bench: {'passed' if done.returncode == 0 else 'FAILED'}"


if __name__ == "__main__":
    sys.exit(main())
