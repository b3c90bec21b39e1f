"""Distribution functions without a numerical library: normal, Student's t, F, beta, gamma, χ².

Every cumulative probability has its survival beside it, computed as such: a tail of 1e-100 keeps
its digits. Held by the tests: 1e-12 relative against SciPy for functions and quantiles, shape
parameters up to 1e5, degrees of freedom up to infinity, tails down to 1e-100 (against exact
arithmetic the beta and t functions hold about 1e-15). What does not converge is refused.

The ways are in `incomplete`; beyond ν = 1e5 Student's t goes by Hill's normal deviate (1970) and
its quantile by Fisher's expansion.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from metrology.bounds import between, positive
from metrology.errors import Code, MetrologyError
from metrology.statistics.incomplete import (
    beta_logit,
    beta_parts,
    beta_term,
    gamma_log,
    gamma_parts,
    gamma_term,
    stirling_error,
)

_ROOT_2 = math.sqrt(2)
_ROOT_2_PI = math.sqrt(2 * math.pi)
_STANDARD = NormalDist()
_NEARLY_NORMAL = 1e5
_HALF = 0.5
_STEPS = 20


# Normal


def normal_pdf(z: float) -> float:
    """Give the density of the standard normal distribution at z."""
    return math.exp(-z * z / 2) / _ROOT_2_PI


def normal_cdf(z: float) -> float:
    """Give P(Z ≤ z) of the standard normal distribution, with all its digits in the lower tail."""
    return math.erfc(-z / _ROOT_2) / 2


def normal_survival(z: float) -> float:
    """Give P(Z > z) of the standard normal distribution, with all its digits in the upper tail."""
    return math.erfc(z / _ROOT_2) / 2


def normal_quantile(p: float) -> float:
    """Give z with P(Z ≤ z) = p, 0 < p < 1. That of an upper tail q is −normal_quantile(q)."""
    return _STANDARD.inv_cdf(between("p", p, 0, 1))


# Student's t


def t_pdf(t: float, dof: float) -> float:
    """Give the density of Student's t with `dof` degrees of freedom (ν ≥ 1, may be infinite)."""
    _require_dof(dof)
    if math.isinf(dof):
        return normal_pdf(t)
    square = t * t
    x, y = square / (dof + square), dof / (dof + square)
    # |t|·f(t) is the beta density in logit x, which is finite and keeps its digits.
    if not square:
        return _t_peak(dof)
    return beta_term(x, y, 0.5, dof / 2) / abs(t)


def _t_peak(dof: float) -> float:
    """f(0) = Γ((ν+1)/2) / (√(νπ) Γ(ν/2)), the gammas by their Stirling errors."""
    a = dof / 2
    ratio = stirling_error(a + 0.5) - stirling_error(a)
    growth = (a + 1) * math.log1p(0.5 / a) - 0.5
    return math.exp(ratio + growth) * a / (a + 0.5) / _ROOT_2_PI


def t_cdf(t: float, dof: float) -> float:
    """Give P(T ≤ t) of Student's t with `dof` degrees of freedom (ν ≥ 1, may be infinite)."""
    return t_survival(-t, dof)


def t_survival(t: float, dof: float) -> float:
    """Give P(T > t) of Student's t, with all its digits in the upper tail."""
    _require_dof(dof)
    if math.isnan(t):
        raise MetrologyError(Code.NOT_A_NUMBER, name="t", found="t = nan")
    if dof > _NEARLY_NORMAL:
        return normal_survival(_hill(t, dof))
    _, outside = _t_halves(t, dof)
    return outside / 2 if t >= 0 else 1 - outside / 2


def coverage(t: float, dof: float) -> float:
    """Give the probability that |T| ≤ t for Student's t with `dof` degrees of freedom."""
    _require_dof(dof)
    if dof > _NEARLY_NORMAL:
        return math.erf(_hill(t, dof) / _ROOT_2)
    return _t_halves(t, dof)[0]


def _t_halves(t: float, dof: float) -> tuple[float, float]:
    """Give P(|T| ≤ |t|) and P(|T| > |t|): T²/(ν + T²) has the beta distribution (½, ν/2)."""
    square = t * t
    if math.isinf(square):
        return 1.0, 0.0
    return beta_parts(square / (dof + square), dof / (dof + square), 0.5, dof / 2)


