"""What importing the science costs beside `import decimal`: a command or a worker pays it first.

Each import is timed in fresh processes, which take turns; the median of the differences counts.
Bytecode is cached, as at every start but the first. NumPy, SciPy and pint must not have come along.
"""

import json
import os
import statistics
import subprocess
import sys
from tempfile import TemporaryDirectory

ROUNDS = 15
LIMIT_MS = 50
MODULES = (
    "metrology",
    "metrology.quantities.units",
    "metrology.quantities.readings",
    "metrology.formula.expressions",
    "metrology.uncertainty.contributions",
    "metrology.conformity.decisions",
)
TIMED = """
import json, sys, time
start = time.perf_counter()
import {module}
elapsed = time.perf_counter() - start
heavy = [name for name in ("numpy", "scipy", "pint") if name in sys.modules]
print(json.dumps({{"seconds": elapsed, "heavy": heavy}}))
"""


def timed(module: str, cache: str) -> float:
    """Give the milliseconds of one import in a fresh process; bytecode lies in `cache`."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(module=module)],
        check=True,
        capture_output=True,
        text=True,
        env=env,
    )
    found = json.loads(done.stdout)
    if found["heavy"]:
        raise SystemExit(f"{module} imports {', '.join(found['heavy'])}")
    return float(found["seconds"]) * 1e3


def main() -> None:
    """Print the table."""
    times: dict[str, list[float]] = {name: [] for name in ("decimal", *MODULES)}
    with TemporaryDirectory() as cache:
        for name in times:
            timed(name, cache)
        for _ in range(ROUNDS):
            for name, found in times.items():
                found.append(timed(name, cache))
    base = statistics.median(times["decimal"])
    print(
        "## Imports: the science beside `import decimal`\n\n"
        f"Limit: {LIMIT_MS} ms more than `import decimal`, which takes {base:.1f} ms. Median of"
        f" {ROUNDS} fresh processes, bytecode cached; neither NumPy nor SciPy nor pint is"
        " loaded.\n\n"
        "| module | ms more | ÷ limit |\n"
        "| --- | ---: | ---: |"
    )
    for name in MODULES:
        more = statistics.median(times[name]) - base
        print(f"| `{name}` | {more:.1f} | {more / LIMIT_MS:.2f} |")


if __name__ == "__main__":
    main()
