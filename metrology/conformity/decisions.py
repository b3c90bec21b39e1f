"""Conformity with limits, decided by a rule that has a name (ILAC-G8:09/2019, JCGM 106:2012).

`decide` is what procedures use today: symmetric limits and the two rules of `RULES`. `judge`
knows one-sided and asymmetric limits, every rule of `DECISION_RULES`, verdicts with a condition,
and says how probable conformity is. Decimals decide; probabilities are floats.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from typing import Literal, NamedTuple

from metrology.bounds import finite, not_negative, positive
from metrology.conformity.conformance import Limits, conformance_probability
from metrology.conformity.guard_bands import (
    FACTOR_RULES,
    ILAC_TABLE,
    guard_band_factor,
    width_for_specific_risk,
)
from metrology.conformity.knowledge import Knowledge, Normal
from metrology.conformity.risk import SpecificRisk, specific_risk
from metrology.decimals import CONTEXT, to_decimal
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.wording import Wording

DecisionRule = Literal["simple", "guarded"]


class Verdict(StrEnum):
    """The outcome of a decision rule. Equal to its word; a binary rule knows "pass" and "fail"."""

    PASS = auto()
    CONDITIONAL_PASS = auto()
    CONDITIONAL_FAIL = auto()
    FAIL = auto()


VERDICTS: Mapping[Verdict, Wording] = {
    Verdict.PASS: Wording("Đạt", "Pass", "ILAC-G8:09/2019, 4.2"),
    Verdict.CONDITIONAL_PASS: Wording(
        "Đạt có điều kiện", "Conditional pass", "ILAC-G8:09/2019, 4.2.3"
    ),
    Verdict.CONDITIONAL_FAIL: Wording(
        "Không đạt có điều kiện", "Conditional fail", "ILAC-G8:09/2019, 4.2.3"
    ),
    Verdict.FAIL: Wording("Không đạt", "Fail", "ILAC-G8:09/2019, 4.2"),
}

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
        "không quá 2,5 % khi phân bố là chuẩn và k = 2.",
        "Guard band (w = U): pass when |error| ≤ limit − U; the risk of false acceptance is at "
        "most 2.5 % where the distribution is normal and k = 2.",
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
    finite("error", error)
    not_negative("limit", limit)
    guard = Decimal(0)
    if rule == "guarded":
        if expanded is None:
            raise MetrologyError(Code.MISSING_VALUE, name="U")
        guard = expanded
    not_negative("U", guard)
    return Verdict.PASS if abs(error) <= limit - guard else Verdict.FAIL


# Every rule. Not yet the choices of a procedure: `RULES` stays what pages and statements offer
# until they know one-sided limits and verdicts with a condition.

DECISION_RULES: Mapping[str, Wording] = {
    **{name: row.wording for name, row in ILAC_TABLE.items()},
    "guarded_r": Wording(
        "Dải bảo vệ w = r·U với r theo thỏa thuận với khách hàng.",
        "Guard band w = r·U with r agreed with the customer.",
        "ILAC-G8:09/2019, table 1",
    ),
    **{name: FACTOR_RULES[name].wording for name in ("rss", "dobbert", "rp10")},
    "pfa_target": Wording(
        "Dải bảo vệ sao cho nguy cơ chấp nhận sai của từng kết quả không vượt mức đã thỏa thuận.",
        "Guard band by which the specific risk of false acceptance keeps an agreed bound.",
        "JCGM 106:2012, 8.3.2",
    ),
    "customer": Wording(
        "Dải bảo vệ có bề rộng do khách hàng quy định.",
        "Guard band of a width the customer has set.",
        "ISO/IEC 17025:2017, 7.1.3; ILAC-G8:09/2019, table 1",
    ),
}  # fmt: skip
NON_BINARY = Wording(
    "Kết luận bốn mức: trong dải bảo vệ là đạt có điều kiện hoặc không đạt có điều kiện.",
    "Four verdicts: within the guard band a result passes or fails conditionally.",
    "ILAC-G8:09/2019, 4.2.3",
)
_MULTIPLES: Mapping[str, Decimal] = {name: to_decimal(row.r) for name, row in ILAC_TABLE.items()}


@dataclass(frozen=True)
class Rule:
    """A decision rule with its own number, where it needs one.

    "guarded_r" needs `r`, "customer" `width`, "pfa_target" `target`. `binary=False` gives four
    verdicts (ILAC-G8:09/2019, 4.2.3).

    `width` is in the unit of the result. Raises `unknown_name` for another rule,
    `missing_value` for what it needs, `unknown_field` for what it does not, `not_a_number`.
    """

    name: str
    r: Decimal | None = None
    width: Decimal | None = None
    target: float | None = None
    binary: bool = True

    def __post_init__(self) -> None:
        """Refuse a rule that could not be applied, or says something it would not use."""
        if self.name not in DECISION_RULES:
            allowed = ", ".join(DECISION_RULES)
            raise MetrologyError(Code.UNKNOWN_NAME, found=self.name, allowed=allowed)
        own = {"guarded_r": "r", "customer": "width", "pfa_target": "target"}.get(self.name)
        for field in ("r", "width", "target"):
            value = getattr(self, field)
            if field == own and value is None:
                raise MetrologyError(Code.MISSING_VALUE, name=field)
            if field != own and value is not None:
                raise MetrologyError(
                    Code.UNKNOWN_FIELD, name=self.name, found=field, allowed=own or "–"
                )
            if value is not None:
                finite(field, to_decimal(value))

    @property
    def wording(self) -> Wording:
        """The rule in words, with its own number and, for four verdicts, that there are four."""
        said = DECISION_RULES[self.name]
        number = next((v for v in (self.r, self.width, self.target) if v is not None), None)
        if number is not None:
            told = f" ({'r' if self.r is not None else 'w' if self.width is not None else 'PFA'} = "
            said = Wording(
                f"{said.text_vi}{told}{str(number).replace('.', ',')})",
                f"{said.text_en}{told}{number})",
                said.reference,
            )
        if self.binary:
            return said
        return Wording(
            f"{said.text_vi} {NON_BINARY.text_vi}",
            f"{said.text_en} {NON_BINARY.text_en}",
            f"{said.reference}; {NON_BINARY.reference}",
        )


class Zone(NamedTuple):
    """Values from `lower` to `upper`, both included; None is no end. It can be empty."""

    lower: Decimal | None
    upper: Decimal | None

    @property
    def empty(self) -> bool:
        """Whether no value lies in it: the guard bands of both limits meet."""
        return self.lower is not None and self.upper is not None and self.lower > self.upper

    def contains(self, value: Decimal) -> bool:
        """Say whether a value lies in it; an end belongs to it."""
        return (self.lower is None or value >= self.lower) and (
            self.upper is None or value <= self.upper
        )


@dataclass(frozen=True)
class Conformity:
    """A decision and what it rests on, in the unit of the result, unrounded.

    `guard_band` is w, negative for a rule that accepts beyond the limits. `tur` is None for a
    single limit; it, the probability and the risk are None where nothing is known of the
    uncertainty. `risk` is the PFA of what passes, the PFR of what fails (JCGM 106, 9.4).
    """

    verdict: Verdict
    rule: Rule
    limits: Limits
    acceptance: Zone
    guard_band: Decimal
    tur: float | None
    probability: float | None
    risk: SpecificRisk | None

    @property
    def wording(self) -> Wording:
        """The rule in words."""
        return self.rule.wording


def judge(
    *,
    value: Decimal,
    limits: Limits,
    rule: Rule | str = "simple",
    expanded: Decimal | None = None,
    k: Decimal = Decimal(2),
    knowledge: Knowledge | None = None,
) -> Conformity:
    """Decide whether a result keeps its limits; all in one unit, unrounded.

    `expanded` is U = k·u; probabilities are those of a normal result with u, or of `knowledge`
    where it is given (a t, a posterior …). A result exactly on an acceptance limit passes, one
    exactly on the outer edge of the guard band fails conditionally.

    Raises `missing_value` for a rule that needs U, `out_of_range` for a negative U, a k that is
    not positive or a TUR too low for the rule, `bad_limit` for a rule of the TUR with a single
    limit, `not_a_number`, and like `Rule`.
    """
    rule = Rule(rule) if isinstance(rule, str) else rule
    finite("value", value)
    positive("k", k)
    if expanded is not None:
        not_negative("U", expanded)
    width = _guard_band(rule, limits, expanded, k)
    if width < 0 and not rule.binary:
        raise refusal(Code.OUT_OF_RANGE, Reason.FOUR_VERDICTS, name="w", found=str(width))
    verdict = _verdict(value, limits, width, binary=rule.binary)
    if knowledge is None and expanded:
        knowledge = Normal(float(value), float(CONTEXT.divide(expanded, k)))
    accepted = verdict in {Verdict.PASS, Verdict.CONDITIONAL_PASS}
    return Conformity(
        verdict=verdict,
        rule=rule,
        limits=limits,
        acceptance=_zone(limits, width),
        guard_band=width,
        tur=_tur(limits, expanded),
        probability=None if knowledge is None else conformance_probability(knowledge, limits),
        risk=None if knowledge is None else specific_risk(knowledge, limits, accepted=accepted),
    )


def _verdict(value: Decimal, limits: Limits, width: Decimal, *, binary: bool) -> Verdict:
    if _zone(limits, width).contains(value):
        return Verdict.PASS
    if binary:
        return Verdict.FAIL
    if limits.contains(value):
        return Verdict.CONDITIONAL_PASS
    outer = _zone(limits, -width)
    return Verdict.CONDITIONAL_FAIL if outer.contains(value) else Verdict.FAIL


def _zone(limits: Limits, width: Decimal) -> Zone:
    return Zone(
        None if limits.lower is None else CONTEXT.add(to_decimal(limits.lower), width),
        None if limits.upper is None else CONTEXT.subtract(to_decimal(limits.upper), width),
    )


def _tur(limits: Limits, expanded: Decimal | None) -> float | None:
    if not expanded or limits.width is None:
        return None
    return float(CONTEXT.divide(limits.width, 2 * expanded))


def _guard_band(rule: Rule, limits: Limits, expanded: Decimal | None, k: Decimal) -> Decimal:
    """Give w in the unit of the result."""
    if rule.name == "simple":
        return Decimal(0)
    if rule.width is not None:
        return rule.width
    if expanded is None:
        raise MetrologyError(Code.MISSING_VALUE, name="U")
    multiple = _MULTIPLES.get(rule.name) if rule.r is None else rule.r
    if multiple is not None:
        return CONTEXT.multiply(multiple, expanded)
    if expanded == 0:
        return Decimal(0)
    if rule.target is not None:
        u = float(CONTEXT.divide(expanded, k))
        return to_decimal(width_for_specific_risk(rule.target, u, limits))
    return _from_factor(rule.name, limits, expanded)


def _from_factor(name: str, limits: Limits, expanded: Decimal) -> Decimal:
    """Give w = (1 − factor)·T/2 on either side, in decimals where the formula is exact."""
    ratio = _tur(limits, expanded)
    if limits.width is None or ratio is None:
        raise refusal(Code.BAD_LIMIT, Reason.RULE_NEEDS_BOTH, part=name)
    factor = guard_band_factor(name, ratio)
    half = CONTEXT.divide(limits.width, Decimal(2))
    if name == "rss":
        squares = CONTEXT.multiply(half - expanded, half + expanded)
        return CONTEXT.subtract(half, CONTEXT.sqrt(max(squares, Decimal(0))))
    if name == "rp10":
        return max(Decimal(0), CONTEXT.subtract(expanded, CONTEXT.divide(half, Decimal(4))))
    return CONTEXT.multiply(to_decimal(1 - factor), half)