def _hill(t: float, dof: float) -> float:
    """Give the normal deviate with the same tail as t (Hill 1970, CACM algorithm 395)."""
    if math.isinf(dof):
        return t
    a = dof - 0.5
    b = 48 * a * a
    square = a * math.log1p(t * t / dof)
    y = math.sqrt(square)
    tail = (((-0.4 * square - 3.3) * square - 24) * square - 85.5) / (0.8 * square**2 + 100 + b)
    return math.copysign(((tail + square + 3) / b + 1) * y, t)


@lru_cache(maxsize=4096)
def t_factor(p: float, dof: float) -> float:
    """Give t_p(ν): the half width, in standard uncertainties, of the interval with probability p.

    Two-sided (GUM G.3.2, table G.2); `dof` may be a fraction and may be infinite. Raises
    `out_of_range` unless 0 < p < 1 and dof ≥ 1.
    """
    between("p", p, 0, 1)
    _require_dof(dof)
    return _t_outside(1 - p, dof) if p > _HALF else _t_inside(p, dof)


@lru_cache(maxsize=1024)
def t_quantile(p: float, dof: float) -> float:
    """Give t with P(T ≤ t) = p, one-sided. The upper tail q is −t_quantile(q, dof)."""
    between("p", p, 0, 1)
    _require_dof(dof)
    if p > _HALF:
        return _t_outside(2 * (1 - p), dof)
    return -_t_outside(2 * p, dof) if p < _HALF else 0.0


def _t_outside(q: float, dof: float) -> float:
    """Give t with P(|T| > t) = q: T² = ν x/(1 − x) where x has the beta distribution (½, ν/2)."""
    if q > _HALF:
        return _t_inside(1 - q, dof)
    if dof > _NEARLY_NORMAL:
        return _fisher(-_STANDARD.inv_cdf(q / 2), dof)
    return math.sqrt(dof) * math.exp(beta_logit(q, 0.5, dof / 2, upper=True) / 2)


def _t_inside(p: float, dof: float) -> float:
    """Give t with P(|T| ≤ t) = p, for a small p."""
    if dof > _NEARLY_NORMAL:
        return _fisher(_central_normal(p), dof)
    return math.sqrt(dof) * math.exp(beta_logit(p, 0.5, dof / 2, upper=False) / 2)


def _fisher(z: float, dof: float) -> float:
    """Give t from the normal deviate by Fisher's expansion (Abramowitz & Stegun 26.7.5)."""
    w = z * z
    first = (w + 1) * z / 4
    second = ((5 * w + 16) * w + 3) * z / 96
    third = (((3 * w + 19) * w + 17) * w - 15) * z / 384
    return z + (first + (second + third / dof) / dof) / dof


def _central_normal(p: float) -> float:
    """Give z with P(|Z| ≤ z) = p, for a small p, keeping its digits."""
    z = p * _ROOT_2_PI / 2
    for _ in range(_STEPS):
        z += (p - math.erf(z / _ROOT_2)) / (2 * normal_pdf(z))
    return z


# Beta


def beta_pdf(x: float, a: float, b: float) -> float:
    """Give the density of the beta distribution (a, b) at 0 < x < 1."""
    positive("a", a)
    positive("b", b)
    between("x", x, 0, 1)
    return beta_term(x, 1 - x, a, b) / (x * (1 - x))


def beta_cdf(x: float, a: float, b: float) -> float:
    """Give the regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1 (DLMF 8.17)."""
    return _beta_of(x, a, b)[0]


def beta_survival(x: float, a: float, b: float) -> float:
    """Give 1 − I_x(a, b), with all its digits."""
    return _beta_of(x, a, b)[1]


@lru_cache(maxsize=1024)
def beta_quantile(p: float, a: float, b: float) -> float:
    """Give x with I_x(a, b) = p: the inverse of `beta_cdf`. Raises `out_of_range`: 0 < p < 1."""
    positive("a", a)
    positive("b", b)
    logit = _logit_of(p, a, b)
    return 1 / (1 + math.exp(-logit)) if logit > 0 else math.exp(logit) / (1 + math.exp(logit))


