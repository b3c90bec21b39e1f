"""Capability of a process and global risks of a test (JCGM 106:2012 9.5, NCSLI RP-19)."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property

from metrology.conformity.conformance import Limits, nonconformance_probability, process_capability
from metrology.conformity.knowledge import Gamma, Knowledge, Normal, Prior, Rectangular
from metrology.conformity.risk import (
    GlobalRisk,
    LargestRisk,
    NormalTest,
    global_risk,
    largest_false_acceptance,
    sigma_of,
    true_reliability,
    true_sigma,
)
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields, number
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.columns import formula_of
from metrology.validation.kind import Answers, Kind, Question, word
from metrology.validation.limits_fields import Measured, read_limits, read_measured

_PRIORS = ("normal", "gamma", "rectangular")
_FOR_LIMITS = re.compile(r"(?P<formula>.*?) for limits (?P<lower>\S+), (?P<upper>\S+)")


def prepare(case: Case) -> Answers:
    """Read what is given; what several questions need is computed once."""
    told = _Told(case.given)
    answers: Mapping[tuple[str, str], Callable[[], Value]] = {
        ("Cpk", "process"): lambda: process_capability(told.mean, told.sd, told.limits),
        ("nonconforming_fraction", "process"): lambda: nonconformance_probability(
            told.known, told.limits
        ),
        ("nonconforming_fraction", "global"): lambda: nonconformance_probability(
            told.prior, told.limits
        ),
        ("in_tolerance_probability", "global"): lambda: told.risk.conforming,
        ("accepted_fraction", "global"): lambda: told.risk.accepted,
        ("PFA", "global"): lambda: told.risk.pfa,
        ("PFR", "global"): lambda: told.risk.pfr,
        ("CPFA", "global"): lambda: told.risk.conditional_pfa,
        ("CPFR", "global"): lambda: told.risk.conditional_pfr,
        ("true_eopr", "global"): lambda: told.true_eopr,
        ("max_PFA", "global"): lambda: told.largest.pfa,
        ("itp_at_max", "global"): lambda: told.largest.in_tolerance,
    }

    def answer(expected: Expected) -> Value:
        return answers[expected.quantity, expected.method]()

    return answer


class _Told:
    """The fields of a case, each read when a question needs it."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = given
        self.limits = read_limits(given["tolerance_limits"], "tolerance_limits")

    def _field(self, name: str) -> object:
        if self.given.get(name) is None:
            raise MetrologyError(Code.MISSING_VALUE, name=name)
        return self.given[name]

    @cached_property
    def _measured(self) -> Measured:
        return read_measured(self._field("measurement"), None)

    @property
    def known(self) -> Knowledge:
        """The process, or the result, that `measurement` describes."""
        if self._measured.knowledge is None:
            raise MetrologyError(Code.MISSING_VALUE, name="measurement.u")
        return self._measured.knowledge

    @property
    def mean(self) -> float:
        return float(self._measured.value)

    @property
    def sd(self) -> float:
        if self._measured.u is None:
            raise MetrologyError(Code.MISSING_VALUE, name="measurement.u")
        return float(self._measured.u)

    @cached_property
    def acceptance(self) -> Limits | None:
        data = self.given.get("acceptance_limits")
        return None if data is None else read_limits(data, "acceptance_limits")

    @cached_property
    def prior(self) -> Prior:
        """The prior given, or the one behind an observed reliability (NCSLI RP-19)."""
        if self.given.get("prior") is None and self.given.get("observed_eopr") is not None:
            return Normal(_middle(self.limits), self._true_sigma)
        return _prior(self._field("prior"), self.limits)

    @cached_property
    def _true_sigma(self) -> float:
        return true_sigma(self._observed, self.test.sigma, self.limits)

    @cached_property
    def _observed(self) -> float:
        return number(self._field("observed_eopr"), "observed_eopr")

    @cached_property
    def true_eopr(self) -> float:
        return true_reliability(self._observed, self.test.sigma, self.limits)

    @cached_property
    def test(self) -> NormalTest:
        return _test(self._field("test"), self)

    @cached_property
    def risk(self) -> GlobalRisk:
        return global_risk(self.prior, self.test, self.limits, self.acceptance)

    @cached_property
    def largest(self) -> LargestRisk:
        """The worst case over all priors; σ of the test over the limit is all that counts."""
        half = _half(self.limits)
        sigma = self.test.sigma if self.given.get("test") is not None else half / (2 * self.tur)
        factor = 1.0 if self.acceptance is None else _half(self.acceptance) / half
        return largest_false_acceptance(half / (2 * sigma), factor=factor, k=2.0)

    @property
    def tur(self) -> float:
        return number(self._field("TUR"), "TUR")

    def names(self) -> dict[str, float]:
        """What a formula for the σ of the test may speak of."""
        found: dict[str, float] = {}
        if self.given.get("TUR") is not None:
            found["TUR"] = self.tur
        if isinstance(self.given.get("prior"), Mapping) and isinstance(self.prior, Normal):
            found["prior_sigma"] = self.prior.sd
        return found


