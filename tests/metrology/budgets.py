"""Budgets of published measurements and of a gauge, for the tests of budgets."""

import json
from decimal import Decimal
from typing import Any

from metrology.uncertainty.budget import Budget, budget_of
from metrology.uncertainty.budget_json import AnyBudget, from_json, to_json
from metrology.uncertainty.contributions import Contribution, combine
from metrology.uncertainty.propagation import propagate
from tests.metrology.propagating import BY_ID, measurement

D = Decimal


def of(case_id: str, output: str, **options: Any) -> Budget[float]:
    return budget_of(propagate(measurement(BY_ID[case_id])), output, **options)


def gauge(resolution: str = "0.005", rule: str = "k2", **more: Contribution) -> Budget[Decimal]:
    lines = [
        Contribution("standard", "normal", D("0.02"), divisor=2),
        Contribution("resolution", "rectangular", D(resolution)),
        Contribution("repeatability", "type_a", D("0.003"), dof=4),
        *more.values(),
    ]
    return combine(lines, rule=rule)


def survives(budget: AnyBudget) -> bool:
    return from_json(json.loads(json.dumps(to_json(budget), allow_nan=False))) == budget