def _logit_of(p: float, a: float, b: float) -> float:
    """Solve I_x(a, b) = p for ln(x/(1 − x)), by the smaller tail."""
    upper = between("p", p, 0, 1) > _HALF
    return beta_logit(1 - p if upper else p, a, b, upper=upper)


# F


def f_cdf(f: float, dof1: float, dof2: float) -> float:
    """Give P(F ≤ f) of the F distribution with dof1 (numerator) and dof2 degrees of freedom."""
    return _f_parts(f, dof1, dof2)[0]


def f_survival(f: float, dof1: float, dof2: float) -> float:
    """Give P(F > f): the p-value of an analysis of variance."""
    return _f_parts(f, dof1, dof2)[1]


@lru_cache(maxsize=1024)
def f_quantile(p: float, dof1: float, dof2: float) -> float:
    """Give f with P(F ≤ f) = p: the critical value at level 1 − p. `out_of_range`: 0 < p < 1."""
    positive("dof1", dof1)
    positive("dof2", dof2)
    return dof2 / dof1 * math.exp(_logit_of(p, dof1 / 2, dof2 / 2))


def _f_parts(f: float, dof1: float, dof2: float) -> tuple[float, float]:
    positive("dof1", dof1)
    positive("dof2", dof2)
    if not f >= 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name="F", found=str(f), allowed="F ≥ 0")
    if math.isinf(f):
        return 1.0, 0.0
    whole = dof1 * f + dof2
    return beta_parts(dof1 * f / whole, dof2 / whole, dof1 / 2, dof2 / 2)


# Gamma and χ²


def gamma_pdf(x: float, shape: float, scale: float = 1.0) -> float:
    """Give the density of the gamma distribution at x > 0, per unit of x, that of `scale`."""
    positive("shape", shape)
    positive("scale", scale)
    positive("x", x)
    return gamma_term(x / scale, shape) / x


def gamma_cdf(x: float, shape: float, scale: float = 1.0) -> float:
    """Give P(X ≤ x) of the gamma distribution, x ≥ 0: the incomplete gamma function P(a, x/θ)."""
    return _gamma_of(x, shape, scale)[0]


def gamma_survival(x: float, shape: float, scale: float = 1.0) -> float:
    """Give P(X > x) of the gamma distribution, with all its digits."""
    return _gamma_of(x, shape, scale)[1]


@lru_cache(maxsize=1024)
def gamma_quantile(p: float, shape: float, scale: float = 1.0) -> float:
    """Give x with P(X ≤ x) = p, in the unit of `scale`. Raises `out_of_range`: 0 < p < 1."""
    positive("shape", shape)
    positive("scale", scale)
    upper = between("p", p, 0, 1) > _HALF
    return scale * math.exp(gamma_log(1 - p if upper else p, shape, upper=upper))


def chi2_cdf(x: float, dof: float) -> float:
    """Give P(χ² ≤ x) with `dof` degrees of freedom."""
    return gamma_cdf(x / 2, dof / 2)


def chi2_survival(x: float, dof: float) -> float:
    """Give P(χ² > x): the p-value of a fit whose weights are absolute."""
    return gamma_survival(x / 2, dof / 2)


def chi2_quantile(p: float, dof: float) -> float:
    """Give x with P(χ² ≤ x) = p. Raises `out_of_range`: 0 < p < 1."""
    return 2 * gamma_quantile(p, dof / 2)


def _beta_of(x: float, a: float, b: float) -> tuple[float, float]:
    positive("a", a)
    positive("b", b)
    if not 0 <= x <= 1:
        raise MetrologyError(Code.OUT_OF_RANGE, name="x", found=str(x), allowed="0 ≤ x ≤ 1")
    return beta_parts(x, 1 - x, a, b)


def _gamma_of(x: float, shape: float, scale: float) -> tuple[float, float]:
    positive("shape", shape)
    positive("scale", scale)
    if not x >= 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name="x", found=str(x), allowed="x ≥ 0")
    return gamma_parts(x / scale, shape)


def _require_dof(dof: float) -> None:
    if not dof >= 1:
        raise MetrologyError(Code.OUT_OF_RANGE, name="ν", found=str(dof), allowed="ν ≥ 1")