def _prior(data: object, limits: Limits) -> Prior:
    known = (
        "mean", "sigma", "sigma_from", "shape", "scale", "lower", "upper", "half_width",
    )  # fmt: skip
    given = fields(data, "prior", required=("distribution",), optional=known)
    name = word(given["distribution"], "prior.distribution", _PRIORS)
    if name == "normal":
        return _normal_prior(given, limits)
    numbers = {key: number(given[key], f"prior.{key}") for key in given if key != "distribution"}
    sets: Mapping[frozenset[str], Callable[[], Prior]] = {
        frozenset({"shape", "scale"}): lambda: Gamma(numbers["shape"], numbers["scale"]),
        frozenset({"mean", "sigma"}): lambda: Gamma.of(numbers["mean"], numbers["sigma"]),
        frozenset({"lower", "upper"}): lambda: Rectangular(numbers["lower"], numbers["upper"]),
        frozenset({"mean", "half_width"}): lambda: Rectangular(
            numbers["mean"] - numbers["half_width"], numbers["mean"] + numbers["half_width"]
        ),
    }
    gamma = name == "gamma"
    allowed = ("shape+scale | mean+sigma", {"shape", "mean"}) if gamma else (
        "lower+upper | mean+half_width", {"lower", "half_width"}
    )  # fmt: skip
    if frozenset(numbers) not in sets or not allowed[1] & set(numbers):
        raise unknown_field(f"prior ({name})", ", ".join(numbers) or "–", allowed[0])
    if gamma != bool({"shape", "sigma"} & set(numbers)):
        raise unknown_field(f"prior ({name})", ", ".join(numbers), allowed[0])
    return sets[frozenset(numbers)]()


def _normal_prior(given: Mapping[str, object], limits: Limits) -> Normal:
    fields(
        given, "prior (normal)",
        required=("distribution",), optional=("mean", "sigma", "sigma_from"),
    )  # fmt: skip
    mean = number(given["mean"], "prior.mean") if "mean" in given else _middle(limits)
    if ("sigma" in given) == ("sigma_from" in given):
        raise unknown_field("prior (normal)", ", ".join(given), "sigma | sigma_from")
    if "sigma" in given:
        return Normal(mean, number(given["sigma"], "prior.sigma"))
    origin = fields(given["sigma_from"], "prior.sigma_from", required=("in_tolerance_probability",))
    place = "prior.sigma_from.in_tolerance_probability"
    return Normal(
        mean, sigma_of(number(origin["in_tolerance_probability"], place), limits, mean=mean)
    )


def _test(data: object, told: _Told) -> NormalTest:
    """Read the test: its σ as a number or a formula, or from its tolerance and reliability."""
    given = fields(
        data, "test",
        required=("distribution",),
        optional=("sigma", "u", "U", "k", "bias", "tolerance", "in_tolerance_probability"),
    )  # fmt: skip
    word(given["distribution"], "test.distribution", ("normal",))
    bias = number(given.get("bias", 0), "test.bias")
    ways = frozenset(given) - {"distribution", "bias"}
    if ways in ({"sigma"}, {"u"}):
        [name] = ways
        return NormalTest(_sigma(given[name], f"test.{name}", told), bias)
    if ways == {"U", "k"}:
        return NormalTest(number(given["U"], "test.U") / number(given["k"], "test.k"), bias)
    if ways == {"tolerance", "in_tolerance_probability"}:
        place = "test.in_tolerance_probability"
        limits = Limits.symmetric(number(given["tolerance"], "test.tolerance"))
        found = sigma_of(number(given["in_tolerance_probability"], place), limits)
        return NormalTest(found, bias)
    allowed = "sigma | u | U+k | tolerance+in_tolerance_probability"
    raise unknown_field("test", ", ".join(sorted(ways)) or "–", allowed)


def _sigma(data: object, place: str, told: _Told) -> float:
    """Give σ: a number, "prior sigma / 4", or "1/(2*TUR) for limits -1, +1"."""
    if not isinstance(data, str):
        return number(data, place)
    found = _FOR_LIMITS.fullmatch(data)
    formula = data
    if found is not None:
        formula = found["formula"]
        said = (number(found["lower"], place), number(found["upper"], place))
        if said != (told.limits.low, told.limits.high):
            allowed = f"for limits {told.limits.low:g}, {told.limits.high:g}"
            raise unknown_field(place, data, allowed)
    return formula_of(formula.replace("prior sigma", "prior_sigma"), told.names())


def _middle(limits: Limits) -> float:
    if limits.lower is None or limits.upper is None:
        raise MetrologyError(Code.MISSING_VALUE, name="prior.mean")
    return (limits.low + limits.high) / 2


def _half(limits: Limits) -> float:
    if limits.width is None:
        raise refusal(Code.BAD_LIMIT, Reason.BOTH_LIMITS, part="tolerance")
    return float(limits.width) / 2


_GLOBAL = (
    "PFA", "PFR", "CPFA", "CPFR", "in_tolerance_probability", "accepted_fraction", "true_eopr",
    "max_PFA", "itp_at_max",
)  # fmt: skip
KIND = Kind(
    name="risk",
    required=("tolerance_limits",),
    optional=("prior", "test", "acceptance_limits", "TUR", "measurement", "observed_eopr"),
    prepare=prepare,
    questions={
        "Cpk": Question(("process",)),
        "nonconforming_fraction": Question(("process", "global")),
        **{name: Question(("global",)) for name in _GLOBAL},
    },
)
