"""Stating a value with its uncertainty, and the rounding rules of ISO 80000-1 annex B."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, cast

from metrology.strict_json import decimal, fields, items, text
from metrology.uncertainty.stating import ROUNDING_RULES, RoundingRule, Stated, rounded_text, state
from metrology.validation.cases import Case, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question, word

_RULE = re.compile(r"([12]) significant digits? of [uU], value to the same place")
_MODES: Mapping[str, Literal["even", "up"]] = {
    "nearest": "even", "half_even": "even", "half_up": "up",
}  # fmt: skip


def prepare(case: Case) -> Answers:
    """Decide which of the two the case asks: a statement, or a list of roundings."""
    stating, rounding = {"value", "u", "rule"}, {"rounding_range", "mode", "examples"}
    if rounding & set(case.given) - {"mode"}:
        fields(case.given, "case", required=sorted(rounding))
        texts = _texts(case.given)
        return _answers({"texts": lambda: texts})
    fields(case.given, "case", required=sorted(stating), optional=("mode", "unit"))
    stated = _stated(case.given)
    return _answers({"value_text": lambda: stated.value, "u_text": lambda: stated.U})


def _answers(known: Mapping[str, Callable[[], Value]]) -> Answers:
    def answer(quantity: str) -> Value:
        if quantity not in known:
            raise unknown_field("quantity", quantity, ", ".join(known))
        return known[quantity]()

    return lambda expected: answer(expected.quantity)


def _stated(given: Mapping[str, object]) -> Stated:
    rule = text(given["rule"], "rule")
    found = _RULE.fullmatch(rule)
    if found is None:
        allowed = "1 | 2 significant digits of u | U, value to the same place"
        raise unknown_field("rule", rule, allowed)
    mode = word(given.get("mode", "half_even"), "mode", ROUNDING_RULES)
    return state(
        _decimal(given["value"], "value"),
        _decimal(given["u"], "u"),
        rule=cast("RoundingRule", mode),
        digits=int(found[1]),
    )


def _texts(given: Mapping[str, object]) -> tuple[str, ...]:
    step = _decimal(given["rounding_range"], "rounding_range")
    ties = _MODES[word(given["mode"], "mode", _MODES)]
    rows = [
        fields(row, f"examples[{i}]", required=("given",), optional=("result",))
        for i, row in enumerate(items(given["examples"], "examples"))
    ]
    return tuple(
        rounded_text(_decimal(row["given"], f"examples[{i}].given"), step, ties=ties)
        for i, row in enumerate(rows)
    )


def _decimal(data: object, place: str) -> Decimal:
    """Give the digits as they are written: a binary float must not decide a tie."""
    value = decimal(data, place)
    # 10 and 10.0 are one JSON number: neither says that tenths are meant.
    return Decimal(int(value)) if isinstance(data, float) and data.is_integer() else value


KIND = Kind(
    name="rounding",
    optional=("value", "u", "unit", "rule", "rounding_range", "mode", "examples"),
    prepare=prepare,
    questions={name: Question(("rounding",)) for name in ("value_text", "u_text", "texts")},
)
