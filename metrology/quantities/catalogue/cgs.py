"""CGS units of electricity, magnetism, light and radiation (NIST SP 811, appendix B.8 and B.9).

pint keeps gauss, oersted, maxwell and the stat-units in Gaussian dimensions, where they do not
convert to the SI, so the oracle has no say there. The stat-units carry the speed of light as it was
when they were defined: exactly 299 792 458 m/s.
"""

from collections.abc import Mapping
from fractions import Fraction

from metrology.quantities.catalogue.constants import FOOT, INCH, LIGHT_SPEED, PI
from metrology.quantities.catalogue.row import Row

_STATC = Fraction(1, 10 * LIGHT_SPEED)  # C
_STATV = Fraction(LIGHT_SPEED, 10**6)  # V

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "current": (
        Row("abA", "abA", "abampe", "abampere", "10", "abampere", None, ("abampere", "biot")),
        Row("statA", "statA", "statampe", "statampere", _STATC),
    ),
    "charge": (
        Row("abC", "abC", "abculông", "abcoulomb", "10", "abcoulomb"),
        Row("statC", "statC", "statculông", "statcoulomb", _STATC, None, None,
            ("franklin", "Fr")),
        Row("faraday", "faraday", "faraday", "faraday", "96485.33212331001840"),
    ),
    "voltage": (
        Row("abV", "abV", "abvôn", "abvolt", "1e-8", "abvolt"),
        Row("statV", "statV", "statvôn", "statvolt", _STATV),
    ),
    "resistance": (
        Row("abohm", "abΩ", "abôm", "abohm", "1e-9", "abohm"),
        Row("statohm", "statΩ", "statôm", "statohm", _STATV / _STATC),
    ),
    "conductance": (
        Row("abmho", "abmho", "abmho", "abmho", "1e9", "abmho", None, ("abS",)),
        Row("statmho", "statmho", "statmho", "statmho", _STATC / _STATV),
    ),
    "capacitance": (
        Row("abF", "abF", "abfara", "abfarad", "1e9", "abfarad"),
        Row("statF", "statF", "statfara", "statfarad", _STATC / _STATV),
    ),
    "inductance": (
        Row("abH", "abH", "abhenry", "abhenry", "1e-9", "abhenry"),
        Row("statH", "statH", "stathenry", "stathenry", _STATV / _STATC),
    ),
    "electric_dipole_moment": (
        Row("C.m", "C·m", "culông mét", "coulomb metre", "1", "coulomb*meter",
            r"\coulomb\metre"),
        Row("debye", "debye", "debye", "debye", Fraction(1, 10**21 * LIGHT_SPEED)),
    ),
    "magnetic_field_strength": (
        Row("Oe", "Oe", "oersted", "oersted", 250 / PI),
    ),
    "magnetic_flux": (
        Row("Mx", "Mx", "maxwell", "maxwell", "1e-8"),
        Row("unit_pole", "unit pole", "cực đơn vị", "unit pole", 4 * PI / 10**8),
    ),
    "magnetic_flux_density": (
        Row("mG", "mG", "miligauxơ", "milligauss", "1e-7"),
        Row("gamma", "γ", "gamma", "gamma", "1e-9", "gamma"),
    ),
    "magnetomotive_force": (
        Row("A_turn", "A (vòng)", "ampe vòng", "ampere turn", "1", "ampere", r"\ampere"),
        Row("Gb", "Gb", "gilbert", "gilbert", 10 / (4 * PI), None, None, ("Gi",)),
    ),
    "resistivity": (
        Row("ohm.cmil/ft", "Ω·cmil/ft", "ôm mil tròn trên foot", "ohm circular-mil per foot",
            PI / 4 * (INCH / 1000)**2 / FOOT),
    ),
    "wavenumber": (
        Row("kayser", "kayser", "kayser", "kayser", "100", "reciprocal_centimeter"),
    ),
    "illuminance": (
        Row("fc", "fc", "nến foot", "footcandle", 1 / FOOT**2, "lumen/foot**2", None,
            ("lm/ft2", "footcandles")),
        Row("phot", "phot", "phot", "phot", "1e4"),
    ),
    "luminance": (
        Row("sb", "sb", "stilb", "stilb", "1e4", "stilb"),
        Row("lambert", "lambert", "lambert", "lambert", 10**4 / PI),
        Row("fL", "fL", "footlambert", "footlambert", 1 / (PI * FOOT**2)),
        Row("cd/in2", "cd/in²", "canđêla trên inch vuông", "candela per square inch",
            1 / INCH**2, "candela/inch**2"),
    ),
    "irradiance": (
        Row("W/in2", "W/in²", "oát trên inch vuông", "watt per square inch", 1 / INCH**2,
            "watt/inch**2"),
    ),
    "activity": (
        Row("Ci", "Ci", "curi", "curie", "3.7e10", "curie"),
        Row("mCi", "mCi", "milicuri", "millicurie", "3.7e7", "millicurie"),
        Row("uCi", "µCi", "micrôcuri", "microcurie", "3.7e4", "microcurie"),
        Row("nCi", "nCi", "nanôcuri", "nanocurie", "37", "nanocurie"),
    ),
    # "rad" alone is the radian; SP 811 writes rd where the two could be confused.
    "absorbed_dose": (
        Row("rad_dose", "rad (liều)", "rad (liều hấp thụ)", "rad (absorbed dose)", "0.01", "rads"),
    ),
    "dose_equivalent": (
        Row("rem", "rem", "rem", "rem", "0.01", "rem"),
        Row("mrem", "mrem", "milirem", "millirem", "1e-5", "millirem"),
    ),
    "dose_equivalent_rate": (
        Row("mrem/h", "mrem/h", "milirem trên giờ", "millirem per hour", "1/360000000",
            "millirem/hour"),
    ),
    "exposure": (
        Row("C/kg", "C/kg", "culông trên kilôgam", "coulomb per kilogram", "1",
            "coulomb/kilogram", r"\coulomb\kilogram\tothe{-1}"),
        Row("R", "R", "rơnghen", "roentgen", "2.58e-4", "roentgen"),
        Row("mR", "mR", "milirơnghen", "milliroentgen", "2.58e-7", "milliroentgen"),
    ),
    "exposure_rate": (
        Row("R/h", "R/h", "rơnghen trên giờ", "roentgen per hour", Fraction("2.58e-4") / 3600,
            "roentgen/hour"),
        Row("mR/h", "mR/h", "milirơnghen trên giờ", "milliroentgen per hour",
            Fraction("2.58e-7") / 3600, "milliroentgen/hour"),
    ),
}
# fmt: on
