"""Exact numbers in and out: the few places where Decimal, Fraction and float meet."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction

LONGEST_EXACT = 64
DIGITS = 34  # as many as IEEE 754 decimal128 carries: far beyond any reading

CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-9999,
    Emax=9999,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

_WIDE = Context(prec=3 * DIGITS, Emin=-9999, Emax=9999)

Number = Decimal | float | int


def from_fraction(value: Fraction) -> Decimal:
    """Turn a fraction into the shortest exact decimal, else 34 significant digits.

    A decimal of more than 64 digits is not exact knowledge but a factor that was cut, such as π.
    """
    numerator, denominator = value.numerator, value.denominator
    twos = _times(denominator, 2)
    fives = _times(denominator, 5)
    if denominator != 2**twos * 5**fives:
        return CONTEXT.divide(Decimal(numerator), Decimal(denominator))
    places = max(twos, fives)
    digits = str(abs(numerator) * 10**places // denominator)
    if len(digits) > LONGEST_EXACT:
        return CONTEXT.divide(Decimal(numerator), Decimal(denominator))
    return Decimal((int(numerator < 0), tuple(map(int, digits)), -places))


def root(square: Fraction) -> Decimal:
    """Give a square root to 34 digits, rounded once."""
    numerator, denominator = Decimal(square.numerator), Decimal(square.denominator)
    return CONTEXT.plus(_WIDE.sqrt(_WIDE.divide(numerator, denominator)))


def to_decimal(value: Number) -> Decimal:
    """Take a number as it is written: 0.1 is one tenth, not its nearest binary neighbour."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _times(number: int, prime: int) -> int:
    """Count how often a prime divides a number."""
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count
