"""Conformity with a limit, decided by a rule that has a name."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum, auto
from typing import Literal

from metrology.errors import Code, MetrologyError
from metrology.wording import Wording

DecisionRule = Literal["simple", "guarded"]


class Verdict(StrEnum):
    """The outcome of a binary decision rule. Equal to the words "pass" and "fail"."""

    PASS = auto()
    FAIL = auto()


RULES: Mapping[DecisionRule, Wording] = {
    "simple": Wording(
        "Chấp nhận đơn giản (w = 0): đạt khi |sai số| ≤ giới hạn cho phép; nguy cơ chấp nhận sai "
        "lên tới 50 % khi kết quả nằm sát giới hạn.",
        "Simple acceptance (w = 0): pass when |error| ≤ limit; the risk of a false decision is up "
        "to 50 % for a result close to the limit.",
        "ILAC-G8:09/2019, 4.2.1",
    ),
    "guarded": Wording(
        "Có dải bảo vệ (w = U): đạt khi |sai số| ≤ giới hạn cho phép − U; nguy cơ chấp nhận sai "
        "không quá 2,5 %.",
        "Guard band (w = U): pass when |error| ≤ limit − U; the risk of false acceptance is at "
        "most 2.5 %.",
        "ILAC-G8:09/2019, 4.2.2",
    ),
}


def decide(
    *, error: Decimal, limit: Decimal, expanded: Decimal | None, rule: DecisionRule
) -> Verdict:
    """Decide whether an error keeps a symmetric limit ±`limit`; all in one unit, unrounded.

    A result exactly on the acceptance limit passes: limits are permissible values (VIM 4.26).
    `expanded` is U with k ≈ 2; "simple" does not need it.

    Raises `missing_value` when "guarded" has no U, `out_of_range` for a negative limit or U,
    `unknown_name` for another rule, `not_a_number` for NaN.
    """
    if rule not in RULES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=rule, allowed=", ".join(RULES))
    _require("error", error, negative=True)
    _require("limit", limit)
    guard = Decimal(0)
    if rule == "guarded":
        if expanded is None:
            raise MetrologyError(Code.MISSING_VALUE, name="U")
        guard = expanded
    _require("U", guard)
    return Verdict.PASS if abs(error) <= limit - guard else Verdict.FAIL


def _require(name: str, value: Decimal, *, negative: bool = False) -> None:
    if not value.is_finite():
        raise MetrologyError(Code.NOT_A_NUMBER, found=str(value))
    if value < 0 and not negative:
        raise MetrologyError(Code.OUT_OF_RANGE, name=name, found=str(value), allowed=f"{name} ≥ 0")
