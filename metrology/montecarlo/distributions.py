"""Draws from the distribution of one component, about zero, in the unit of its input.

Recipes of GUM-S1 6.4 (table 1) and annex C, written to fill arrays in place: `out` and `spare`
are of one length, what was in them is lost.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np

from metrology.errors import Code, MetrologyError
from metrology.montecarlo.streams import Floats
from metrology.uncertainty.components import Component

LEAST_DOF_WITH_STD = 2

Fill = Callable[[np.random.Generator, Floats, Floats], None]


def fill_of(component: Component) -> Fill:
    """Give what fills an array with draws of the component, its expectation at zero."""
    return _FILLS[component.distribution](component)


def is_normal(component: Component) -> bool:
    """Whether it is drawn from a normal distribution: its u is taken as known exactly."""
    return component.distribution in ("normal", "pooled") and math.isinf(component.dof)


def is_t(component: Component) -> bool:
    """Whether it is drawn from a scaled and shifted t (GUM-S1 6.4.9)."""
    return component.distribution in ("normal", "pooled", "t", "type_a") and not is_normal(
        component
    )


def scale_of(component: Component) -> float:
    """Give the scale of its t distribution: s/√n, U/t_p, or what makes a stated `std` come true.

    A t distribution has a standard deviation for ν > 2 only (GUM-S1 6.4.9.4): `std` with less
    raises `out_of_range`.
    """
    if component.distribution != "t" or "std" not in component.parameters:
        return component.u
    dof = component.dof
    if dof <= LEAST_DOF_WITH_STD:
        place = f"{component.place}.nu"
        raise MetrologyError(Code.OUT_OF_RANGE, name=place, found=repr(dof), allowed="ν > 2")
    return component.u * math.sqrt((dof - 2) / dof)


def is_widened(component: Component) -> bool:
    """Whether it is a rectangle with finite ν, drawn with inexact limits (GUM-S1 6.4.3)."""
    return component.distribution in ("rectangular", "resolution") and not math.isinf(component.dof)


def inexactness(component: Component) -> float:
    """Give d = a/√(2ν) of a rectangle whose u has ν degrees of freedom.

    GUM G.4.2 makes ν = ½(Δu/u)⁻² of a relative uncertainty of u; GUM-S1 9.5.2 takes a "reliable
    to 10 %" (ν = 50 in GUM H.1.6) as limits known to ±d = 0.1·a, and 50 % (ν = 2) as 0.5·a.
    """
    return component.half_width / math.sqrt(2 * component.dof)


def normal(std: float) -> Fill:
    """N(0, std²), GUM-S1 6.4.7."""

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.standard_normal(out=out)
        out *= std

    return fill


def divide_by_chi(
    generator: np.random.Generator, dof: float, rows: list[Floats], spare: Floats
) -> None:
    """Turn normal draws into t draws: divide by one √(χ²/ν), common to all rows (GUM-S1 C.6)."""
    generator.standard_gamma(dof / 2, out=spare)
    spare *= 2 / dof
    np.sqrt(spare, out=spare)
    for row in rows:
        np.divide(row, spare, out=row)


def _normal_or_t(component: Component) -> Fill:
    """N(0, u²), or with finite ν t_ν(0, u²): GUM-S1 6.4.9.2, .6 (pooled), .7 (certificate)."""
    dof = component.dof
    if math.isinf(dof):
        return normal(component.u)
    scale = scale_of(component)

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.standard_normal(out=out)
        divide_by_chi(generator, dof, [out], spare)
        out *= scale

    return fill


def _rectangle(half_width: float) -> Fill:
    """R(−a, a), GUM-S1 6.4.2.4."""

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.random(out=out)
        out -= 0.5
        out *= 2 * half_width

    return fill


def _rectangular(component: Component) -> Fill:
    if is_widened(component):
        return _inexact_rectangle(component.half_width, inexactness(component))
    return _rectangle(component.half_width)


def _ctrap(component: Component) -> Fill:
    return _inexact_rectangle(component.half_width, component.number("d"))


def _inexact_rectangle(half_width: float, d: float) -> Fill:
    """CTrap(−a, a, d) by two draws (6.4.3.4): a limit in a ± d, then a point between ± it."""

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.random(out=out)
        generator.random(out=spare)
        out *= 2 * d
        out += half_width - d
        spare -= 0.5
        spare *= 2
        out *= spare

    return fill


def _two_rectangles(wide: float, narrow: float) -> Fill:
    """R(−wide, wide) + R(−narrow, narrow), GUM-S1 6.4.4.4 and 6.4.5.4."""

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.random(out=out)
        generator.random(out=spare)
        out -= 0.5
        out *= 2 * wide
        spare -= 0.5
        spare *= 2 * narrow
        out += spare

    return fill


def _triangular(component: Component) -> Fill:
    return _two_rectangles(component.half_width / 2, component.half_width / 2)


def _trapezoidal(component: Component) -> Fill:
    a, top = component.half_width, component.number("top")
    return _two_rectangles((a + top) / 2, (a - top) / 2)


def _arcsine(component: Component) -> Fill:
    """U(−a, a), GUM-S1 6.4.6.4, over half a turn: the sine of the other half is the same."""
    a = component.half_width

    def fill(generator: np.random.Generator, out: Floats, spare: Floats) -> None:
        generator.random(out=out)
        out -= 0.5
        out *= math.pi
        np.sin(out, out=out)
        out *= a

    return fill


_FILLS: Mapping[str, Callable[[Component], Fill]] = {
    "normal": _normal_or_t,
    "rectangular": _rectangular,
    "triangular": _triangular,
    "trapezoidal": _trapezoidal,
    "arcsine": _arcsine,
    "ctrap": _ctrap,
    "t": _normal_or_t,
    "type_a": _normal_or_t,
    "pooled": _normal_or_t,
    "resolution": _rectangular,
}
