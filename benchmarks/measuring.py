"""What the benchmarks share: the best time of a call, and GUM H.1."""

import json
import timeit
from collections.abc import Callable
from pathlib import Path

from metrology.uncertainty.measurement import Measurement

CASES = Path(__file__).resolve().parent.parent / "metrology/validation/cases/propagation.json"
REPEAT = 7


def microseconds(action: Callable[[], object]) -> float:
    """Give the best of some rounds, per call."""
    timer = timeit.Timer(action)
    rounds, _ = timer.autorange()
    return min(timer.repeat(REPEAT, rounds)) / rounds * 1e6


def end_gauge() -> Measurement:
    """Read GUM H.1 with its one output, the length."""
    cases = json.loads(CASES.read_text())["cases"]
    case = next(each for each in cases if each["id"] == "gum-h1-end-gauge")
    return Measurement.from_json({"inputs": case["inputs"], "outputs": case["outputs"][:1]})
