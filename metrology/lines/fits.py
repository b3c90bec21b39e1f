"""A fitted line or polynomial: coefficients, covariance, and what is read from it with its u.

Units: the coefficient of x^k is in the unit of y per unit of x to the k; a covariance is in the
product of the units of its two; s and the u of a prediction in the unit of y.
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from metrology.bounds import finite, not_negative, out_of_range
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import chi2_survival, t_factor

Method = Literal["ols", "wls", "relative", "wtls", "deming"]

# A slope no further from 0 than this is no calibration curve: its inverse has no finite interval.
_SLOPE_LEVEL = 0.95


class Prediction(NamedTuple):
    """A value read from a fit, its standard uncertainty and degrees of freedom.

    `inside` says it was read within the x of the data, and not beyond them.
    """

    value: float
    u: float
    dof: float
    inside: bool


@dataclass(frozen=True)
class Fit:
    """A fitted polynomial y = Σ b_k x^k over `powers`, such as (0, 1) for a straight line.

    `dof` = n − number of coefficients. Where the scatter about the fit gave the uncertainties
    ("ols"; "relative" for weights known up to a factor; "deming"), `s_residual` is the standard
    deviation of a reading of weight 1 (for "deming" the factor of the u given) and `chi2` None.
    Where the u of the data gave them ("wls", "wtls"), `chi2` is Σ(residual/u)² and `s_residual`
    None.

    `centre`, `centred` and `centred_covariance` are the same fit in powers of x − centre: what is
    predicted is computed there, where little cancels.
    """

    method: Method
    powers: tuple[int, ...]
    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    n: int
    dof: int
    s_residual: float | None
    chi2: float | None
    x_least: float
    x_most: float
    centre: float
    centred: tuple[float, ...]
    centred_covariance: tuple[tuple[float, ...], ...]

    @property
    def intercept(self) -> float:
        """The value at x = 0: 0 for a fit through the origin."""
        return self.coefficients[0] if self.powers[0] == 0 else 0.0

    @property
    def slope(self) -> float:
        """The coefficient of x."""
        return self.coefficients[self.powers.index(1)]

    @property
    def u_coefficients(self) -> tuple[float, ...]:
        """The standard uncertainties of the coefficients."""
        return tuple(math.sqrt(row[i]) for i, row in enumerate(self.covariance))

    @property
    def u_intercept(self) -> float:
        """The standard uncertainty of the intercept: 0 for a fit through the origin."""
        return self.u_coefficients[0] if self.powers[0] == 0 else 0.0

    @property
    def u_slope(self) -> float:
        """The standard uncertainty of the coefficient of x."""
        return self.u_coefficients[self.powers.index(1)]

    @property
    def covariance_ab(self) -> float:
        """The covariance of intercept and slope: 0 for a fit through the origin."""
        return self.covariance[0][1] if self.powers[0] == 0 else 0.0

    @property
    def correlation(self) -> float:
        """The correlation coefficient of intercept and slope, 0 where one of them is certain."""
        joint = self.u_intercept * self.u_slope
        return self.covariance_ab / joint if joint else 0.0

    @property
    def u_dof(self) -> float:
        """The degrees of freedom of the uncertainties: infinite where u of the data gave them."""
        return self.dof if self.chi2 is None else math.inf

    @property
    def chi2_p_value(self) -> float | None:
        """P(χ² > found): small where the data scatter more than their u allow. None without χ²."""
        if self.chi2 is None or not self.dof:
            return None
        return chi2_survival(self.chi2, self.dof)

    @property
    def birge_ratio(self) -> float | None:
        """√(χ²/ν): above 1 where the data scatter more than their u say. None without χ²."""
        if self.chi2 is None or not self.dof:
            return None
        return math.sqrt(self.chi2 / self.dof)

    def predict(self, x: float) -> Prediction:
        """Read the fit at x: the u is that of the fitted line, without the scatter of a reading.

        GUM H.3.4 for a straight line. Raises `not_a_number`.
        """
        try:
            value, variance = self._at(finite("x", x))
        except OverflowError as problem:
            low, high = str(self.x_least), str(self.x_most)
            raise refusal(
                Code.OUT_OF_RANGE, Reason.NEAR_DATA, name="x", found=str(x), low=low, high=high
            ) from problem
        inside = self.x_least <= x <= self.x_most
        return Prediction(value, math.sqrt(variance), self.u_dof, inside)

    def predict_single(
        self, x: float, *, readings: int = 1, u_reading: float | None = None
    ) -> Prediction:
        """Predict the mean of `readings` new readings at x: the line's u and the readings' scatter.

        The scatter is s_residual/√readings, or `u_reading` (the u of that mean, in the unit of y),
        which "wls", "wtls" and "deming" need. Raises `missing_value`, `out_of_range`,
        `not_a_number`.
        """
        line = self.predict(x)
        scatter = self._scatter(readings, u_reading)
        u = math.hypot(line.u, scatter)
        return Prediction(line.value, u, self._joint_dof(line.u, u, u_reading), line.inside)

    def x_from_y(
        self, y: float, *, readings: int = 1, u_reading: float | None = None
    ) -> Prediction:
        """Find x of a straight line from the mean y of `readings` readings (QUAM A5.4).

        u(x)² = (scatter² + u(line at x)²)/slope², the scatter as in `predict_single`; 0 for
        `u_reading` asks for the line alone. In the unit of x. Raises `cannot_compute` for a
        polynomial and where the slope does not differ from 0 at 95 %.
        """
        finite("y", y)
        scatter = self._scatter(readings, u_reading)
        if self.powers[-1] != 1:
            raise refusal(Code.CANNOT_COMPUTE, Reason.STRAIGHT_ONLY, found="x(y)")
        least = self.u_slope * (t_factor(_SLOPE_LEVEL, self.u_dof) if self.u_slope else 1.0)
        if not self.slope or abs(self.slope) <= least:
            raise refusal(Code.CANNOT_COMPUTE, Reason.FLAT_SLOPE, found="x(y)")
        flat = self.centred[0] if self.powers[0] == 0 else 0.0
        x = self.centre + (y - flat) / self.slope
        line = self.predict(x)
        u = math.hypot(line.u, scatter)
        dof = self._joint_dof(line.u, u, u_reading)
        return Prediction(x, u / abs(self.slope), dof, line.inside)

    def _at(self, x: float) -> tuple[float, float]:
        """Give value and variance of the fit at x."""
        basis = [(x - self.centre) ** k for k in self.powers]
        value = math.fsum(b * z for b, z in zip(self.centred, basis, strict=True))
        variance = math.fsum(
            covariance * a * b
            for row, a in zip(self.centred_covariance, basis, strict=True)
            for covariance, b in zip(row, basis, strict=True)
        )
        return value, max(0.0, variance)

    def _scatter(self, readings: int, u_reading: float | None) -> float:
        if u_reading is not None:
            return not_negative("u_reading", u_reading)
        if self.s_residual is None or self.method == "deming":
            raise MetrologyError(Code.MISSING_VALUE, name="u_reading")
        if not readings >= 1:
            raise out_of_range("readings", readings, "readings ≥ 1")
        return self.s_residual / math.sqrt(readings)

    def _joint_dof(self, line: float, u: float, u_reading: float | None) -> float:
        """ν of line and scatter together: that of s, or Welch–Satterthwaite with a certain u."""
        if u_reading is None or not line:
            return self.u_dof
        return self.u_dof * (u / line) ** 4
