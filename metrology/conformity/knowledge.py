"""What is known of a quantity: distributions of its possible values (JCGM 106:2012, 6).

Floats; all values of one distribution are in one unit. Every distribution gives both tails, each
computed as such: a risk of 1e-12 is not 1 minus something.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from metrology.bounds import finite, positive
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import (
    gamma_cdf,
    gamma_pdf,
    gamma_survival,
    normal_cdf,
    normal_pdf,
    normal_survival,
    t_cdf,
    t_survival,
)
from metrology.statistics.quadrature import integral

# Beyond so many standard deviations less than 1e-18 of a normal distribution lies.
FAR = 9.0
_NOTHING = 1e-18


class Knowledge(Protocol):
    """A distribution of the values of a quantity."""

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""

    def survival(self, x: float) -> float:
        """Give P(X > x), with all its digits."""


@dataclass(frozen=True)
class Normal:
    """A normal distribution: a result y with u (JCGM 106, 7.2), or a process."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuse a standard deviation that is not positive."""
        finite("mean", self.mean)
        positive("σ", self.sd)

    def pdf(self, x: float) -> float:
        """Give the density at x."""
        return normal_pdf((x - self.mean) / self.sd) / self.sd

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""
        return normal_cdf((x - self.mean) / self.sd)

    def survival(self, x: float) -> float:
        """Give P(X > x)."""
        return normal_survival((x - self.mean) / self.sd)

    @property
    def reach(self) -> tuple[float, float]:
        """Bounds beyond which nothing lies that counts."""
        return self.mean - FAR * self.sd, self.mean + FAR * self.sd

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where an integral over the distribution is best divided."""
        return tuple(self.mean + z * self.sd for z in (-3, -1, 0, 1, 3))


@dataclass(frozen=True)
class StudentT:
    """A shifted and scaled t: a result y with u and few degrees of freedom (GUM-S1, 6.4.9)."""

    mean: float
    scale: float
    dof: float

    def __post_init__(self) -> None:
        """Refuse a scale that is not positive and ν < 1."""
        finite("mean", self.mean)
        positive("scale", self.scale)
        if not self.dof >= 1:
            raise MetrologyError(Code.OUT_OF_RANGE, name="ν", found=str(self.dof), allowed="ν ≥ 1")

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""
        return t_cdf((x - self.mean) / self.scale, self.dof)

    def survival(self, x: float) -> float:
        """Give P(X > x)."""
        return t_survival((x - self.mean) / self.scale, self.dof)


@dataclass(frozen=True)
class Rectangular:
    """Equally probable values from `lower` to `upper`."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        """Refuse bounds out of order."""
        finite("lower", self.lower)
        finite("upper", self.upper)
        positive("upper − lower", self.upper - self.lower)

    def pdf(self, x: float) -> float:
        """Give the density at x."""
        return 1 / (self.upper - self.lower) if self.lower <= x <= self.upper else 0.0

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""
        return min(1.0, max(0.0, (x - self.lower) / (self.upper - self.lower)))

    def survival(self, x: float) -> float:
        """Give P(X > x)."""
        return min(1.0, max(0.0, (self.upper - x) / (self.upper - self.lower)))

    @property
    def reach(self) -> tuple[float, float]:
        """The bounds."""
        return self.lower, self.upper

    @property
    def breaks(self) -> tuple[float, ...]:
        """The density is flat."""
        return ()


@dataclass(frozen=True)
class Gamma:
    """A gamma distribution: a quantity that cannot be negative (JCGM 106, annex A).

    A shape below 1, an unbounded density at zero, is refused (`out_of_range`).
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        """Refuse what has no bounded density."""
        positive("scale", self.scale)
        if not 1 <= self.shape < math.inf:
            raise MetrologyError(
                Code.OUT_OF_RANGE, name="shape", found=str(self.shape), allowed="shape ≥ 1"
            )

    @classmethod
    def of(cls, mean: float, sd: float) -> "Gamma":
        """Give the gamma distribution with this mean and standard deviation."""
        positive("mean", mean)
        positive("σ", sd)
        return cls((mean / sd) ** 2, sd**2 / mean)

    def pdf(self, x: float) -> float:
        """Give the density at x."""
        if x <= 0:
            return 1 / self.scale if x == 0 and self.shape == 1 else 0.0
        return gamma_pdf(x, self.shape, self.scale)

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""
        return gamma_cdf(max(x, 0.0), self.shape, self.scale)

    def survival(self, x: float) -> float:
        """Give P(X > x)."""
        return gamma_survival(max(x, 0.0), self.shape, self.scale)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """From zero to where nothing lies that counts."""
        high = self.shape * self.scale
        while self.survival(high) > _NOTHING:
            high *= 1.5
        return 0.0, high

    @property
    def breaks(self) -> tuple[float, ...]:
        """About the mean by standard deviations."""
        mean, sd = self.shape * self.scale, math.sqrt(self.shape) * self.scale
        return tuple(mean + z * sd for z in (-2, -1, 0, 1, 3, 8))


Prior = Normal | Gamma | Rectangular


@dataclass(frozen=True)
class Updated:
    """What is known after measuring: Bayes with a normal measurement (JCGM 106, 6.3)."""

    prior: Prior
    value: float
    u: float

    def __post_init__(self) -> None:
        """Refuse a u that is not positive."""
        finite("value", self.value)
        positive("u", self.u)

    def cdf(self, x: float) -> float:
        """Give P(X ≤ x)."""
        return self._part(self._bounds[0], x) / self._whole

    def survival(self, x: float) -> float:
        """Give P(X > x)."""
        return self._part(x, self._bounds[1]) / self._whole

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        low, high = self.prior.reach
        return max(low, self.value - FAR * self.u), min(high, self.value + FAR * self.u)

    @cached_property
    def _whole(self) -> float:
        whole = self._part(*self._bounds)
        if not whole > 0:
            raise refusal(
                Code.CANNOT_COMPUTE, Reason.PRIOR_IMPOSSIBLE, found=f"{self.value} ± {self.u}",
            )  # fmt: skip
        return whole

    def _part(self, low: float, high: float) -> float:
        low, high = max(low, self._bounds[0]), min(high, self._bounds[1])

        def density(x: float) -> float:
            return self.prior.pdf(x) * normal_pdf((x - self.value) / self.u) / self.u

        about = [self.value + z * self.u for z in (-3, -1, 0, 1, 3)]
        return integral(density, low, high, breaks=(*self.prior.breaks, *about), absolute=1e-30)


def posterior(prior: Prior, value: float, u: float) -> Normal | Updated:
    """Give what is known after a normal measurement of `value` with u (JCGM 106, 6.2 and 6.3).

    A normal prior gives the weighted mean in closed form, any other is integrated.
    """
    if not isinstance(prior, Normal):
        return Updated(prior, value, u)
    finite("value", value)
    weight = prior.sd**2 / (prior.sd**2 + positive("u", u) ** 2)
    mean = prior.mean + weight * (value - prior.mean)
    return Normal(mean, u * math.sqrt(weight))
