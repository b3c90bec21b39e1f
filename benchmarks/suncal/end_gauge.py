"""GUM H.1 by suncal, run by suncal's own Python; prints seconds and answers as JSON.

Nothing of ours is imported here: suncal is under the GPL and lives in an environment of its own.
"""

import json
import sys
import time
from importlib.metadata import version
from typing import Any

from suncal import Model

ROUNDS = 20


def model() -> Any:
    """Give the inputs of GUM H.1, the model not yet calculated."""
    made = Model("l = l_s + d - l_s*(d_alpha*theta + alpha_s*d_theta)")
    made.var("l_s").measure(50000623).typeb(std=25, df=18)
    made.var("d").measure(215).typeb(std=5.8, df=24).typeb(std=3.9, df=5).typeb(std=6.7, df=8)
    made.var("d_alpha").measure(0).typeb(dist="uniform", a=1e-6, df=50)
    made.var("theta").measure(-0.1).typeb(std=0.2).typeb(dist="arcsine", a=0.5)
    made.var("alpha_s").measure(11.5e-6).typeb(dist="uniform", a=2e-6)
    made.var("d_theta").measure(0).typeb(dist="uniform", a=0.05, df=2)
    return made


def main() -> None:
    """Time the first-order result and a Monte Carlo run with its symmetric interval."""
    draws = int(sys.argv[1])
    prepared = model()
    prepared.calculate_gum()
    first = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = prepared.calculate_gum()
        answers = result.expected["l"], result.uncertainty["l"], result.degf["l"]
        first.append(time.perf_counter() - start)
    start = time.perf_counter()
    drawn = prepared.monte_carlo(samples=draws)
    drawn_u, _interval = drawn.uncertainty["l"], drawn.expand("l")
    whole = time.perf_counter() - start
    print(
        json.dumps(
            {
                "version": version("suncal"),
                "value": float(answers[0]),
                "u": float(answers[1]),
                "dof": float(answers[2]),
                "first_order_seconds": min(first),
                "monte_carlo_seconds": whole,
                "monte_carlo_u": float(drawn_u),
            }
        )
    )


if __name__ == "__main__":
    main()
