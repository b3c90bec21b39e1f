"""The API of the metrology core: evaluate a measurement. Nothing is kept."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.workbench.evaluating import Evaluation, evaluate
from calibration.workbench.presenting import stated_words
from calibration.workbench.requests import read_request
from calibration.workbench.settings import MOST_DRAWS
from common.errors import InvalidInput
from metrology.uncertainty.budget import Budget
from metrology.uncertainty.budget_json import to_json
from metrology.uncertainty.coverage import RULES

_RULES = sorted(RULES)


class ComponentInput(serializers.Serializer[Any]):
    """A component of uncertainty: a distribution with the parameters its source gives."""

    distribution = serializers.CharField(help_text="normal, rectangular, type_a, …")
    std = serializers.FloatField(required=False)
    U = serializers.FloatField(required=False)
    k = serializers.FloatField(required=False)
    p = serializers.FloatField(required=False)
    half_width = serializers.FloatField(required=False)
    lower = serializers.FloatField(required=False)
    upper = serializers.FloatField(required=False)
    top = serializers.FloatField(required=False)
    d = serializers.FloatField(required=False)
    nu = serializers.FloatField(required=False)
    scale = serializers.FloatField(required=False)
    s = serializers.FloatField(required=False)
    n = serializers.FloatField(required=False)
    resolution = serializers.FloatField(required=False)
    observations = serializers.ListField(child=serializers.FloatField(), required=False)
    specification = serializers.DictField(child=serializers.FloatField(), required=False)
    dof = serializers.FloatField(required=False, allow_null=True, help_text="null: infinite")

    def get_fields(self) -> dict[str, Any]:
        """With `source`, which is a word of the framework too."""
        return super().get_fields() | {"source": serializers.CharField(required=False)}


class QuantityInput(serializers.Serializer[Any]):
    """An input quantity; no components: an exact constant."""

    name = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField(help_text="A unit, or a product of units: J/(kg*K); 1 for none.")
    components = ComponentInput(many=True, required=False)
    description = serializers.CharField(required=False)


class CorrelationInput(serializers.Serializer[Any]):
    """A coefficient between two inputs."""

    a = serializers.CharField()
    b = serializers.CharField()
    r = serializers.CharField(help_text='A number from -1 to 1, or "from_observations".')


class ModelInput(serializers.Serializer[Any]):
    """An output quantity with its model over the inputs."""

    name = serializers.CharField()
    unit = serializers.CharField()
    model = serializers.CharField()


class MonteCarloInput(serializers.Serializer[Any]):
    """A run of GUM Supplement 1; {} takes the defaults."""

    draws = serializers.IntegerField(required=False, max_value=MOST_DRAWS)
    seed = serializers.IntegerField(required=False, min_value=0)
    p = serializers.FloatField(required=False)


class EvaluateInput(serializers.Serializer[Any]):
    """A measurement in the reference format, and how to evaluate it."""

    inputs = QuantityInput(many=True)
    outputs = ModelInput(many=True)
    correlations = CorrelationInput(many=True, required=False)
    rule = serializers.ChoiceField(choices=_RULES, required=False)
    p = serializers.FloatField(required=False, allow_null=True)
    monte_carlo = MonteCarloInput(required=False, allow_null=True)


class RemarkOutput(serializers.Serializer[Any]):
    """A warning with its words and its clause."""

    code = serializers.CharField()
    vi = serializers.CharField()
    en = serializers.CharField()
    reference = serializers.CharField()


class SimulatedOutput(serializers.Serializer[Any]):
    """What the run gave for one output, and its verdict on the first order."""

    value = serializers.FloatField()
    u = serializers.FloatField()
    symmetric = serializers.ListField(child=serializers.FloatField())
    shortest = serializers.ListField(child=serializers.FloatField())
    validates_first_order = serializers.BooleanField()
    tolerance = serializers.FloatField()
    d_low = serializers.FloatField()
    d_high = serializers.FloatField()


class EvaluatedOutput(serializers.Serializer[Any]):
    """One output: value, u, U in `unit`; `dof` null is infinite, "undefined" is not defined."""

    name = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.FloatField()
    u = serializers.FloatField()
    dof = serializers.JSONField()
    k = serializers.CharField()
    U = serializers.FloatField()
    p = serializers.FloatField(allow_null=True)
    stated = serializers.DictField(child=serializers.CharField())
    warnings = RemarkOutput(many=True)
    budget = serializers.DictField()
    monte_carlo = SimulatedOutput(allow_null=True)


class RunOutput(serializers.Serializer[Any]):
    """What is needed to repeat the run."""

    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    p = serializers.FloatField()
    generator = serializers.CharField()
    numpy = serializers.CharField()


class EvaluateOutput(serializers.Serializer[Any]):
    """The evaluation; matrices in the order of the outputs."""

    outputs = EvaluatedOutput(many=True)
    covariance = serializers.ListField()
    correlation = serializers.ListField()
    monte_carlo = RunOutput(allow_null=True)


class EvaluateDoor(Door):
    """Evaluate a measurement by the GUM, and by its Supplement 1 where asked."""

    verb = Can.SEE_PROCEDURES

    @extend_schema(
        operation_id="metrology_evaluate", request=EvaluateInput, responses=EvaluateOutput
    )
    def post(self, request: Request) -> Response:
        asked = read_request(request.data)
        wrongs = asked.wrongs
        if asked.measurement is not None:
            evaluation, wrongs = evaluate(asked.measurement, asked.settings)
            if evaluation is not None:
                return Response(_evaluation(evaluation))
        raise InvalidInput(*(each.fault() for each in wrongs))


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    run, of_all = evaluation.simulation, evaluation.propagated
    return {
        "outputs": [_output(evaluation, each) for each in evaluation.budgets],
        "covariance": of_all.covariance,
        "correlation": of_all.correlation,
        "monte_carlo": run and {
            "draws": run.draws, "seed": run.seed, "p": run.p, "generator": run.generator,
            "numpy": run.numpy,
        },
    }  # fmt: skip


def _output(evaluation: Evaluation, budget: Budget[float]) -> dict[str, Any]:
    data = to_json(budget)
    names = ("value", "u", "dof", "k", "U", "p", "unit")
    return {
        "name": budget.output,
        **{name: data[name] for name in names},
        "stated": {lang: stated_words(budget, lang) for lang in ("vi", "en")},
        "warnings": [
            {
                "code": each.code, "vi": each.wording.text_vi, "en": each.wording.text_en,
                "reference": each.wording.reference,
            }
            for each in budget.warnings
        ],
        "budget": data,
        "monte_carlo": _simulated(evaluation, budget),
    }  # fmt: skip


def _simulated(evaluation: Evaluation, budget: Budget[float]) -> dict[str, Any] | None:
    verdict = evaluation.validation(budget)
    if evaluation.simulation is None or verdict is None:
        return None
    found = evaluation.simulation.output(budget.output)
    return {
        "value": found.value,
        "u": found.u,
        "symmetric": [found.symmetric.low, found.symmetric.high],
        "shortest": [found.shortest.low, found.shortest.high],
        "validates_first_order": verdict.passed,
        "tolerance": verdict.tolerance,
        "d_low": verdict.d_low,
        "d_high": verdict.d_high,
    }
