"""A measurement evaluated: budgets, correlations, Monte Carlo and its verdict on first order."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from calibration.workbench.settings import MONTE_CARLO, Settings, too_much
from calibration.workbench.wrongs import Wrong, wrong
from metrology.errors import Code, MetrologyError
from metrology.montecarlo.result import Simulation
from metrology.montecarlo.validation import FirstOrder, Validation, validate
from metrology.reasons import Reason
from metrology.uncertainty.budget import Budget, budget_of
from metrology.uncertainty.coverage import Situation, expand
from metrology.uncertainty.measurement import Measurement, Output
from metrology.uncertainty.propagated import Propagated

if TYPE_CHECKING:
    from metrology.uncertainty.propagation import Model

_SAME_P = 1e-9
_LEAST_RELATIVE = 1e-30  # a float has 17 digits
_MOST_TRIED = 100  # models computed again to say what else is wrong
_WORD = re.compile(r"\w+")
_SETTINGS = ("draws", "seed", "p")
Rows = tuple[Budget[float], ...]


@dataclass(frozen=True)
class Evaluation:
    """Everything that is shown and answered; `budgets` are in the order of the outputs.

    `p` is the coverage probability at which first order and Monte Carlo are compared.
    """

    measurement: Measurement
    settings: Settings
    propagated: Propagated
    budgets: Rows
    p: float
    simulation: Simulation | None

    def validation(self, budget: Budget[float]) -> Validation | None:
        """The verdict of GUM-S1 clause 8 on one output; None without a simulation."""
        if self.simulation is None or budget.value is None:
            return None
        first = FirstOrder(budget.value, budget.u, self.first_order_half(budget))
        return validate(first, self.simulation, budget.output)

    def first_order_half(self, budget: Budget[float]) -> float:
        """U of the first order for `p`: the stated one where its p is the same."""
        same = budget.p is not None and abs(budget.p - self.p) < _SAME_P
        if same and budget.rule != MONTE_CARLO:
            return budget.U
        rule = "normal_p" if budget.dof is None else "t"
        chosen = expand(rule, Situation(budget.u, budget.dof, (), self.p))
        return float(chosen.k) * budget.u

    def request(self) -> dict[str, Any]:
        """What was asked, as the API takes it: enough to repeat it."""
        return self.measurement.to_json() | self.settings.to_json(self.p)


def evaluate(measurement: Measurement, settings: Settings) -> tuple[Evaluation | None, list[Wrong]]:
    """Evaluate it, or say all that is wrong with its models and correlations."""
    from metrology.uncertainty.propagation import prepare

    refused = too_much(settings, measurement)
    if refused is not None:
        return None, [refused]
    try:
        model = prepare(measurement)
        refused = too_much(settings, measurement, model.program.operations)
        if refused is not None:
            return None, [refused]
        propagated = model.propagate()
        budgets = _budgets(propagated, settings)
        p = settings.simulated_p([each.p for each in budgets])
        simulation = _simulate(model, settings, p)
        if settings.rule == MONTE_CARLO and simulation is not None:
            budgets = tuple(_by_interval(propagated, each, simulation) for each in budgets)
        for each in budgets:
            _require_writable(each)
    except MetrologyError as error:
        return None, _wrongs(measurement, error)
    return Evaluation(measurement, settings, propagated, budgets, p, simulation), []


def _budgets(propagated: Propagated, settings: Settings) -> Rows:
    rule, p = settings.rule, settings.rule_p
    if rule == MONTE_CARLO:  # until there is an interval
        rule = "normal_p"
    names = [each.name for each in propagated.results]
    return tuple(budget_of(propagated, name, rule=rule, p=p) for name in names)


def _simulate(model: "Model", settings: Settings, p: float) -> Simulation | None:
    if not settings.runs:
        return None
    from metrology.montecarlo.run import simulate

    return simulate(
        model.measurement, draws=settings.draws, p=p, seed=settings.seed, program=model.program
    )


def _require_writable(budget: Budget[float]) -> None:
    """Refuse an U so far below the value that stating both takes more digits than either has."""
    value, expanded = abs(budget.value or 0.0), float(budget.U)
    if expanded and expanded < value * _LEAST_RELATIVE:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=budget.output, found=f"U = {expanded:.3g}",
            allowed=f"≥ {_LEAST_RELATIVE:g}·|y| = {_LEAST_RELATIVE * value:.3g}",
        )  # fmt: skip


def _by_interval(
    propagated: Propagated, budget: Budget[float], simulation: Simulation
) -> Budget[float]:
    """The budget with U as half of the Monte Carlo interval; as it is where u is 0."""
    found = simulation.output(budget.output).symmetric
    if not budget.u or not found.expanded:
        return budget
    ends = (found.low, found.high)
    return budget_of(propagated, budget.output, rule=MONTE_CARLO, p=simulation.p, interval=ends)


def _wrongs(measurement: Measurement, error: MetrologyError) -> list[Wrong]:
    """Each output that cannot be evaluated with those it is computed from, else the whole's error.

    What belongs to no model, such as a correlation, is not looked for in each of them.
    """
    if error.code == Code.BAD_CORRELATION:
        return [_of_whole(measurement, error)]
    found: dict[str, Wrong] = {}
    needs = [_needed(measurement, each) for each in measurement.outputs]
    if sum(map(len, needs)) > _MOST_TRIED:
        return [_of_whole(measurement, error)]
    for i, (each, needed) in enumerate(zip(measurement.outputs, needs, strict=True)):
        if found.keys() & (needed - {each.name}):
            continue  # said there
        own = _refused(measurement, needed)
        if own is not None and own.params.get("name", each.name) not in needed - {each.name}:
            found[each.name] = _of_output(i, each, own)
    return list(found.values()) or [_of_whole(measurement, error)]


def _refused(measurement: Measurement, needed: Collection[str]) -> MetrologyError | None:
    """What is wrong with these outputs: first order only, second order refuses nothing."""
    from metrology.uncertainty.propagation import prepare

    outputs = tuple(each for each in measurement.outputs if each.name in needed)
    try:
        prepare(replace(measurement, outputs=outputs, correlations=())).first_order()
    except MetrologyError as error:
        return error
    return None


def _needed(measurement: Measurement, output: Output) -> set[str]:
    """The output and the other outputs that its model is computed from, directly or not."""
    models = {each.name: set(_WORD.findall(each.model)) for each in measurement.outputs}
    needed, waiting = {output.name}, [output.name]
    while waiting:
        more = (models[waiting.pop()] & models.keys()) - needed
        needed |= more
        waiting += more
    return needed


def _of_output(i: int, output: Output, error: MetrologyError) -> Wrong:
    if error.code == Code.BAD_CORRELATION:
        return Wrong("correlations.0", error)
    return wrong(f"outputs.{i}.model", error, output.model)


def _of_whole(measurement: Measurement, error: MetrologyError) -> Wrong:
    name = error.params.get("name", "")
    if error.code == Code.BAD_CORRELATION:
        return Wrong("correlations.0", error)
    if name.rpartition(".")[2] in _SETTINGS:
        return Wrong(name.rpartition(".")[2], error)
    if error.params.get("why") == Reason.NOT_CONVERGING:  # a quantile
        return Wrong("p", error)
    for i, each in enumerate(measurement.outputs):
        if each.name in (name, error.params.get("found")):
            return _of_output(i, each, error)
    return wrong("outputs.0.model", error, measurement.outputs[0].model)
