"""Exact powers and exponents, for factors of units."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from metrology.formula import nodes

MOST_BITS = 20_000  # far beyond all floats; and hostile powers of powers stay cheap
_LARGEST_POWER = 12


def exact_power(factor: Fraction, power: Fraction) -> Fraction | None:
    """Give factor ** power where that is a fraction of reasonable size, None where it is not."""
    if abs(power.numerator) > _LARGEST_POWER or power.denominator > _LARGEST_POWER:
        return Fraction(1) if factor == 1 else None
    if bits(factor) * abs(power.numerator) > MOST_BITS:
        return None
    above, below = (
        root(number, power.denominator) for number in (factor.numerator, factor.denominator)
    )
    return None if above is None or below is None else Fraction(above, below) ** power.numerator


def root(number: int, degree: int) -> int | None:
    """Give the whole root of a whole number, None where there is none."""
    if degree == 1:
        return number
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": Fraction.__add__,
    "-": Fraction.__sub__,
    "*": Fraction.__mul__,
    "/": Fraction.__truediv__,
}


def bits(number: Fraction) -> int:
    """Measure the size of a fraction."""
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _chained(values: Sequence[Fraction], signs: Sequence[str]) -> Fraction | None:
    total = values[0]
    for sign, value in zip(signs, values[1:], strict=True):
        total = _ARITHMETIC[sign](total, value)
        if bits(total) > MOST_BITS:
            return None
    return total


def rational(node: nodes.Node) -> Fraction | None:
    """Give the exact value of an exponent such as 2, -0.5 or 1/3; None where it is none."""
    match node:
        case nodes.Number():
            return Fraction(node.value)
        case nodes.Unary():
            value = rational(node.operand)
            return -value if value is not None and node.sign == "-" else value
        case nodes.Chain():
            values = [rational(each) for each in nodes.operands(node)]
            known = [value for value in values if value is not None]
            signs = [link.sign for link in node.links]
            divided = zip(signs, known[1:], strict=False)
            if len(known) < len(values) or any(s == "/" and v == 0 for s, v in divided):
                return None
            return _chained(known, signs)
        case _:
            return None
