"""Length, angle, area, volume, time and motion."""

from collections.abc import Mapping

from metrology.quantities.catalogue.constants import INCH, PI, STANDARD_GRAVITY, US_GALLON
from metrology.quantities.catalogue.row import Row

_PER_S2 = r"\second\tothe{-2}"

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "length": (
        Row("m", "m", "mét", "metre", "1", "meter", r"\metre"),
        Row("km", "km", "kilômét", "kilometre", "1e3", "kilometer", r"\kilo\metre"),
        Row("dm", "dm", "đêximét", "decimetre", "0.1", "decimeter", r"\deci\metre"),
        Row("cm", "cm", "xentimét", "centimetre", "0.01", "centimeter", r"\centi\metre"),
        Row("mm", "mm", "milimét", "millimetre", "1e-3", "millimeter", r"\milli\metre"),
        Row("um", "µm", "micrômét", "micrometre", "1e-6", "micrometer", r"\micro\metre",
            ("micron",)),
        Row("nm", "nm", "nanômét", "nanometre", "1e-9", "nanometer", r"\nano\metre"),
        Row("in", "in", "inch", "inch", INCH, "inch", None, ("inches", '"')),
        Row("thou", "thou", "phần nghìn inch", "thousandth of an inch", INCH / 1000, "thou"),
        Row("ft", "ft", "bộ Anh (foot)", "foot", 12 * INCH, "foot", None, ("feet",)),
    ),
    # The degree is the base: °, ′, ″ and gon then convert exactly; only the radian needs π.
    "angle": (
        Row("deg", "°", "độ (góc)", "degree (angle)", "1", "degree", r"\degree"),
        Row("arcmin", "\N{PRIME}", "phút (góc)", "minute (angle)", "1/60", "arcminute",
            r"\arcminute", ("'",)),
        Row("arcsec", "″", "giây (góc)", "second (angle)", "1/3600", "arcsecond",
            r"\arcsecond", ("''", "\N{PRIME}\N{PRIME}")),
        Row("rad", "rad", "radian", "radian", 180 / PI, "radian", r"\radian"),
        Row("mrad", "mrad", "miliradian", "milliradian", 180 / PI / 1000, "milliradian",
            r"\milli\radian"),
        Row("urad", "µrad", "micrôradian", "microradian", 180 / PI / 10**6, "microradian",
            r"\micro\radian"),
        Row("gon", "gon", "gon", "gon", "0.9", "grade", None, ("grad",)),
    ),
    "area": (
        Row("m2", "m²", "mét vuông", "square metre", "1", "meter**2", r"\metre\tothe{2}"),
        Row("cm2", "cm²", "xentimét vuông", "square centimetre", "1e-4", "centimeter**2",
            r"\centi\metre\tothe{2}"),
        Row("mm2", "mm²", "milimét vuông", "square millimetre", "1e-6", "millimeter**2",
            r"\milli\metre\tothe{2}"),
        Row("ha", "ha", "hecta", "hectare", "1e4", "hectare", r"\hectare"),
    ),
    "volume": (
        Row("m3", "m³", "mét khối", "cubic metre", "1", "meter**3", r"\metre\tothe{3}"),
        Row("dm3", "dm³", "đêximét khối", "cubic decimetre", "1e-3", "decimeter**3",
            r"\deci\metre\tothe{3}"),
        Row("cm3", "cm³", "xentimét khối", "cubic centimetre", "1e-6", "centimeter**3",
            r"\centi\metre\tothe{3}", ("cc", "ccm")),
        Row("mm3", "mm³", "milimét khối", "cubic millimetre", "1e-9", "millimeter**3",
            r"\milli\metre\tothe{3}"),
        Row("L", "L", "lít", "litre", "1e-3", "liter", r"\litre", ("l", "ℓ", "liter", "lit")),
        Row("mL", "mL", "mililít", "millilitre", "1e-6", "milliliter", r"\milli\litre", ("ml",)),
        Row("uL", "µL", "micrôlít", "microlitre", "1e-9", "microliter", r"\micro\litre",
            ("ul", "µl")),
        Row("gal_us", "gal (US)", "galông Mỹ", "gallon (US liquid)", US_GALLON, "gallon", None,
            ("US gal",)),
    ),
    "time": (
        Row("s", "s", "giây", "second", "1", "second", r"\second", ("sec",)),
        Row("ms", "ms", "mili giây", "millisecond", "1e-3", "millisecond", r"\milli\second"),
        Row("us", "µs", "micrô giây", "microsecond", "1e-6", "microsecond", r"\micro\second"),
        Row("ns", "ns", "nanô giây", "nanosecond", "1e-9", "nanosecond", r"\nano\second"),
        Row("min", "min", "phút", "minute", "60", "minute", r"\minute"),
        Row("h", "h", "giờ", "hour", "3600", "hour", r"\hour"),
        Row("d", "d", "ngày", "day", "86400", "day", r"\day"),
        # "year" alone asks which; a is the Julian year, as in UCUM and in decay data.
        Row("a", "a", "năm Julius (365,25 ngày)", "Julian year (365.25 days)", "31557600",
            "julian_year"),
    ),
    "clock_rate": (
        Row("s/s", "s/s", "giây trên giây", "second per second", "1", "second/second", r"\one"),
        Row("s/d", "s/d", "giây trên ngày", "second per day", "1/86400", "second/day",
            r"\second\day\tothe{-1}", ("s/ngày", "s/day")),
    ),
    "speed": (
        Row("m/s", "m/s", "mét trên giây", "metre per second", "1", "meter/second",
            r"\metre\second\tothe{-1}"),
        Row("mm/s", "mm/s", "milimét trên giây", "millimetre per second", "1e-3",
            "millimeter/second", r"\milli\metre\second\tothe{-1}"),
        Row("cm/s", "cm/s", "xentimét trên giây", "centimetre per second", "0.01",
            "centimeter/second", r"\centi\metre\second\tothe{-1}"),
        Row("km/h", "km/h", "kilômét trên giờ", "kilometre per hour", "5/18", "kilometer/hour",
            r"\kilo\metre\hour\tothe{-1}", ("km/giờ", "kph")),
        Row("kn", "kn", "hải lý trên giờ", "knot", "463/900", "knot", r"\knot"),
    ),
    "acceleration": (
        Row("m/s2", "m/s²", "mét trên giây bình phương", "metre per second squared", "1",
            "meter/second**2", rf"\metre{_PER_S2}"),
        Row("mm/s2", "mm/s²", "milimét trên giây bình phương", "millimetre per second squared",
            "1e-3", "millimeter/second**2", rf"\milli\metre{_PER_S2}"),
        Row("g_n", "gₙ", "gia tốc rơi tự do tiêu chuẩn", "standard gravity", STANDARD_GRAVITY,
            "standard_gravity"),
    ),
    "frequency": (
        Row("Hz", "Hz", "héc", "hertz", "1", "hertz", r"\hertz"),
        Row("kHz", "kHz", "kilôhéc", "kilohertz", "1e3", "kilohertz", r"\kilo\hertz"),
        Row("MHz", "MHz", "mêgahéc", "megahertz", "1e6", "megahertz", r"\mega\hertz"),
        Row("GHz", "GHz", "gigahéc", "gigahertz", "1e9", "gigahertz", r"\giga\hertz"),
        Row("mHz", "mHz", "milihéc", "millihertz", "1e-3", "millihertz", r"\milli\hertz"),
    ),
    "heart_rate": (
        Row("bpm", "nhịp/phút", "nhịp trên phút", "beat per minute", "1/60", "1/minute",
            r"\minute\tothe{-1}", ("nhịp/min", "beats/min")),
    ),
    # Turns, not radians: a tachometer counts turns, so 60 min⁻¹ is 1 s⁻¹.
    "rotational_speed": (
        Row("r/s", "r/s", "vòng trên giây", "revolution per second", "1", "turn/second",
            r"\second\tothe{-1}", ("vòng/giây", "rps", "r/sec", "rev/s", "turn/s", "vòng/s")),
        Row("rpm", "min⁻¹", "vòng trên phút", "revolution per minute", "1/60", "turn/minute",
            r"\minute\tothe{-1}",
            ("vòng/phút", "vg/ph", "v/ph", "r/min", "rev/min", "turn/min", "1/min",
             "vòng/phút (min⁻¹)")),
        Row("rad/s", "rad/s", "radian trên giây", "radian per second", 1 / (2 * PI),
            "radian/second", r"\radian\second\tothe{-1}"),
    ),
}
# fmt: on
