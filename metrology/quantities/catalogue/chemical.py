"""Ratios, amount of substance, and the scales of chemistry and optics in solution."""

from collections.abc import Mapping

from metrology.quantities.catalogue.row import Row

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "ratio": (
        Row("1", "1", "một", "one", "1", "dimensionless", r"\one", ("–", "-")),
        Row("%", "%", "phần trăm", "per cent", "0.01", "percent", r"\percent", ("percent",)),
        Row("permille", "‰", "phần nghìn", "per mille", "1e-3", "permille"),
        Row("ppm", "ppm", "phần triệu", "part per million", "1e-6", "ppm", r"\ppm"),
        Row("ppb", "ppb", "phần tỉ", "part per billion", "1e-9"),
        Row("um/m", "µm/m", "micrômét trên mét", "micrometre per metre", "1e-6",
            "micrometer/meter", r"\micro\metre\metre\tothe{-1}"),
        Row("mm/m", "mm/m", "milimét trên mét", "millimetre per metre", "1e-3",
            "millimeter/meter", r"\milli\metre\metre\tothe{-1}"),
        Row("mm/km", "mm/km", "milimét trên kilômét", "millimetre per kilometre", "1e-6",
            "millimeter/kilometer", r"\milli\metre\kilo\metre\tothe{-1}"),
        Row("mV/V", "mV/V", "milivôn trên vôn", "millivolt per volt", "1e-3", "millivolt/volt",
            r"\milli\volt\volt\tothe{-1}"),
    ),
    "amount_of_substance": (
        Row("mol", "mol", "mol", "mole", "1", "mole", r"\mole"),
        Row("mmol", "mmol", "milimol", "millimole", "1e-3", "millimole", r"\milli\mole"),
    ),
    "amount_concentration": (
        Row("mol/m3", "mol/m³", "mol trên mét khối", "mole per cubic metre", "1",
            "mole/meter**3", r"\mole\metre\tothe{-3}"),
        Row("mol/L", "mol/L", "mol trên lít", "mole per litre", "1e3", "mole/liter",
            r"\mole\litre\tothe{-1}", ("mol/l",)),
        Row("mmol/L", "mmol/L", "milimol trên lít", "millimole per litre", "1", "millimole/liter",
            r"\milli\mole\litre\tothe{-1}", ("mmol/l",)),
    ),
    "acidity": (
        Row("pH", "pH", "pH", "pH", "1", None, None, ("ph", "PH"), "scale"),
    ),
    "turbidity": (
        Row("NTU", "NTU", "đơn vị độ đục NTU", "nephelometric turbidity unit", "1", None, None,
            ("ntu",), "scale"),
    ),
    "turbidity_formazin": (
        Row("FNU", "FNU", "đơn vị độ đục FNU", "formazin nephelometric unit", "1", None, None,
            (), "scale"),
    ),
    "absorbance": (
        Row("Abs", "Abs", "độ hấp thụ", "absorbance", "1", None, None, ("AU", "abs"), "scale"),
    ),
    "sugar_scale": (
        Row("degZ", "°Z", "độ Z (thang đường quốc tế)", "degree Z (international sugar scale)",
            "1", None, None, (), "scale"),
    ),
    "brix": (
        Row("degBx", "°Bx", "độ Brix", "degree Brix", "1", None, None, ("°Brix", "Bx"), "scale"),
    ),
    "particle_concentration": (
        Row("1/m3", "hạt/m³", "hạt trên mét khối", "particle per cubic metre", "1",
            "1/meter**3", r"\metre\tothe{-3}", ("particles/m3", "pcs/m3"), "count"),
        Row("1/L", "hạt/L", "hạt trên lít", "particle per litre", "1e3", "1/liter",
            r"\litre\tothe{-1}", ("particles/L", "pcs/L"), "count"),
    ),
}
# fmt: on
