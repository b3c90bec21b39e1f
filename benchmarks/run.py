"""`make bench`: run every bench_*.py here and write results.md; or run those that are named.

Each benchmark is a program that prints Markdown: what is compared, and the ratios. Milliseconds
belong to a machine; ratios measured side by side in one run mean something elsewhere too. A run of
named benchmarks replaces their parts alone, each with a line that says when it was measured.
"""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
# Begins the part of a program, so that it is found again; a browser shows nothing of it.
_MARK = re.compile(r"^<!-- (bench_\w+) -->\n+", re.MULTILINE)


def main() -> int:
    """0 when every benchmark ran; results.md is written only then."""
    wanted = sys.argv[1:]
    every = sorted(HERE.glob("bench_*.py"))
    programs = [path for path in every if not wanted or path.stem[6:] in wanted]
    if not programs:
        print(f"no benchmark named {' or '.join(wanted)} in {HERE}")
        return 1
    measured: dict[str, str] = {}
    for program in programs:
        print(f"\n=== {program.name} ===", flush=True)
        said = run(program)
        if said is None:
            print(f"{program.name} failed; results.md was not touched", file=sys.stderr)
            return 1
        measured[program.stem] = said
    names = [path.stem for path in every]
    if wanted and RESULTS.exists():
        RESULTS.write_text(renewed(RESULTS.read_text(), measured, names, where()))
    else:
        RESULTS.write_text(joined(heading(), measured, names))
    print(f"wrote {', '.join(measured) if wanted else 'all'} to {RESULTS.name}")
    return 0


def run(program: Path) -> str | None:
    """What a benchmark prints; None where it failed."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, env=env, check=False
    )
    print(done.stdout, flush=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return None
    return done.stdout.strip()


def renewed(old: str, measured: Mapping[str, str], names: Iterable[str], when: str) -> str:
    """The results with new parts in the place of the old, each with its day and machine.

    One of the heading's own day and machine needs no line. Parts of programs that are no more are
    left out; the heading tells of the last whole run.
    """
    head, *rest = _MARK.split(old)
    parts = {name: part.strip() for name, part in zip(rest[::2], rest[1::2], strict=True)}
    line = "" if when in head else f"\n\nMeasured by itself {when}."
    parts |= {name: f"{said}{line}" for name, said in measured.items()}
    return joined(head.strip(), parts, names)


def joined(head: str, parts: Mapping[str, str], names: Iterable[str]) -> str:
    """The heading and the parts, in the order of the names."""
    marked = [f"<!-- {name} -->\n\n{parts[name]}" for name in names if name in parts]
    return "\n\n".join([head, *marked]) + "\n"


def heading() -> str:
    """Say where and when, and how to repeat it."""
    return (
        f"# Measured\n\n`make bench` {where()}.\nRead the ratios; the times belong to that machine."
    )


def where() -> str:
    """The day and the machine."""
    today = datetime.now(UTC).date().isoformat()
    return (
        f"on {today}: {processor()}, {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}"
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
