"""A budget as JSON and back without loss.

Decimals are text, floats are JSON numbers (Python's repr gives every float back), an infinite ν is
null, an undefined one "undefined". The form has a version; reading is strict: what is missing,
unknown or of another kind is refused with its place.
"""

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason
from metrology.strict_json import fields, items, number, wrong
from metrology.uncertainty.budget import Budget, Given, Joint, Line, Method
from metrology.uncertainty.remarks import Remark

VERSION = 1
UNDEFINED = "undefined"
METHODS = ("direct", "lpu", "lpu2", "mc")
MOST_LINES = 2000
_LEAST_POWER = -308

_TEXTS = ("rule", "reason", "unit", "output", "model", "method")
_NUMBERS = ("u", "k", "U")
_BUDGET = (
    "version", *_NUMBERS, *_TEXTS, "dof", "p", "value", "curvature", "lines", "joints", "warnings",
    "numbers",
)  # fmt: skip
_LINE_TEXTS = ("key", "distribution", "unit", "input", "label", "source")
_LINE_NUMBERS = ("u", "u_y", "share", "sensitivity")
_LINE = (*_LINE_TEXTS, *_LINE_NUMBERS, "dof", "parameters", "estimate")
_JOINT = ("a", "b", "r", "share")

AnyBudget = Budget[Decimal] | Budget[float]


def to_json(budget: AnyBudget) -> dict[str, object]:
    """Give the budget as plain JSON data."""
    data: dict[str, object] = {"version": VERSION}
    data |= {name: getattr(budget, name) for name in _TEXTS}
    data |= {name: _written(getattr(budget, name)) for name in _NUMBERS}
    return data | {
        "dof": _written_dof(budget.dof),
        "p": budget.p,
        "value": _written(budget.value),
        "curvature": budget.curvature,
        "lines": [_line_json(each) for each in budget.lines],
        "joints": [
            {"a": each.a, "b": each.b, "r": _written(each.r), "share": _written(each.share)}
            for each in budget.joints
        ],
        "warnings": [{"code": each.code, "params": dict(each.params)} for each in budget.warnings],
        "numbers": dict(budget.numbers),
    }


def from_json(data: object) -> AnyBudget:
    """Read what `to_json` wrote.

    Raises `unknown_field`, `missing_value`, `cannot_compute`, `out_of_range` and `unknown_name`,
    each naming the place ("budget.lines[2].u").
    """
    given = fields(data, "budget", required=_BUDGET)
    if given["version"] != VERSION or isinstance(given["version"], bool):
        raise MetrologyError(
            Code.OUT_OF_RANGE,
            name="budget.version", found=repr(given["version"]), allowed=str(VERSION),
        )  # fmt: skip
    words = {name: _text(given[name], f"budget.{name}") for name in _TEXTS}
    if words["method"] not in METHODS:
        raise MetrologyError(Code.UNKNOWN_NAME, found=words["method"], allowed=", ".join(METHODS))
    sizes: Any = {name: _read(given[name], f"budget.{name}") for name in ("u", "U")}
    k, p = _read(given["k"], "budget.k"), given["p"]
    if not isinstance(k, Decimal):
        raise wrong("budget.k", k, Reason.DECIMAL_TEXT_NEEDED)
    return Budget(
        **sizes,
        **{name: words[name] for name in ("rule", "reason", "unit", "output", "model")},
        k=k,
        method=cast("Method", words["method"]),
        dof=_dof(given["dof"], "budget.dof"),
        p=None if p is None else _float(p, "budget.p"),
        value=cast("Any", _optional(given["value"], "budget.value")),
        curvature=_float(given["curvature"], "budget.curvature"),
        lines=tuple(_line(row, place) for row, place in _rows(given["lines"], "budget.lines")),
        joints=tuple(_joint(row, place) for row, place in _rows(given["joints"], "budget.joints")),
        warnings=tuple(
            _remark(row, place) for row, place in _rows(given["warnings"], "budget.warnings")
        ),
        numbers={
            name: _float(value, f"budget.numbers.{name}")
            for name, value in _mapping(given["numbers"], "budget.numbers").items()
        },
    )


