"""GTC (MSL) as an oracle: the same measurement, propagated by another hand.

The models of the reference cases are Python expressions of our own making; here, and only here,
they are run as Python.
"""

import math
from typing import Any

import GTC

FUNCTIONS = {
    name: getattr(GTC, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "atan2")
} | {"pi": math.pi}


def propagated(case: dict[str, Any], inputs: Any, correlations: Any) -> dict[str, Any]:
    """The outputs of a case as uncertain numbers. `inputs` and `correlations` are ours, read."""
    names: dict[str, Any] = {}
    together = [each for each in inputs if each.observations] if correlations else []
    together = together if all(each.r is None for each in correlations) else []
    if together:
        ensemble = GTC.multiple_ureal(
            [each.estimate for each in together],
            [each.u for each in together],
            len(together[0].observations) - 1,
        )
        names |= {each.name: x for each, x in zip(together, ensemble, strict=True)}
    for each in inputs:
        names.setdefault(each.name, _uncertain(each, independent=not correlations))
    for each in correlations:
        r = each.r if each.r is not None else _r(inputs, each)
        GTC.set_correlation(r, names[each.a], names[each.b])
    return {
        each["name"]: eval(each["model"], {"__builtins__": {}}, FUNCTIONS | names)  # noqa: S307
        for each in case["outputs"]
    }


def _uncertain(quantity: Any, *, independent: bool) -> Any:
    """A sum over components: in GTC too, a component is what is independent."""
    if not independent and len(quantity.components) == 1:
        part = quantity.components[0]
        return GTC.ureal(quantity.estimate, part.u, part.dof, independent=False)
    total = GTC.constant(quantity.estimate)
    for part in quantity.components:
        total = total + GTC.ureal(0, part.u, part.dof)
    return total


def _r(inputs: Any, correlation: Any) -> float:
    import numpy as np

    series = {each.name: each.observations for each in inputs}
    return float(np.corrcoef(series[correlation.a], series[correlation.b])[0, 1])
