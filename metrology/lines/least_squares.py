"""Linear least squares in exact arithmetic: normal equations of integers, nothing ill-conditioned.

Readings are decimals as typed; weights are floats, taken as the binary fractions they are. What
comes out is rounded once, at the end. This is what lets polynomials of degree ten keep all their
digits (NIST StRD Filip, Wampler) without a numerical library.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import NamedTuple

from metrology.statistics.sums import Scaled

Matrix = list[list[Fraction]]


class Solution(NamedTuple):
    """Coefficients of powers of x − centre, the inverse of the normal matrix, and Σw·residual²."""

    centre: Fraction
    coefficients: list[Fraction]
    inverse: Matrix
    squares: Fraction

    def uncentred(self, powers: Sequence[int]) -> tuple[list[Fraction], Matrix]:
        """Give coefficients and inverse for powers of x itself."""
        if not self.centre:
            return self.coefficients, self.inverse
        turn = [
            [comb(k, m) * (-self.centre) ** (k - m) if k >= m else Fraction(0) for k in powers]
            for m in powers
        ]
        coefficients = [_dot(row, self.coefficients) for row in turn]
        half = [[_dot(row, column) for column in self.inverse] for row in turn]
        return coefficients, [[_dot(row, other) for other in turn] for row in half]


def solve(x: Scaled, y: Scaled, weights: Sequence[float] | None, powers: Sequence[int]) -> Solution:
    """Fit Σ b_k x^k over `powers` by least squares, Σw(y − fit)² least; None weighs all alike.

    Powers that begin with 0 are centred near the mean of x. x must have as many different values as
    there are powers.
    """
    n = len(x.integers)
    centre = round(Fraction(sum(x.integers), n)) if powers[0] == 0 else 0
    t = [each - centre for each in x.integers]
    whole, denominator = _whole(weights, n)
    moments, products = _moments(t, y.integers, whole, powers)
    inverse = invert([[Fraction(moments[j + k]) for k in powers] for j in powers])
    right = [Fraction(products[k]) for k in powers]
    coefficients = [_dot(row, right) for row in inverse]
    squares = sum(w * each * each for w, each in zip(whole, y.integers, strict=True))
    rest = squares - _dot(coefficients, right)
    unit_x, unit_y = Fraction(10) ** x.exponent, Fraction(10) ** y.exponent
    return Solution(
        centre * unit_x,
        [b * unit_y / unit_x**k for b, k in zip(coefficients, powers, strict=True)],
        [
            [each * denominator / unit_x ** (j + k) for each, k in zip(row, powers, strict=True)]
            for row, j in zip(inverse, powers, strict=True)
        ],
        rest * unit_y**2 / denominator,
    )


def invert(matrix: Matrix) -> Matrix:
    """Invert a positive definite matrix exactly (Gauss–Jordan; no pivot of it is zero)."""
    size = len(matrix)
    rows = [[*row, *[Fraction(int(i == j)) for j in range(size)]] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = rows[i][i]
        rows[i] = [each / pivot for each in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size:] for row in rows]


def _whole(weights: Sequence[float] | None, n: int) -> tuple[list[int], int]:
    """Give weights as integers over one denominator, exactly."""
    if weights is None:
        return [1] * n, 1
    ratios = [weight.as_integer_ratio() for weight in weights]
    denominator = max(below for _, below in ratios)  # powers of two: the largest holds the others
    return [above * (denominator // below) for above, below in ratios], denominator


def _moments(
    t: Sequence[int], y: Sequence[int], weights: Sequence[int], powers: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Give Σw·t^k up to twice the highest power, and Σw·t^k·y up to the highest."""
    top = powers[-1]
    moments, products = [], []
    terms = list(weights)
    for power in range(2 * top + 1):
        moments.append(sum(terms))
        if power <= top:
            products.append(sum(term * each for term, each in zip(terms, y, strict=True)))
        terms = [term * each for term, each in zip(terms, t, strict=True)]
    return moments, products


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((one * other for one, other in zip(a, b, strict=True)), Fraction(0))
