"""Mass, density, force, torque, pressure, energy, power, viscosity, hardness."""

from collections.abc import Mapping

from metrology.quantities.catalogue.constants import (
    ELECTRONVOLT,
    INCH,
    MERCURY,
    POUND,
    POUND_FORCE,
    STANDARD_GRAVITY,
)
from metrology.quantities.catalogue.row import Row

_PSI = POUND_FORCE / INCH**2
_MMHG = MERCURY * STANDARD_GRAVITY / 1000  # 133.322387415 Pa, the conventional value

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "mass": (
        Row("kg", "kg", "kilôgam", "kilogram", "1", "kilogram", r"\kilogram"),
        Row("g", "g", "gam", "gram", "1e-3", "gram", r"\gram"),
        Row("mg", "mg", "miligam", "milligram", "1e-6", "milligram", r"\milli\gram"),
        Row("ug", "µg", "micrôgam", "microgram", "1e-9", "microgram", r"\micro\gram", ("mcg",)),
        Row("t", "t", "tấn", "tonne", "1e3", "metric_ton", r"\tonne"),
        Row("lb", "lb", "pao (pound)", "pound", POUND, "pound", None, ("lbs",)),
        Row("oz", "oz", "aoxơ (avoirdupois)", "ounce (avoirdupois)", POUND / 16, "ounce"),
        Row("ct", "ct", "cara", "metric carat", "2e-4", "carat", None, ("carat",)),
    ),
    "density": (
        Row("kg/m3", "kg/m³", "kilôgam trên mét khối", "kilogram per cubic metre", "1",
            "kilogram/meter**3", r"\kilogram\metre\tothe{-3}"),
        Row("g/cm3", "g/cm³", "gam trên xentimét khối", "gram per cubic centimetre", "1e3",
            "gram/centimeter**3", r"\gram\centi\metre\tothe{-3}"),
        Row("g/mL", "g/mL", "gam trên mililít", "gram per millilitre", "1e3", "gram/milliliter",
            r"\gram\milli\litre\tothe{-1}", ("g/ml",)),
        Row("kg/L", "kg/L", "kilôgam trên lít", "kilogram per litre", "1e3", "kilogram/liter",
            r"\kilogram\litre\tothe{-1}", ("kg/l",)),
        Row("g/L", "g/L", "gam trên lít", "gram per litre", "1", "gram/liter",
            r"\gram\litre\tothe{-1}", ("g/l",)),
        Row("mg/L", "mg/L", "miligam trên lít", "milligram per litre", "1e-3", "milligram/liter",
            r"\milli\gram\litre\tothe{-1}", ("mg/l",)),
        Row("ug/L", "µg/L", "micrôgam trên lít", "microgram per litre", "1e-6", "microgram/liter",
            r"\micro\gram\litre\tothe{-1}", ("ug/l", "µg/l")),
        Row("mg/m3", "mg/m³", "miligam trên mét khối", "milligram per cubic metre", "1e-6",
            "milligram/meter**3", r"\milli\gram\metre\tothe{-3}"),
        Row("ug/m3", "µg/m³", "micrôgam trên mét khối", "microgram per cubic metre", "1e-9",
            "microgram/meter**3", r"\micro\gram\metre\tothe{-3}"),
    ),
    "force": (
        Row("N", "N", "niutơn", "newton", "1", "newton", r"\newton"),
        Row("mN", "mN", "miliniutơn", "millinewton", "1e-3", "millinewton", r"\milli\newton"),
        Row("kN", "kN", "kilôniutơn", "kilonewton", "1e3", "kilonewton", r"\kilo\newton"),
        Row("MN", "MN", "mêganiutơn", "meganewton", "1e6", "meganewton", r"\mega\newton"),
        Row("kgf", "kgf", "kilôgam lực", "kilogram-force", STANDARD_GRAVITY, "kilogram_force",
            None, ("kG", "kp")),
        Row("tf", "tf", "tấn lực", "tonne-force", 1000 * STANDARD_GRAVITY,
            "metric_ton*standard_gravity", None, ("T lực",)),
        Row("lbf", "lbf", "pao lực", "pound-force", POUND_FORCE, "pound_force"),
    ),
    "torque": (
        Row("N.m", "N·m", "niutơn mét", "newton metre", "1", "newton*meter", r"\newton\metre",
            ("Nm",)),
        Row("N.mm", "N·mm", "niutơn milimét", "newton millimetre", "1e-3", "newton*millimeter",
            r"\newton\milli\metre", ("Nmm",)),
        Row("N.cm", "N·cm", "niutơn xentimét", "newton centimetre", "0.01", "newton*centimeter",
            r"\newton\centi\metre", ("Ncm",)),
        Row("kN.m", "kN·m", "kilôniutơn mét", "kilonewton metre", "1e3", "kilonewton*meter",
            r"\kilo\newton\metre", ("kNm",)),
        Row("kgf.cm", "kgf·cm", "kilôgam lực xentimét", "kilogram-force centimetre",
            STANDARD_GRAVITY / 100, "kilogram_force*centimeter", None, ("kG.cm",)),
        Row("kgf.m", "kgf·m", "kilôgam lực mét", "kilogram-force metre", STANDARD_GRAVITY,
            "kilogram_force*meter", None, ("kG.m",)),
        Row("lbf.ft", "lbf·ft", "pao lực bộ", "pound-force foot", POUND_FORCE * 12 * INCH,
            "pound_force*foot", None, ("ft.lbf", "ft-lb", "lbf-ft")),
        Row("lbf.in", "lbf·in", "pao lực inch", "pound-force inch", POUND_FORCE * INCH,
            "pound_force*inch", None, ("in.lbf", "in-lb", "lbf-in")),
    ),
    "stiffness": (
        Row("N/m", "N/m", "niutơn trên mét", "newton per metre", "1", "newton/meter",
            r"\newton\metre\tothe{-1}"),
        Row("N/mm", "N/mm", "niutơn trên milimét", "newton per millimetre", "1e3",
            "newton/millimeter", r"\newton\milli\metre\tothe{-1}"),
    ),
    # Gauge, absolute and differential pressure share these units and are told apart as kinds of
    # quantity (NIST SP 811, 7.4): there is no "barg".
    "pressure": (
        Row("Pa", "Pa", "pascal", "pascal", "1", "pascal", r"\pascal"),
        Row("hPa", "hPa", "hectôpascal", "hectopascal", "100", "hectopascal", r"\hecto\pascal"),
        Row("kPa", "kPa", "kilôpascal", "kilopascal", "1e3", "kilopascal", r"\kilo\pascal",
            ("KPa",)),
        Row("MPa", "MPa", "mêgapascal", "megapascal", "1e6", "megapascal", r"\mega\pascal"),
        Row("GPa", "GPa", "gigapascal", "gigapascal", "1e9", "gigapascal", r"\giga\pascal"),
        Row("bar", "bar", "bar", "bar", "1e5", "bar", r"\bar", ("Bar", "BAR")),
        Row("mbar", "mbar", "milibar", "millibar", "100", "millibar", r"\milli\bar"),
        Row("kgf/cm2", "kgf/cm²", "kilôgam lực trên xentimét vuông",
            "kilogram-force per square centimetre", "98066.5", "technical_atmosphere", None,
            ("kG/cm2", "kg/cm2", "KG/cm2", "Kg/cm2", "at")),
        Row("psi", "psi", "pao lực trên inch vuông", "pound-force per square inch", _PSI, "psi",
            None, ("lbf/in2", "PSI", "Psi")),
        Row("mmHg", "mmHg", "milimét thủy ngân", "millimetre of mercury", _MMHG,
            "millimeter_Hg", r"\mmHg", ("mm Hg",)),
        Row("inHg", "inHg", "inch thủy ngân", "inch of mercury", _MMHG * INCH * 1000, "inch_Hg"),
        Row("Torr", "Torr", "torr", "torr", "101325/760", "torr", None, ("torr",)),
        Row("atm", "atm", "atmôtphe tiêu chuẩn", "standard atmosphere", "101325", "atm"),
        Row("mmH2O", "mmH₂O", "milimét cột nước", "millimetre of water", STANDARD_GRAVITY,
            "mmH2O"),
        Row("cmH2O", "cmH₂O", "xentimét cột nước", "centimetre of water", STANDARD_GRAVITY * 10,
            "cmH2O"),
        Row("inH2O", "inH₂O", "inch cột nước", "inch of water",
            STANDARD_GRAVITY * INCH * 1000, "inH2O"),
    ),
    "energy": (
        Row("J", "J", "jun", "joule", "1", "joule", r"\joule"),
        Row("kJ", "kJ", "kilôjun", "kilojoule", "1e3", "kilojoule", r"\kilo\joule"),
        Row("MJ", "MJ", "mêgajun", "megajoule", "1e6", "megajoule", r"\mega\joule"),
        Row("W.h", "W·h", "oát giờ", "watt hour", "3600", "watt*hour", r"\watt\hour", ("Wh",)),
        Row("kW.h", "kW·h", "kilôoát giờ", "kilowatt hour", "3.6e6", "kilowatt*hour",
            r"\kilo\watt\hour", ("kWh",)),
        Row("MW.h", "MW·h", "mêgaoát giờ", "megawatt hour", "3.6e9", "megawatt*hour",
            r"\mega\watt\hour", ("MWh",)),
        Row("eV", "eV", "electronvôn", "electronvolt", ELECTRONVOLT, "electron_volt",
            r"\electronvolt"),
        Row("keV", "keV", "kilôelectronvôn", "kiloelectronvolt", ELECTRONVOLT * 1000,
            "kiloelectron_volt", r"\kilo\electronvolt"),
        Row("cal", "cal", "calo (nhiệt hóa)", "calorie (thermochemical)", "4.184", "calorie",
            None, ("cal_th",)),
    ),
    "power": (
        Row("W", "W", "oát", "watt", "1", "watt", r"\watt"),
        Row("mW", "mW", "milioát", "milliwatt", "1e-3", "milliwatt", r"\milli\watt"),
        Row("uW", "µW", "micrôoát", "microwatt", "1e-6", "microwatt", r"\micro\watt"),
        Row("kW", "kW", "kilôoát", "kilowatt", "1e3", "kilowatt", r"\kilo\watt"),
        Row("MW", "MW", "mêgaoát", "megawatt", "1e6", "megawatt", r"\mega\watt"),
    ),
    "dynamic_viscosity": (
        Row("Pa.s", "Pa·s", "pascal giây", "pascal second", "1", "pascal*second",
            r"\pascal\second"),
        Row("mPa.s", "mPa·s", "milipascal giây", "millipascal second", "1e-3",
            "millipascal*second", r"\milli\pascal\second"),
        Row("cP", "cP", "xentipoazơ", "centipoise", "1e-3", "centipoise"),
    ),
    "kinematic_viscosity": (
        Row("m2/s", "m²/s", "mét vuông trên giây", "square metre per second", "1",
            "meter**2/second", r"\metre\tothe{2}\second\tothe{-1}"),
        Row("mm2/s", "mm²/s", "milimét vuông trên giây", "square millimetre per second", "1e-6",
            "millimeter**2/second", r"\milli\metre\tothe{2}\second\tothe{-1}"),
        Row("cSt", "cSt", "xentistốc", "centistokes", "1e-6", "centistokes"),
    ),
    # Ordinal scales (VIM 1.26): no arithmetic leads from one to another.
    "hardness_rockwell_c": (
        Row("HRC", "HRC", "độ cứng Rockwell C", "Rockwell C hardness", "1", kind="scale"),
    ),
    "hardness_rockwell_b": (
        Row("HRB", "HRB", "độ cứng Rockwell B", "Rockwell B hardness", "1", kind="scale"),
    ),
    "hardness_rockwell_a": (
        Row("HRA", "HRA", "độ cứng Rockwell A", "Rockwell A hardness", "1", kind="scale"),
    ),
    "hardness_vickers": (
        Row("HV", "HV", "độ cứng Vickers", "Vickers hardness", "1", kind="scale"),
    ),
    "hardness_brinell": (
        Row("HB", "HB", "độ cứng Brinell", "Brinell hardness", "1", None, None, ("HBW",), "scale"),
    ),
    "hardness_shore_a": (
        Row("Shore_A", "Shore A", "độ cứng Shore A", "Shore A hardness", "1", None, None,
            ("HA",), "scale"),
    ),
    "hardness_leeb": (
        Row("HL", "HL", "độ cứng Leeb", "Leeb hardness", "1", None, None, ("HLD",), "scale"),
    ),
}
# fmt: on
