"""Published measurements, for the tests of propagation."""

import math
from typing import Any

from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Result
from tests.metrology.golden import cases

CASES = cases("propagation")
BY_ID = {case["id"]: case for case in CASES}


def measurement(case: dict[str, Any]) -> Measurement:
    keys = ("inputs", "outputs", "correlations")
    return Measurement.from_json({key: case[key] for key in keys if key in case})


def of(case_id: str) -> Measurement:
    return measurement(BY_ID[case_id])


def normal(std: float, dof: float | None = None) -> list[dict[str, Any]]:
    return [{"distribution": "normal", "std": std, "dof": dof}]


def data(
    inputs: dict[str, Any], model: str, correlations: Any = None, unit: str = "1"
) -> Measurement:
    """A measurement of inputs {name: [component, …]} with value 1, and one output y."""
    rows = [
        {"name": name, "value": 1, "unit": unit, "components": parts}
        for name, parts in inputs.items()
    ]
    whole = {"inputs": rows, "outputs": [{"name": "y", "unit": unit, "model": model}]}
    return Measurement.from_json(whole | ({"correlations": correlations} if correlations else {}))


def shares(result: Result) -> float:
    of_inputs = math.fsum(each.share for each in result.parts)
    return of_inputs + math.fsum(each.share for each in result.joints)
