"""GUM H.1 evaluated to first order, ours beside GTC, uncertainties and suncal, in the same run.

What is timed is the same for all: the measurement is set up, then value, u and effective degrees
of freedom are asked for. `uncertainties` knows no degrees of freedom and is timed without them.
Before the clock starts, each must give the published answer: 50 000 838 nm, u = 32 nm, ν = 16.7.
"""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import GTC
import numpy as np
import uncertainties

from benchmarks import peers
from benchmarks.measuring import end_gauge, microseconds
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagation import prepare

POINTS = 10_000
DRAWS = 1_000_000

# estimate, u and ν of the components, in the order of the model's words
COMPONENTS = (
    (50000623, 25, 18), (215, 5.8138, 24), (0, 3.8902, 5), (0, 6.6667, 8), (0, 5.7735e-7, 50),
    (-0.1, 0.2, float("inf")), (0, 0.35355, float("inf")), (1.15e-5, 1.1547e-6, float("inf")),
    (0, 0.028868, 2),
)  # fmt: skip

Answer = tuple[float, float, float | None]


def ours() -> Callable[[], Answer]:
    """Give the evaluation of the prepared model."""
    model = prepare(end_gauge())
    return lambda: model.evaluate()[0]


def ours_from_json() -> Callable[[], Answer]:
    """Give everything from the JSON on: reading, parsing, dimensions, derivatives, evaluation."""
    data = end_gauge().to_json()
    return lambda: prepare(Measurement.from_json(data)).evaluate()[0]


def gtc() -> Callable[[], Answer]:
    """Give the evaluation with uncertain numbers that exist already, as ours are prepared."""
    inputs = [GTC.ureal(*each) for each in COMPONENTS]

    def evaluate() -> Answer:
        length = _length(*inputs)
        return length.x, length.u, length.df

    return evaluate


def of_uncertainties() -> Callable[[], Answer]:
    """Give the evaluation with variables that exist already; no degrees of freedom there."""
    inputs = [uncertainties.ufloat(value, u) for value, u, _ in COMPONENTS]

    def evaluate() -> Answer:
        length = _length(*inputs)
        return length.nominal_value, length.std_dev, None

    return evaluate


def _length(*inputs: Any) -> Any:
    l_s, d0, d1, d2, d_alpha, theta0, theta1, alpha_s, d_theta = inputs
    d, theta = d0 + d1 + d2, theta0 + theta1
    return l_s + d - l_s * (d_alpha * theta + alpha_s * d_theta)


def require_published(name: str, answer: Answer) -> None:
    """Stop unless the answer is the published one."""
    value, u, dof = answer
    if abs(value - 50_000_838) > 0.5 or abs(u - 32) > 0.5:
        raise SystemExit(f"{name}: {value} nm, u = {u} nm")
    if dof is not None and abs(dof - 16.7) > 0.15:
        raise SystemExit(f"{name}: ν = {dof}")


def per_point() -> float:
    """Give µs per point for many estimates at once, each with value, u and ν."""
    model = prepare(end_gauge())
    thetas = np.linspace(-0.5, 0.5, POINTS)
    lengths = np.linspace(50000623.0, 50010622.0, POINTS)
    [found] = model.evaluate_arrays({"theta": thetas, "l_s": lengths})
    alone = model.evaluate({"theta": float(thetas[-1]), "l_s": float(lengths[-1])})[0]
    if not np.allclose(
        [each[-1] for each in found], [alone.value, alone.u, alone.dof or 0.0], rtol=1e-12, atol=0
    ):
        raise SystemExit(f"{[each[-1] for each in found]} is not {alone}")
    return microseconds(lambda: model.evaluate_arrays({"theta": thetas, "l_s": lengths})) / POINTS


def main() -> None:
    """Print the table."""
    named = {
        "ours, model prepared": ours(),
        "ours, from JSON on (parsed, checked, derived)": ours_from_json(),
        f"GTC {version('GTC')}, inputs prepared": gtc(),
        f"uncertainties {uncertainties.__version__}, without ν": of_uncertainties(),
    }
    times = {}
    for name, action in named.items():
        require_published(name, action())
        times[name] = microseconds(action)
    theirs = peers.suncal(DRAWS)
    require_published("suncal", (theirs["value"], theirs["u"], theirs["dof"]))
    times[f"suncal {theirs['version']}, model prepared"] = theirs["first_order_seconds"] * 1e6
    first = times["ours, model prepared"]
    limit = next(time for name, time in times.items() if name.startswith("GTC"))
    lines = [
        "## First order: GUM H.1, value, u and ν",
        "",
        "Limit: the time of GTC. µs per evaluation.",
        "",
        "| what | µs | ÷ ours | ÷ limit |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {time:.1f} | {time / first:.1f} | {time / limit:.2f} |"
            for name, time in times.items()
        ),
        "",
        f"{POINTS:,} points at once: {per_point():.3f} µs per point (limit 2 µs).".replace(
            ",", " "
        ),
    ]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
