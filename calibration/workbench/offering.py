"""The units that the workbench offers while one types; every unit of the catalogue may be typed."""

from typing import NamedTuple

from calibration.workbench.numbers import decimal_comma
from metrology.quantities.units import find_unit

_OFFERED = (
    "nm", "µm", "mm", "m", "mg", "g", "kg", "t", "Pa", "kPa", "MPa", "bar", "mbar", "°C", "Δ°C",
    "K", "%RH", "V", "mV", "µV", "kV", "A", "mA", "Ω", "mΩ", "kΩ", "MΩ", "W", "kW", "kWh", "s",
    "min", "h", "Hz", "kHz", "MHz", "mL", "L", "m³", "m³/h", "L/min", "N", "kN", "Nm", "lx",
    "dB", "pH", "rad", "°", "%", "ppm", "1",
)  # fmt: skip


class Offer(NamedTuple):
    """A unit to choose: what is written into the field, and its name."""

    text: str
    name: str


def offered_units() -> list[Offer]:
    """The usual units with their names in the reader's language."""
    return [Offer(text, _name(text)) for text in _OFFERED]


def _name(text: str) -> str:
    unit = find_unit(text)
    return unit.name_vi if decimal_comma() else unit.name_en
