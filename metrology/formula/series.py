"""Exponential and trigonometric functions of decimals, right to 40 digits.

Series in a wider context, rounded once at the end. An angle is reduced by π to 100 digits, so it
may be at most 10^20 rad here; nobody measures further.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal

PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510"
    "58209749445923078164062862089986280348253421170679821480865"
)
LARGEST_ANGLE = Decimal("1e20")

# No traps: nothing here is undefined or large, the callers see to that; tiny terms vanish.
_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN, Emin=-99999, Emax=99999, traps=[])
_ENOUGH = Decimal("1e-75")
_SMALL = Decimal("0.01")

Function = Callable[[Decimal], Decimal]


def _sum(term: Decimal, step: Callable[[Decimal, int], Decimal]) -> Decimal:
    """Add term + step(term, 1) + … until a term no longer counts beside the total."""
    total, n = term, 0
    while term and _WIDE.compare(term.copy_abs(), _WIDE.multiply(total, _ENOUGH).copy_abs()) > 0:
        n += 1
        term = step(term, n)
        total = _WIDE.add(total, term)
    return total


def _alternating(x: Decimal, first: Decimal, start: int) -> Decimal:
    """Give the series of sine (x, 1) or cosine (1, 0)."""
    square = _WIDE.minus(_WIDE.multiply(x, x))
    return _sum(
        first,
        lambda term, n: _WIDE.divide(
            _WIDE.multiply(term, square), Decimal((2 * n + start) * (2 * n + start - 1))
        ),
    )


def sin(x: Decimal) -> Decimal:
    """Sine of an angle in rad, |x| at most 10^20."""
    half_turns = _WIDE.to_integral_value(_WIDE.divide(x, PI))
    rest = _WIDE.fma(half_turns.copy_negate(), PI, x)
    value = _alternating(rest, rest, 1)
    return value if half_turns % 2 == 0 else value.copy_negate()


def cos(x: Decimal) -> Decimal:
    """Cosine of an angle in rad, |x| at most 10^20."""
    half_turns = _WIDE.to_integral_value(_WIDE.divide(x, PI))
    rest = _WIDE.fma(half_turns.copy_negate(), PI, x)
    # Through the sine of the rest to π/2: near its zero the series of cosine would cancel.
    near = _WIDE.subtract(_WIDE.divide(PI, Decimal(2)), rest.copy_abs())
    value = _alternating(near, near, 1)
    return value if half_turns % 2 == 0 else value.copy_negate()


def tan(x: Decimal) -> Decimal:
    """Tangent of an angle in rad, |x| at most 10^20."""
    return _WIDE.divide(sin(x), cos(x))


def atan(x: Decimal) -> Decimal:
    """Arc tangent in rad, −π/2 … π/2."""
    if x.copy_abs() > 1:
        quarter = _WIDE.divide(PI, Decimal(2)).copy_sign(x)
        return _WIDE.subtract(quarter, atan(_WIDE.divide(Decimal(1), x)))
    halvings = 0
    while x.copy_abs() > _SMALL:
        # tan(φ/2) = tan φ / (1 + √(1 + tan² φ))
        root = _WIDE.sqrt(_WIDE.fma(x, x, Decimal(1)))
        x = _WIDE.divide(x, _WIDE.add(Decimal(1), root))
        halvings += 1
    return _WIDE.multiply(_atan_series(x), Decimal(2**halvings))


def _atan_series(x: Decimal) -> Decimal:
    square, power, total, n = _WIDE.multiply(x, x), x, x, 1
    while power and power.copy_abs() > _WIDE.multiply(total, _ENOUGH).copy_abs():
        power = _WIDE.multiply(power, square).copy_negate()
        n += 2
        total = _WIDE.add(total, _WIDE.divide(power, Decimal(n)))
    return total


def asin(x: Decimal) -> Decimal:
    """Arc sine in rad, |x| at most 1."""
    if x.copy_abs() == 1:
        return _WIDE.divide(PI, Decimal(2)).copy_sign(x)
    # (1 − x)(1 + x), not 1 − x²: exact near the ends.
    rest = _WIDE.multiply(_WIDE.subtract(Decimal(1), x), _WIDE.add(Decimal(1), x))
    return atan(_WIDE.divide(x, _WIDE.sqrt(rest)))


def acos(x: Decimal) -> Decimal:
    """Arc cosine in rad, |x| at most 1."""
    if x == -1:
        return PI
    ratio = _WIDE.divide(_WIDE.subtract(Decimal(1), x), _WIDE.add(Decimal(1), x))
    return _WIDE.multiply(Decimal(2), atan(_WIDE.sqrt(ratio)))


def atan2(y: Decimal, x: Decimal) -> Decimal:
    """Angle of the point (x, y) in rad, −π … π; not defined at (0, 0)."""
    if x > 0:
        return atan(_WIDE.divide(y, x))
    if x == 0:
        return _WIDE.divide(PI, Decimal(2)).copy_sign(y)
    turned = atan(_WIDE.divide(y, x))
    return _WIDE.subtract(turned, PI) if y < 0 else _WIDE.add(turned, PI)


def sinh(x: Decimal) -> Decimal:
    """Hyperbolic sine."""
    if x.copy_abs() < 1:
        square = _WIDE.multiply(x, x)
        return _sum(
            x,
            lambda term, n: _WIDE.divide(
                _WIDE.multiply(term, square), Decimal(2 * n * (2 * n + 1))
            ),
        )
    return _halved(_WIDE.subtract(_WIDE.exp(x), _WIDE.exp(x.copy_negate())))


def cosh(x: Decimal) -> Decimal:
    """Hyperbolic cosine."""
    return _halved(_WIDE.add(_WIDE.exp(x), _WIDE.exp(x.copy_negate())))


def tanh(x: Decimal) -> Decimal:
    """Hyperbolic tangent."""
    if x.copy_abs() > 100:  # noqa: PLR2004 - 1 − 2·e⁻²⁰⁰ is 1 in 80 digits
        return Decimal(1).copy_sign(x)
    return _WIDE.divide(sinh(x), cosh(x))


def _halved(value: Decimal) -> Decimal:
    return _WIDE.divide(value, Decimal(2))
