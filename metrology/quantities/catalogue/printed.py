"""Names as tables print them, where they are neither codes, symbols nor full names of ours.

NIST SP 811 (2008), appendix B.8 and B.9, and lists made from it. `quantities.spelling` takes
"U.S." for "US", "meter" for "metre" already, so these are the rest.
"""

from collections.abc import Mapping

# Columns by the conventional densities, as our units of pressure mean them.
_COLUMNS = {
    "cmHg": "centimetre of mercury", "ftHg": "foot of mercury", "inHg": "inch of mercury",
    "mmHg": "millimetre of mercury", "cmH2O": "centimetre of water", "ftH2O": "foot of water",
    "inH2O": "inch of water", "mmH2O": "millimetre of water", "mHg": "metre of mercury",
    "mH2O": "metre of water",
}  # fmt: skip

# fmt: off
PRINTED: Mapping[str, str] = {
    "acceleration of free fall, standard": "g_n", "degree": "deg",
    "acre (US survey)": "acre", "acre foot (US survey)": "acre.ft",
    "ampere hour": "A.h", "degree Celsius (interval)": "delta_degC",
    "degree centigrade (interval)": "delta_degC", "degree Fahrenheit (interval)": "delta_degF",
    "degree Rankine (interval)": "delta_degF", "kelvin (interval)": "delta_K",
    "atmosphere, standard": "atm", "atmosphere, technical": "kgf/cm2",
    "technical atmosphere": "kgf/cm2", "barrel (42 gal US)": "bbl_oil",
    "barrel [for petroleum, 42 gallons (US)]": "bbl_oil",
    "British thermal unit_IT": "Btu_IT", "British thermal unitIT": "Btu_IT",
    "British thermal unit_th": "Btu_th", "British thermal unitth": "Btu_th",
    "calorie_IT": "cal_IT", "calorieIT": "cal_IT", "calorie_th": "cal", "calorieth": "cal",
    "kilocalorie_IT": "kcal_IT", "kilocalorieIT": "kcal_IT", "kilocalorie_th": "kcal_th",
    "kilocalorieth": "kcal_th", "carat, metric": "ct", "chain (survey)": "chain",
    "fathom (survey)": "fathom", "rod (survey)": "rod", "mile (survey)": "mi_us",
    "foot (survey)": "ft_us", "acre (survey)": "acre", "mile, nautical": "nmi",
    "fluid ounce (UK)": "floz_uk", "ounce (US fluid)": "floz_us",
    "ounce (UK fluid)": "floz_uk", "ounce (Imperial fluid)": "floz_uk",
    "ounce [Canadian and UK fluid (Imperial)]": "floz_uk",
    "gallon (US)": "gal_us", "gallon (UK)": "gal_uk",
    "gallon [Canadian and UK (Imperial)]": "gal_uk", "quart (US)": "qt_us",
    "gill [Canadian and UK (Imperial)]": "gill_uk", "pint (US)": "pint_us",
    "tablespoon": "tbsp_us", "teaspoon": "tsp_us",
    "gon (also called grade)": "gon", "horsepower (550 ft·lbf/s)": "hp_550",
    "hundredweight (long)": "cwt_long", "hundredweight (short)": "cwt_short",
    "hundredweight (long, 112 lb)": "cwt_long", "hundredweight (short, 100 lb)": "cwt_short",
    "inHg (60 degF)": "inHg_60F", "inHg (32 degF)": "inHg_32F", "inH2O (60 degF)": "inH2O_60F",
    "inH2O (39.2 degF)": "inH2O_39F", "ftH2O (39.2 degF)": "ftH2O_39F",
    "cmHg (0 degC)": "cmHg_0C", "cmH2O (4 degC)": "cmH2O_4C", "inch H2O 60F": "inH2O_60F",
    "inch Hg 60F": "inHg_60F", "kip (1000 lbf)": "kip", "knot (nautical mile per hour)": "kn",
    "mil (0.001 in)": "thou", "mil (angle)": "mil_angle", "mil (1/6400 turn)": "mil_angle",
    "ounce (troy)": "oz_troy", "ounce (avoirdupois)-force": "ozf",
    "ounce (avoirdupois)-force inch": "ozf.in", "pound (avoirdupois)": "lb",
    "pound (troy)": "lb_troy", "pica (1/6 in)": "pica_computer",
    "point (1/72 in)": "pt_computer", "pica (computer) (1/6 in)": "pica_computer",
    "point (computer) (1/72 in)": "pt_computer", "perm (0 degC)": "perm_0C",
    "perm (23 degC)": "perm_23C", "revolution": "rev", "therm (US)": "therm_US",
    "therm (EC)": "therm_EC", "ton, long": "ton_long", "ton, short": "ton_short",
    "ton (long)": "ton_long", "ton (short)": "ton_short", "ton (metric)": "t",
    "ton, metric": "t", "ton, assay": "ton_assay", "ton, register": "ton_register",
    "ton of TNT (energy equivalent)": "ton_TNT", "ton-force (short)": "tonf_us",
    "ton-force (long)": "tonf_uk", "year (365 d)": "a_365",
    **{f"{name}, conventional": code for code, words in _COLUMNS.items() for name in (code, words)},
}
# fmt: on
