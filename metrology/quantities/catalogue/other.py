"""Sound, light, radiation, counts and money."""

from collections.abc import Mapping

from metrology.quantities.catalogue.row import Row

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    # Levels are logarithms: they neither add nor scale (NIST SP 811, 8.7), so no factor leads out.
    "sound_level": (
        Row("dB", "dB", "đêxiben", "decibel", "1", None, r"\decibel",
            (), "scale"),
        # The weighting belongs to the value: 80 dB(A) and 80 dB(C) are two different sounds.
        Row("dB(A)", "dB(A)", "đêxiben trọng số A", "decibel, A-weighted", "1", None, r"\decibel",
            ("dBA",), "scale"),
        Row("dB(C)", "dB(C)", "đêxiben trọng số C", "decibel, C-weighted", "1", None, r"\decibel",
            ("dBC",), "scale"),
    ),
    "power_level": (
        Row("dBm", "dBm", "đêxiben miliwat", "decibel milliwatt", "1", None, None, (), "scale"),
    ),
    "luminous_intensity": (
        Row("cd", "cd", "canđêla", "candela", "1", "candela", r"\candela"),
    ),
    "luminous_flux": (
        Row("lm", "lm", "lumen", "lumen", "1", "lumen", r"\lumen"),
    ),
    "illuminance": (
        Row("lx", "lx", "lux", "lux", "1", "lux", r"\lux"),
        Row("klx", "klx", "kilôlux", "kilolux", "1e3", "kilolux", r"\kilo\lux"),
    ),
    "luminance": (
        Row("cd/m2", "cd/m²", "canđêla trên mét vuông", "candela per square metre", "1",
            "candela/meter**2", r"\candela\metre\tothe{-2}"),
    ),
    "irradiance": (
        Row("W/m2", "W/m²", "oát trên mét vuông", "watt per square metre", "1", "watt/meter**2",
            r"\watt\metre\tothe{-2}"),
        Row("mW/cm2", "mW/cm²", "milioát trên xentimét vuông", "milliwatt per square centimetre",
            "10", "milliwatt/centimeter**2", r"\milli\watt\centi\metre\tothe{-2}"),
        Row("uW/cm2", "µW/cm²", "micrôoát trên xentimét vuông", "microwatt per square centimetre",
            "0.01", "microwatt/centimeter**2", r"\micro\watt\centi\metre\tothe{-2}"),
    ),
    "optical_power": (
        Row("dpt", "D", "điốp", "dioptre", "1", "1/meter", r"\metre\tothe{-1}", ("dioptre",)),
    ),
    "activity": (
        Row("Bq", "Bq", "becquerel", "becquerel", "1", "becquerel", r"\becquerel"),
        Row("kBq", "kBq", "kilôbecquerel", "kilobecquerel", "1e3", "kilobecquerel",
            r"\kilo\becquerel"),
        Row("MBq", "MBq", "mêgabecquerel", "megabecquerel", "1e6", "megabecquerel",
            r"\mega\becquerel"),
        Row("GBq", "GBq", "gigabecquerel", "gigabecquerel", "1e9", "gigabecquerel",
            r"\giga\becquerel"),
    ),
    "absorbed_dose": (
        Row("Gy", "Gy", "gray", "gray", "1", "gray", r"\gray"),
        Row("mGy", "mGy", "miligray", "milligray", "1e-3", "milligray", r"\milli\gray"),
        Row("uGy", "µGy", "micrôgray", "microgray", "1e-6", "microgray", r"\micro\gray"),
    ),
    "dose_equivalent": (
        Row("Sv", "Sv", "sievert", "sievert", "1", "sievert", r"\sievert"),
        Row("mSv", "mSv", "milisievert", "millisievert", "1e-3", "millisievert",
            r"\milli\sievert"),
        Row("uSv", "µSv", "micrôsievert", "microsievert", "1e-6", "microsievert",
            r"\micro\sievert"),
    ),
    "dose_equivalent_rate": (
        Row("Sv/h", "Sv/h", "sievert trên giờ", "sievert per hour", "1/3600", "sievert/hour",
            r"\sievert\hour\tothe{-1}"),
        Row("mSv/h", "mSv/h", "milisievert trên giờ", "millisievert per hour", "1/3600000",
            "millisievert/hour", r"\milli\sievert\hour\tothe{-1}"),
        Row("uSv/h", "µSv/h", "micrôsievert trên giờ", "microsievert per hour", "1/3600000000",
            "microsievert/hour", r"\micro\sievert\hour\tothe{-1}"),
    ),
    "pulses_per_distance": (
        Row("imp/km", "imp/km", "xung trên kilômét", "impulse per kilometre", "1e-3",
            "1/kilometer", None, ("xung/km",), "count"),
    ),
    "count": (
        Row("count", "lần đếm", "số đếm", "count", "1", None, None, ("imp", "xung"), "count"),
    ),
    "money": (
        Row("VND", "đồng", "đồng Việt Nam", "Vietnamese dong", "1", None, None,
            ("đ", "₫", "vnd"), "count"),
    ),
    "unit_price_volume": (
        Row("VND/L", "đồng/L", "đồng trên lít", "dong per litre", "1e3", None, None,
            ("đ/L", "đồng/lít"), "count"),
    ),
}
# fmt: on
