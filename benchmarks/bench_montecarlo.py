"""Monte Carlo of GUM H.1 beside NumPy's raw draws of the same distributions, in the same run.

The limit is the draws alone: no model, no statistics. They are taken twice: as anyone writes
them, whole arrays at a time, and as fast as NumPy gives them, into one small array that stays in
the cache. Before the clock starts, mean and u must be those of GUM-S1 9.5 (838 nm, 36 nm).
Memory is that of a child process of its own.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks import peers
from benchmarks.measuring import end_gauge
from metrology.montecarlo.run import simulate
from metrology.uncertainty.propagation import prepare

DRAWS = 1_000_000
MANY = 10_000_000
BLOCK = 10_000
REPEAT = 7
SEED = 20080101

Step = Callable[[np.random.Generator, int], object]

# GUM H.1 as GUM-S1 9.5 draws it: four t, a normal, an arcsine, a rectangle, two inexact ones.
RAW: tuple[Step, ...] = (
    lambda g, n: g.standard_t(18, n),
    lambda g, n: g.standard_t(24, n),
    lambda g, n: g.standard_t(5, n),
    lambda g, n: g.standard_t(8, n),
    lambda g, n: g.standard_normal(n),
    lambda g, n: g.random(n),
    lambda g, n: g.random(n),
    lambda g, n: g.random(n),
    lambda g, n: g.random(n),
    lambda g, n: g.random(n),
    lambda g, n: g.random(n),
)


def whole_arrays() -> None:
    """Draw 10⁶ of each, array by array."""
    generator = np.random.default_rng(SEED)
    for step in RAW:
        step(generator, DRAWS)


def in_cache() -> None:
    """Draw 10⁶ of each into one array of 10⁴ after the other."""
    generator = np.random.default_rng(SEED)
    out = np.empty(BLOCK)
    for _ in range(DRAWS // BLOCK):
        for dof in (18, 24, 5, 8):
            generator.standard_t(dof, BLOCK)
        generator.standard_normal(out=out)
        for _ in range(6):
            generator.random(out=out)


def best(*actions: Callable[[], object]) -> list[float]:
    """Give the best of some rounds for each, in milliseconds; the rounds take turns."""
    times = [[] for _ in actions]  # type: list[list[float]]
    for _ in range(REPEAT):
        for found, action in zip(times, actions, strict=True):
            start = time.perf_counter()
            action()
            found.append((time.perf_counter() - start) * 1e3)
    return [min(found) for found in times]


def peak_memory(draws: int) -> float:
    """Give the peak of a process that makes one run, in MB."""
    command = [sys.executable, __file__, str(draws)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def child(draws: int) -> None:
    """Make one run and print the peak of this process in MB."""
    simulate(end_gauge(), draws=draws, seed=SEED)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print the table."""
    measurement = end_gauge()
    program = prepare(measurement).program
    found = simulate(measurement, seed=SEED, program=program)
    length = found.outputs[0]
    if round(length.value) != 50_000_838 or round(length.u) != 36:
        raise SystemExit(f"GUM-S1 9.5: {length.value} nm, {length.u} nm")
    if simulate(measurement, seed=SEED, threads=2) != found:
        raise SystemExit("two threads changed the result")
    one, two, raw, cached = best(
        lambda: simulate(measurement, seed=SEED, program=program),
        lambda: simulate(measurement, seed=SEED, program=program, threads=2),
        whole_arrays,
        in_cache,
    )
    theirs = peers.suncal(DRAWS)
    suncal = theirs["monte_carlo_seconds"] * 1e3
    small, large = peak_memory(BLOCK), peak_memory(MANY)
    print(
        "## Monte Carlo: GUM H.1, 10⁶ draws\n\n"
        f"NumPy {np.__version__}, PCG64. Ours is everything: draws, model, mean, s, skewness, both"
        f" 95 % intervals, histogram. u = {length.u:.2f} nm.\n\n"
        "| what | ms | ÷ raw draws | ÷ raw draws in cache |\n"
        "| --- | ---: | ---: | ---: |\n"
        f"| raw draws, whole arrays | {raw:.0f} | 1.00 | {raw / cached:.2f} |\n"
        f"| raw draws in cache | {cached:.0f} | {cached / raw:.2f} | 1.00 |\n"
        f"| ours, one thread | {one:.0f} | {one / raw:.2f} | {one / cached:.2f} |\n"
        f"| ours, two threads, same result | {two:.0f} | {two / raw:.2f} | {two / cached:.2f} |\n"
        f"| suncal {theirs['version']}: draws, model, u, symmetric interval | {suncal:.0f} |"
        f" {suncal / raw:.2f} | {suncal / cached:.2f} |\n\n"
        f"Peak memory of a process with one run: {large:.0f} MB for 10⁷ draws, {small:.0f} MB for"
        " 10⁴."
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(int(sys.argv[1]))
    else:
        main()
