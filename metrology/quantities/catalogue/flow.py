"""Volume flow and mass flow."""

from collections.abc import Mapping

from metrology.quantities.catalogue.constants import US_GALLON
from metrology.quantities.catalogue.row import Row

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "volume_flow": (
        Row("m3/s", "m³/s", "mét khối trên giây", "cubic metre per second", "1",
            "meter**3/second", r"\metre\tothe{3}\second\tothe{-1}"),
        Row("m3/h", "m³/h", "mét khối trên giờ", "cubic metre per hour", "1/3600",
            "meter**3/hour", r"\metre\tothe{3}\hour\tothe{-1}", ("m³/giờ",)),
        Row("m3/min", "m³/min", "mét khối trên phút", "cubic metre per minute", "1/60",
            "meter**3/minute", r"\metre\tothe{3}\minute\tothe{-1}", ("m³/phút",)),
        Row("L/s", "L/s", "lít trên giây", "litre per second", "1e-3", "liter/second",
            r"\litre\second\tothe{-1}", ("l/s",)),
        Row("L/min", "L/min", "lít trên phút", "litre per minute", "1/60000", "liter/minute",
            r"\litre\minute\tothe{-1}", ("l/min", "lpm", "L/phút", "lít/phút", "L/ph")),
        Row("L/h", "L/h", "lít trên giờ", "litre per hour", "1/3600000", "liter/hour",
            r"\litre\hour\tothe{-1}", ("l/h", "L/giờ", "lít/giờ")),
        Row("mL/min", "mL/min", "mililít trên phút", "millilitre per minute", "1/60000000",
            "milliliter/minute", r"\milli\litre\minute\tothe{-1}", ("ml/min",)),
        Row("mL/h", "mL/h", "mililít trên giờ", "millilitre per hour", "1/3600000000",
            "milliliter/hour", r"\milli\litre\hour\tothe{-1}", ("ml/h",)),
        Row("gal_us/min", "gal (US)/min", "galông Mỹ trên phút", "gallon (US) per minute",
            US_GALLON / 60, "gallon/minute", None, ("GPM", "gpm")),
    ),
    "mass_flow": (
        Row("kg/s", "kg/s", "kilôgam trên giây", "kilogram per second", "1", "kilogram/second",
            r"\kilogram\second\tothe{-1}"),
        Row("kg/min", "kg/min", "kilôgam trên phút", "kilogram per minute", "1/60",
            "kilogram/minute", r"\kilogram\minute\tothe{-1}"),
        Row("kg/h", "kg/h", "kilôgam trên giờ", "kilogram per hour", "1/3600", "kilogram/hour",
            r"\kilogram\hour\tothe{-1}"),
        Row("g/min", "g/min", "gam trên phút", "gram per minute", "1/60000", "gram/minute",
            r"\gram\minute\tothe{-1}"),
        Row("t/h", "t/h", "tấn trên giờ", "tonne per hour", "5/18", "metric_ton/hour",
            r"\tonne\hour\tothe{-1}", ("tấn/giờ",)),
    ),
}
# fmt: on
