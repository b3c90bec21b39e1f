"""Guard bands: factors of the TUR, worst-case specific risks, guarded rejection."""

from collections.abc import Callable, Mapping
from functools import partial

from metrology.conformity.conformance import Limits
from metrology.conformity.guard_bands import FACTOR_RULES, guard_band_factor, rejection_limit
from metrology.conformity.knowledge import Normal
from metrology.conformity.risk import specific_risk, worst_specific_risk
from metrology.errors import Code, MetrologyError
from metrology.strict_json import number
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question
from metrology.validation.limits_fields import read_limits

_FACTORS = {f"factor_{rule}": rule for rule in FACTOR_RULES}


def prepare(case: Case) -> Answers:
    """Nothing is shared: a question takes the fields it needs."""
    given = case.given
    answers: Mapping[str, Callable[[], Value]] = {
        **{name: partial(_factor, given, rule) for name, rule in _FACTORS.items()},
        "pfa_max": lambda: _worst(given, accepted=True),
        "pfr_max": lambda: _worst(given, accepted=False),
        "rejection_threshold": lambda: _rejection(given),
    }

    def answer(expected: Expected) -> Value:
        return answers[expected.quantity]()

    return answer


def _number(given: Mapping[str, object], name: str) -> float:
    if given.get(name) is None:
        raise MetrologyError(Code.MISSING_VALUE, name=name)
    return number(given[name], name)


def _factor(given: Mapping[str, object], rule: str) -> float:
    """Give the formula's own value: above 1 too, where a decision rule would cut it to 1."""
    tur = _number(given, "TUR")
    at_most_one = guard_band_factor(rule, tur)  # refuses what leaves nothing to accept
    return FACTOR_RULES[rule].formula(tur) if at_most_one == 1 else at_most_one


def _worst(given: Mapping[str, object], *, accepted: bool) -> float:
    """Give the risk of a result on the acceptance limit TL − r·U.

    With one limit, or with two where the TUR says how far away the other is.
    """
    r = _number(given, "guard_band_factor_r")
    k = _number(given, "k") if "k" in given else 2.0
    single = given.get("single_sided", True)
    if not isinstance(single, bool):
        raise unknown_field("single_sided", repr(single), "true, false")
    if single and accepted == (r >= 0):
        return worst_specific_risk(r, k=k)
    if single:
        known, limits = Normal(-r * k, 1.0), Limits(upper=0)
    else:
        tur = _number(given, "TUR")
        known, limits = Normal(1 - r / tur, 1 / (k * tur)), Limits(-1, 1)
    return specific_risk(known, limits, accepted=accepted).probability


def _rejection(given: Mapping[str, object]) -> float:
    limits = read_limits(given.get("limit"), "limit")
    if limits.lower is not None and limits.upper is not None:
        raise unknown_field("limit", "lower, upper", "one of the two")
    probability = _number(given, "required_probability")
    u, relative = (
        number(given[name], name) if name in given else None for name in ("u", "relative_u")
    )
    if limits.upper is not None:
        return rejection_limit(float(limits.upper), probability, u=u, relative_u=relative)
    return rejection_limit(limits.low, probability, u=u, relative_u=relative, side="lower")


KIND = Kind(
    name="guard_band",
    optional=(
        "TUR", "guard_band_factor_r", "k", "single_sided", "limit", "relative_u", "u",
        "required_probability",
    ),
    prepare=prepare,
    questions={
        **{name: Question(("formula",)) for name in _FACTORS},
        "pfa_max": Question(("specific_risk",)),
        "pfr_max": Question(("specific_risk",)),
        "rejection_threshold": Question(("guarded_rejection",)),
    },
)  # fmt: skip