def _line_json(line: Line[Decimal] | Line[float]) -> dict[str, object]:
    data: dict[str, object] = {name: getattr(line, name) for name in _LINE_TEXTS}
    data |= {name: _written(getattr(line, name)) for name in _LINE_NUMBERS}
    data["dof"] = _written_dof(line.dof)
    data["estimate"] = _written(line.estimate)
    data["parameters"] = {name: _given(value) for name, value in line.parameters.items()}
    return data


def _line(data: object, place: str) -> Line[Any]:
    given = fields(data, place, required=_LINE)
    dof = _dof(given["dof"], f"{place}.dof")
    if dof is None:
        raise wrong(f"{place}.dof", given["dof"], Reason.NUMBER_OR_NULL)
    words = {name: _text(given[name], f"{place}.{name}") for name in _LINE_TEXTS}
    sizes: Any = {name: _read(given[name], f"{place}.{name}") for name in _LINE_NUMBERS}
    parameters = _mapping(given["parameters"], f"{place}.parameters")
    return Line(
        **words,
        **sizes,
        dof=dof,
        estimate=_optional(given["estimate"], f"{place}.estimate"),
        parameters={
            name: _parameter(value, f"{place}.parameters.{name}")
            for name, value in parameters.items()
        },
    )


def _joint(data: object, place: str) -> Joint[Any]:
    given = fields(data, place, required=_JOINT)
    a, b = (_text(given[name], f"{place}.{name}") for name in ("a", "b"))
    r, share = (_read(given[name], f"{place}.{name}") for name in ("r", "share"))
    return Joint(a, b, r, share)


def _remark(data: object, place: str) -> Remark:
    given = fields(data, place, required=("code", "params"))
    params = _mapping(given["params"], f"{place}.params")
    return Remark(
        _text(given["code"], f"{place}.code"),
        {
            name: value if isinstance(value, str) else _float(value, f"{place}.params.{name}")
            for name, value in params.items()
        },
    )


# Numbers, out and in


def _written(value: Decimal | float | None) -> object:
    return str(value) if isinstance(value, Decimal) else value


def _written_dof(dof: float | None) -> object:
    if dof is None:
        return UNDEFINED
    return None if math.isinf(dof) else dof


def _given(value: Given) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else _written(value)


def _read(value: object, place: str) -> Decimal | float:
    """Take text as a decimal, a JSON number as a float; both finite, of a size a float has."""
    if not isinstance(value, str):
        return _float(value, place)
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise wrong(place, value, Reason.PLAIN_NUMBER_NEEDED) from None
    if not (found.is_finite() and _LEAST_POWER < found.adjusted() < -_LEAST_POWER):
        raise wrong(place, value, Reason.FINITE_NEEDED)
    return found


def _float(value: object, place: str) -> float:
    if isinstance(value, str):
        raise wrong(place, value, Reason.PLAIN_NUMBER_NEEDED)
    return number(value, place)


def _optional(value: object, place: str) -> Decimal | float | None:
    return None if value is None else _read(value, place)


def _dof(value: object, place: str) -> float | None:
    if value == UNDEFINED:
        return None
    found = math.inf if value is None else _float(value, place)
    if not found > 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name=place, found=repr(found), allowed="ν > 0")
    return found


def _parameter(value: object, place: str) -> Given:
    if isinstance(value, list):
        return tuple(_float(each, f"{place}[{i}]") for i, each in enumerate(value))
    if isinstance(value, Mapping):
        return {name: _float(each, f"{place}.{name}") for name, each in value.items()}
    return _read(value, place)


# Shapes


def _rows(data: object, place: str) -> list[tuple[object, str]]:
    rows = items(data, place)
    if len(rows) > MOST_LINES:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=place, found=str(len(rows)), allowed=f"≤ {MOST_LINES}"
        )
    return [(row, f"{place}[{i}]") for i, row in enumerate(rows)]


def _mapping(data: object, place: str) -> Mapping[str, object]:
    if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
        raise wrong(place, data, Reason.OBJECT_NEEDED)
    return data


def _text(data: object, place: str) -> str:
    if not isinstance(data, str):
        raise wrong(place, data, Reason.TEXT_NEEDED)
    return data
