"""Statements of conformity by a decision rule (ILAC-G8:09/2019, JCGM 106:2012)."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from metrology.conformity.conformance import (
    conformance_probability,
    measurement_capability,
    nonconformance_probability,
)
from metrology.conformity.decisions import DECISION_RULES, Conformity, Rule, judge
from metrology.conformity.knowledge import Knowledge
from metrology.conformity.risk import tur
from metrology.decimals import to_decimal
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields, number
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question, word
from metrology.validation.limits_fields import Measured, read_limits, read_measured

_TYPES = ("binary", "non_binary")
# "U", "-U", "0.83*U", "1.5 U"
_MULTIPLE = re.compile(r"(?P<sign>-?)(?:(?P<r>[0-9]*\.?[0-9]+) ?\*? ?)?U")


def prepare(case: Case) -> Answers:
    """Read limits, result and rule; each question is a decision or a probability."""
    limits = read_limits(case.given["tolerance_limits"], "tolerance_limits")
    measured = read_measured(case.given["measurement"], _unit(case.given["tolerance_limits"]))
    rule = case.given.get("rule")

    def judged(chosen: Rule | str | None) -> Conformity:
        return judge(
            value=measured.value, limits=limits, rule=chosen or _rule(rule),
            expanded=measured.expanded, k=measured.k, knowledge=measured.knowledge,
        )  # fmt: skip

    answers: Mapping[str, Callable[[], Value]] = {
        "statement": lambda: judged(None).verdict.value,
        "statement_binary_simple": lambda: judged("simple").verdict.value,
        "statement_binary_guarded": lambda: judged("guarded").verdict.value,
        "acceptance_limit": lambda: _acceptance(judged(None), None),
        "acceptance_lower": lambda: _acceptance(judged(None), "lower"),
        "acceptance_upper": lambda: _acceptance(judged(None), "upper"),
        "guard_band": lambda: float(judged(None).guard_band),
        "tur": lambda: tur(limits, float(_expanded(measured))),
        "measurement_capability": lambda: measurement_capability(limits, float(_u(measured))),
        "conformance_probability": lambda: conformance_probability(_known(measured), limits),
        "nonconformance_probability": lambda: nonconformance_probability(_known(measured), limits),
        "specific_risk": lambda: _risk(judged(None)),
    }

    def answer(expected: Expected) -> Value:
        return answers[expected.quantity]()

    return answer


def _unit(limits: object) -> object:
    return limits.get("unit") if isinstance(limits, Mapping) else None


def _rule(data: object) -> Rule:
    """Read `{"type": "binary" | "non_binary", "w": 0 | "U" | "r*U" | number | name of a rule}`."""
    if data is None:
        raise MetrologyError(Code.MISSING_VALUE, name="rule")
    given = fields(data, "rule", required=("type", "w"), optional=("target",))
    binary = word(given["type"], "rule.type", _TYPES) == "binary"
    w = given["w"]
    if not isinstance(w, str):
        width = to_decimal(number(w, "rule.w"))
        if not width:
            return Rule("simple", binary=binary)
        return Rule("customer", width=width, binary=binary)
    if w in DECISION_RULES:
        target = given.get("target")
        return Rule(
            w, target=None if target is None else number(target, "rule.target"), binary=binary
        )
    found = _MULTIPLE.fullmatch(w.strip())
    if found is None:
        raise unknown_field("rule.w", w, f"a number, r*U, {', '.join(DECISION_RULES)}")
    r = Decimal(found["sign"] + (found["r"] or "1"))
    return Rule("guarded", binary=binary) if r == 1 else Rule("guarded_r", r=r, binary=binary)


def _acceptance(found: Conformity, side: str | None) -> Value:
    """Give an acceptance limit: of the side named, or of the upper one where there are two."""
    zone = found.acceptance
    if side is None:
        side = "lower" if zone.upper is None else "upper"
    limit = zone.lower if side == "lower" else zone.upper
    if limit is None:
        raise MetrologyError(Code.MISSING_VALUE, name=f"tolerance_limits.{side}")
    return float(limit)


def _risk(found: Conformity) -> Value:
    if found.risk is None:
        raise MetrologyError(Code.MISSING_VALUE, name="measurement.u")
    return found.risk.probability


def _known(measured: Measured) -> Knowledge:
    if measured.knowledge is None:
        raise MetrologyError(Code.MISSING_VALUE, name="measurement.u")
    return measured.knowledge


def _u(measured: Measured) -> Decimal:
    if measured.u is None:
        raise MetrologyError(Code.MISSING_VALUE, name="measurement.u")
    return measured.u


def _expanded(measured: Measured) -> Decimal:
    if measured.expanded is None:
        raise MetrologyError(Code.MISSING_VALUE, name="measurement.U")
    return measured.expanded


_DECISIONS = (
    "statement", "statement_binary_simple", "statement_binary_guarded", "acceptance_limit",
    "acceptance_lower", "acceptance_upper", "guard_band", "tur", "measurement_capability",
)  # fmt: skip
_PROBABILITIES = ("conformance_probability", "nonconformance_probability", "specific_risk")
KIND = Kind(
    name="conformity",
    required=("measurement", "tolerance_limits"),
    optional=("rule",),
    prepare=prepare,
    questions={
        **{name: Question(("decision",)) for name in _DECISIONS},
        **{name: Question(("probability",)) for name in _PROBABILITIES},
    },
)
