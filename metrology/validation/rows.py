"""A result as plain data: one row of `evaluate --json`, of the API, of the validation report."""

import math

from metrology.validation.cases import Expected, Result, Value

_PLAIN_DIGITS, _LEAST_DIGITS, _MOST_DIGITS = 10, 4, 17

Plain = float | str | list["Plain"] | None


def row(result: Result) -> dict[str, object]:
    """Give one result as JSON; the names of the first eight keys are a promise.

    Infinite degrees of freedom are null, as in the cases; so is what the core refused.
    """
    case, expected = result.case, result.expected
    return {
        "case": case.id,
        "output": expected.output,
        "quantity": expected.quantity,
        "method": expected.method,
        "computed": _plain(result.computed),
        "expected": _plain(expected.value),
        "tolerance": _tolerance(expected),
        "passed": result.passed,
        "relation": expected.relation or None,
        "details": dict(expected.details),
        "as_published": expected.as_published,
        "kind": case.kind,
        "title": case.title,
        "source": ", ".join(part for part in (case.source.document, case.source.section) if part),
        "source_confidence": case.source.confidence,
        "error": "" if result.refusal is None else str(result.refusal),
        "file": case.file,
    }


def shown(value: Value | None, tolerance: float | tuple[float, ...] | None = None) -> str:
    """Write a value for people, with one digit more than the tolerance asks for."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        rooms = tolerance if isinstance(tolerance, tuple) else (tolerance,) * len(value)
        each = zip(value, rooms, strict=False)
        return "[" + "; ".join(shown(*pair) for pair in each) + "]"
    if math.isinf(value):
        return "∞"
    room = tolerance if isinstance(tolerance, float | int) else 0.0
    return f"{value:.{_digits(value, room)}g}"


def _digits(value: float, tolerance: float) -> int:
    if not tolerance or not value:
        return _PLAIN_DIGITS
    wanted = math.ceil(math.log10(abs(value)) - math.log10(tolerance)) + 2
    return min(max(wanted, _LEAST_DIGITS), _MOST_DIGITS)


def _room(tolerance: float | tuple[float, ...]) -> str:
    if isinstance(tolerance, tuple):
        return "[" + "; ".join(_room(each) for each in tolerance) + "]"
    return f"{tolerance:.4g}"


def _written(value: Value) -> str:
    """Write a published value with all the digits its file gives."""
    if isinstance(value, tuple):
        return "[" + "; ".join(_written(each) for each in value) + "]"
    if isinstance(value, float) and math.isinf(value):
        return "∞"
    return value if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def shown_expected(expected: Expected) -> str:
    """Write what was published with its tolerance: "2.92 ± 0.005", "< 0.025", "[1; 2] ± 0.1"."""
    value = _written(expected.value)
    if expected.relation:
        return f"{expected.relation} {value}"
    tolerance = expected.tolerance
    if tolerance is None or tolerance == 0:
        return f"= {value}"
    return f"{value} ± {_room(tolerance)}"


def shown_question(expected: Expected) -> str:
    """Write the further words of a question: "p = 0.95, dof = 16"."""
    return ", ".join(f"{name} = {_short(each)}" for name, each in expected.details.items())


def _short(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_short(each)}" for name, each in value.items()) + "}"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _plain(value: Value | None) -> Plain:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and math.isinf(value) else value


def _tolerance(expected: Expected) -> Plain:
    tolerance = expected.tolerance
    return list(tolerance) if isinstance(tolerance, tuple) else tolerance
