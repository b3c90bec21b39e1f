"""Temperature, temperature difference, humidity, heat."""

from collections.abc import Mapping
from fractions import Fraction

from metrology.quantities.catalogue.row import Row

_DEGF_ZERO = Fraction("459.67") * 5 / 9  # 0 °F in kelvin

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "temperature": (
        Row("degC", "°C", "độ Celsius", "degree Celsius", "1", "degree_Celsius",
            r"\degreecelsius", ("℃", "oC", "độ C", "deg C"), "interval", "273.15"),
        Row("K", "K", "kenvin", "kelvin", "1", "kelvin", r"\kelvin"),
        Row("degF", "°F", "độ Fahrenheit", "degree Fahrenheit", "5/9", "degree_Fahrenheit",
            None, ("℉", "oF", "độ F", "deg F"), "interval", _DEGF_ZERO),
        Row("degR", "°R", "độ Rankine", "degree Rankine", "5/9", "degree_Rankine"),
    ),
    # The symbol is printed like the point's (GUM H.1 writes u in °C), so it is not searchable by
    # symbol: "°C" typed by a person is a temperature, a difference is asked for by its code.
    "temperature_difference": (
        Row("delta_K", "K", "kenvin (hiệu nhiệt độ)", "kelvin (difference)", "1",
            "kelvin", r"\kelvin", ("ΔK",), "difference"),
        Row("delta_degC", "°C", "độ Celsius (hiệu nhiệt độ)", "degree Celsius (difference)", "1",
            "delta_degree_Celsius", r"\kelvin", ("Δ°C",), "difference"),
        Row("delta_degF", "°F", "độ Fahrenheit (hiệu nhiệt độ)", "degree Fahrenheit (difference)",
            "5/9", "delta_degree_Fahrenheit", None, ("Δ°F",), "difference"),
    ),
    "thermal_expansion": (
        Row("1/K", "K⁻¹", "trên kenvin", "reciprocal kelvin", "1", "1/kelvin",
            r"\kelvin\tothe{-1}"),
        Row("1/degC", "°C⁻¹", "trên độ Celsius", "reciprocal degree Celsius", "1",
            "1/delta_degree_Celsius", r"\kelvin\tothe{-1}", ("1/°C",)),
        Row("ppm/K", "10⁻⁶/K", "phần triệu trên kenvin", "part per million per kelvin", "1e-6",
            "ppm/kelvin", None, ("10-6/K", "ppm/°C", "ppm/degC")),
    ),
    # Relative humidity is a ratio of its own: 60 %RH of vapour is not 60 % of anything else.
    "relative_humidity": (
        Row("%RH", "%RH", "phần trăm độ ẩm tương đối", "per cent relative humidity", "0.01",
            "percent", r"\percent", ("%rh", "% RH", "RH%", "%R.H.", "% r.h.", "%rF")),
    ),
    "thermal_conductivity": (
        Row("W/(m.K)", "W/(m·K)", "oát trên mét kenvin", "watt per metre kelvin", "1",
            "watt/meter/kelvin", r"\watt\metre\tothe{-1}\kelvin\tothe{-1}", ("W/m.K",)),
    ),
}
# fmt: on
