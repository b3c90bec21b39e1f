"""How probable what is known makes conformity with limits (JCGM 106:2012, 7)."""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from metrology.bounds import finite, positive
from metrology.conformity.knowledge import Knowledge
from metrology.decimals import Number, to_decimal
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal


@dataclass(frozen=True)
class Limits:
    """Tolerance limits; one of them may be None (JCGM 106, 3.3.4). Both limits are permissible.

    Raises `bad_limit` for no limit at all, `not_a_number`, `out_of_range` unless lower < upper.
    """

    lower: Number | None = None
    upper: Number | None = None

    def __post_init__(self) -> None:
        """Refuse limits between which nothing can lie."""
        if self.lower is None and self.upper is None:
            raise refusal(Code.BAD_LIMIT, Reason.NO_LIMITS)
        for name, value in (("lower", self.lower), ("upper", self.upper)):
            if value is not None:
                finite(name, to_decimal(value))
        if (
            self.lower is not None
            and self.upper is not None
            and to_decimal(self.lower) >= to_decimal(self.upper)
        ):
            raise MetrologyError(
                Code.OUT_OF_RANGE, name="lower", found=str(self.lower), allowed=f"< {self.upper}"
            )

    @classmethod
    def symmetric(cls, limit: Number, *, about: Number = 0) -> "Limits":
        """Give about ± limit."""
        middle, half = to_decimal(about), to_decimal(limit)
        return cls(middle - half, middle + half)

    @cached_property
    def low(self) -> float:
        """The lower limit as a float, −inf where there is none."""
        return -math.inf if self.lower is None else float(self.lower)

    @cached_property
    def high(self) -> float:
        """The upper limit as a float, inf where there is none."""
        return math.inf if self.upper is None else float(self.upper)

    @property
    def width(self) -> Decimal | None:
        """The tolerance T, None for a single limit."""
        if self.lower is None or self.upper is None:
            return None
        return to_decimal(self.upper) - to_decimal(self.lower)

    def contains(self, value: Number) -> bool:
        """Say whether a value keeps the limits, exactly; on a limit it does."""
        exact = to_decimal(value)
        return (self.lower is None or exact >= to_decimal(self.lower)) and (
            self.upper is None or exact <= to_decimal(self.upper)
        )


def nonconformance_probability(knowledge: Knowledge, limits: Limits) -> float:
    """Give the probability that the value lies outside the limits, 1 − p_c."""
    below = 0.0 if limits.lower is None else knowledge.cdf(limits.low)
    above = 0.0 if limits.upper is None else knowledge.survival(limits.high)
    return below + above


def conformance_probability(knowledge: Knowledge, limits: Limits) -> float:
    """Give p_c, the probability that the value lies within the limits (JCGM 106, 7.1).

    One limit or two, any distribution (7.2 to 7.4 for the normal).
    """
    if limits.upper is None:
        return knowledge.survival(limits.low)
    if limits.lower is None:
        return knowledge.cdf(limits.high)
    # Of the two differences the one of small numbers keeps its digits.
    below, above = knowledge.cdf(limits.low), knowledge.survival(limits.high)
    if below > above:
        return max(0.0, knowledge.survival(limits.low) - above)
    return max(0.0, knowledge.cdf(limits.high) - below)


def measurement_capability(limits: Limits, u: float) -> float:
    """Give C_m = T/(4u) (JCGM 106, 7.6). Raises `bad_limit` for a single limit."""
    return _two_sided(limits, "C_m") / (4 * positive("u", u))


def process_capability(mean: float, sd: float, limits: Limits) -> float:
    """Give Cpk, the distance from the mean to the nearer limit in units of 3σ.

    Negative where the mean lies outside; a single limit is enough.
    """
    nearer = min(limits.high - finite("mean", mean), mean - limits.low)
    return nearer / (3 * positive("σ", sd))


def _two_sided(limits: Limits, name: str) -> float:
    if limits.width is None:
        raise refusal(Code.BAD_LIMIT, Reason.BOTH_LIMITS, part=name)
    return float(limits.width)
