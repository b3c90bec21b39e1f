"""Calibration intervals: method A3 of NCSLI RP-1, the variables method of NASA-HDBK-8739.19-5."""

import re
from collections.abc import Callable, Mapping

from metrology.errors import Code, MetrologyError
from metrology.intervals.interval_test import (
    WITHIN,
    DriftModel,
    IntervalTest,
    drift_model,
    interval_test,
    variables_interval,
)
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields, items, number, numbers, text
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question, asked

_A3 = ("history", "target_reliability", "current_interval_days", "confidence")
_VARIABLES = ("data", "u0", "y0", "limits", "confidence", "order", "model")
_USUAL_CONFIDENCE = 0.5  # method A3 looks at limits of 50 %
_MODEL = re.compile(r"deviation = b1\*t( \+ b2\*t\^2)?( \+ b3\*t\^3)? \(no constant\)")
_COVARIANCE = re.compile(r"cov_([1-3])([1-3])")


def prepare(case: Case) -> Answers:
    """Test or fit once, by the one method the case has the fields of."""
    methods = {each.method for each in case.expected}
    if len(methods) != 1:
        raise unknown_field("expected", ", ".join(sorted(methods)), "one method in a case")
    return _a3(case.given) if methods == {"A3"} else _variables(case.given)


def _a3(given: Mapping[str, object]) -> Answers:
    fields(given, "case", required=_A3[:3], optional=_A3[3:])
    history = fields(given["history"], "history", required=("pass",), optional=("interval_days",))
    # Each stands for a calibration after about the interval that is tested.
    passed = [_passed(each, f"history.pass[{i}]") for i, each in
              enumerate(items(history["pass"], "history.pass"))]  # fmt: skip
    present = number(given["current_interval_days"], "current_interval_days")
    if "interval_days" in history:
        took = number(history["interval_days"], "history.interval_days")
        if abs(took - present) > WITHIN * present:
            allowed = f"{present:g} ± {WITHIN * present:g}"
            raise unknown_field("history.interval_days", repr(took), allowed)
    found = interval_test(
        passed,
        interval_days=present,
        target=number(given["target_reliability"], "target_reliability"),
        confidence=number(given.get("confidence", _USUAL_CONFIDENCE), "confidence"),
    )
    return lambda expected: _OF_A3[expected.quantity](found)


def _passed(data: object, place: str) -> bool:
    if data not in (0, 1):
        raise MetrologyError(Code.OUT_OF_RANGE, name=place, found=repr(data), allowed="0, 1")
    return bool(data)


_OF_A3: Mapping[str, Callable[[IntervalTest], float]] = {
    "interval_days": lambda found: found.interval_days,
    "recommended_days": lambda found: found.recommended_days,
    "rejection_confidence": lambda found: found.rejection_confidence,
    "reliability_low": lambda found: found.reliability_low,
    "reliability_high": lambda found: found.reliability_high,
    "observed_reliability": lambda found: found.observed,
}


def _variables(given: Mapping[str, object]) -> Answers:
    fields(given, "case", required=_VARIABLES[:2], optional=_VARIABLES[2:])
    data = fields(given["data"], "data", required=("dt_days", "deviation"))
    model = drift_model(
        numbers(items(data["dt_days"], "data.dt_days"), "data.dt_days"),
        numbers(items(data["deviation"], "data.deviation"), "data.deviation"),
        u0=number(given["u0"], "u0"),
        order=_order(given),
    )

    def answer(expected: Expected) -> Value:
        if expected.quantity == "interval_days":
            return _days(model, given)
        found = _COVARIANCE.fullmatch(expected.quantity)
        if found is not None:
            return _covariance(model, int(found[1]), int(found[2]))
        return _OF_MODEL[expected.quantity](model, expected)

    return answer


def _order(given: Mapping[str, object]) -> int:
    """Give the order, by its number or by the model written out."""
    orders = set()
    if "order" in given:
        orders.add(number(given["order"], "order"))
    if "model" in given:
        found = _MODEL.fullmatch(text(given["model"], "model"))
        if found is None or (found[2] and not found[1]):
            allowed = "deviation = b1*t [+ b2*t^2 [+ b3*t^3]] (no constant)"
            raise unknown_field("model", str(given["model"]), allowed)
        orders.add(1.0 + bool(found[1]) + bool(found[2]))
    if not orders:
        raise MetrologyError(Code.MISSING_VALUE, name="order")
    order = orders.pop()
    if orders or not order.is_integer():
        raise unknown_field("order", repr(given.get("order")), f"{order:g}")
    return int(order)


def _days(model: DriftModel, given: Mapping[str, object]) -> float:
    needed = fields(
        {name: given[name] for name in ("y0", "limits", "confidence") if name in given}, "case",
        required=("y0", "limits", "confidence"),
    )  # fmt: skip
    limits = fields(needed["limits"], "limits", optional=("lower", "upper", "unit"))
    lower, upper = (
        None if limits.get(name) is None else number(limits[name], f"limits.{name}")
        for name in ("lower", "upper")
    )
    found = variables_interval(
        model,
        y0=number(needed["y0"], "y0"),
        confidence=number(needed["confidence"], "confidence"),
        lower=lower,
        upper=upper,
    )
    if found.days is None:
        raise refusal(Code.CANNOT_COMPUTE, Reason.NOT_REACHED, found="interval_days")
    return found.days


def _coefficient(model: DriftModel, power: int) -> float:
    return model.fit.coefficients[_place(model, power, f"b{power}")]


def _covariance(model: DriftModel, one: int, other: int) -> float:
    rows = [_place(model, power, f"cov_{one}{other}") for power in (one, other)]
    return model.fit.covariance[rows[0]][rows[1]]


def _place(model: DriftModel, power: int, name: str) -> int:
    if power not in model.fit.powers:
        raise unknown_field("quantity", name, f"up to order {model.fit.powers[-1]}")
    return model.fit.powers.index(power)


_OF_MODEL: Mapping[str, Callable[[DriftModel, Expected], float]] = {
    "b1": lambda model, _: _coefficient(model, 1),
    "b2": lambda model, _: _coefficient(model, 2),
    "b3": lambda model, _: _coefficient(model, 3),
    "s_yx": lambda model, _: model.s,
    "predict": lambda model, expected: model.deviation(asked(expected, "at")),
    "u_predict": lambda model, expected: model.u(asked(expected, "at")),
}
_COVARIANCES = tuple(f"cov_{i}{j}" for i in (1, 2, 3) for j in (1, 2, 3))
KIND = Kind(
    name="interval",
    optional=tuple(dict.fromkeys((*_A3, *_VARIABLES))),
    prepare=prepare,
    questions={
        **{name: Question(("A3",)) for name in _OF_A3},
        **{name: Question(("variables",)) for name in (*list(_OF_MODEL)[:4], *_COVARIANCES)},
        **{name: Question(("variables",), required=("at",)) for name in ("predict", "u_predict")},
        "interval_days": Question(("A3", "variables")),
    },
)
