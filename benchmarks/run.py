"""`make bench`: run every bench_*.py here and write results.md.

Each benchmark is a program that prints Markdown: what is compared, and the ratios. Milliseconds
belong to a machine; ratios measured side by side in one run mean something elsewhere too.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"


def main() -> int:
    """0 when every benchmark ran; results.md is written only then."""
    wanted = sys.argv[1:]
    programs = sorted(
        path for path in HERE.glob("bench_*.py") if not wanted or path.stem[6:] in wanted
    )
    if not programs:
        print(f"no benchmark named {' or '.join(wanted)} in {HERE}")
        return 1
    parts = [heading()]
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    for program in programs:
        print(f"\n=== {program.name} ===", flush=True)
        done = subprocess.run(
            [sys.executable, program], capture_output=True, text=True, env=env, check=False
        )
        print(done.stdout, flush=True)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            print(f"{program.name} failed; results.md was not touched", file=sys.stderr)
            return 1
        parts.append(done.stdout.strip())
    if wanted:
        print("results.md holds whole runs only and was not touched")
    else:
        RESULTS.write_text("\n\n".join(parts) + "\n")
        print(f"wrote {RESULTS.relative_to(HERE.parent)}")
    return 0


def heading() -> str:
    """Say where and when, and how to repeat it."""
    today = datetime.now(UTC).date().isoformat()
    return (
        "# Measured\n\n"
        f"`make bench` on {today}: {processor()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}.\n"
        "Read the ratios; the times belong to that machine."
    )


def processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
