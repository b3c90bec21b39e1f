"""Mass and conventional mass (OIML D 28:2004; OIML R 111-1:2004), and the air they are weighed in.

The conventional mass of a body is the mass of the standard of density 8000 kg/m³ that balances it
in air of 1.2 kg/m³ at 20 °C. Both are given in kilograms and are two quantities: for a stainless
steel weight they differ by parts in 10⁶, for aluminium by 3 parts in 10⁴.
"""

import math
from decimal import Decimal
from fractions import Fraction

from metrology.bounds import finite, out_of_range, positive
from metrology.decimals import from_fraction

REFERENCE_DENSITY = Decimal(8000)  # kg/m³, ρ_c
REFERENCE_AIR_DENSITY = Decimal("1.2")  # kg/m³, ρ_0


def conventional_from_mass(mass: Decimal, density: Decimal) -> Decimal:
    """Give m_c = m (1 − ρ_0/ρ)/(1 − ρ_0/ρ_c), in the unit of `mass`; `density` in kg/m³.

    Exact where a finite decimal exists, else 34 digits. Raises `not_a_number`, and `out_of_range`
    for a density not above that of the air.
    """
    return from_fraction(Fraction(finite("mass", mass)) * _conventional_ratio(density))


def mass_from_conventional(conventional: Decimal, density: Decimal) -> Decimal:
    """Give m = m_c (1 − ρ_0/ρ_c)/(1 − ρ_0/ρ), in the unit of `conventional`; `density` in kg/m³.

    Raises as `conventional_from_mass`.
    """
    exact = Fraction(finite("conventional mass", conventional))
    return from_fraction(exact / _conventional_ratio(density))


def buoyancy_correction(
    density: Decimal, reference_density: Decimal, air_density: Decimal
) -> Decimal:
    """Give C = (ρ_a − ρ_0)(1/ρ_t − 1/ρ_r), OIML R 111-1, annex C: the correction per unit of m_c.

    All densities in kg/m³: of the weight under test, of the reference, of the air while weighing.
    The conventional mass difference is Δm_c = ΔI + m_cr·C. It vanishes in air of 1.2 kg/m³.

    Raises `not_a_number`, `out_of_range` for densities that are not positive.
    """
    test = Fraction(positive("density", density))
    reference = Fraction(positive("reference density", reference_density))
    air = Fraction(positive("air density", air_density))
    return from_fraction((air - Fraction(REFERENCE_AIR_DENSITY)) * (1 / test - 1 / reference))


def air_density(temperature: float, humidity: float, pressure: float) -> float:
    """Give the density of air in kg/m³ by the approximation of OIML R 111-1, E.3-1.

    `temperature` in °C, relative `humidity` in %, absolute `pressure` in hPa. Good to 2 parts in
    10⁴ between 900 hPa and 1100 hPa, 10 °C and 30 °C, below 80 %; outside it raises
    `out_of_range`.
    """
    _within("temperature", temperature, 10, 30)
    _within("humidity", humidity, 0, 80)
    _within("pressure", pressure, 900, 1100)
    vapour = 0.009 * humidity * math.exp(0.061 * temperature)
    return (0.34848 * pressure - vapour) / (273.15 + temperature)


def _conventional_ratio(density: Decimal) -> Fraction:
    air = Fraction(REFERENCE_AIR_DENSITY)
    own = Fraction(finite("density", density))
    if own <= air:
        raise out_of_range("density", density, f"> {REFERENCE_AIR_DENSITY} kg/m³")
    return (1 - air / own) / (1 - air / Fraction(REFERENCE_DENSITY))


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= finite(name, value) <= high:
        raise out_of_range(name, value, f"{low} … {high}")
