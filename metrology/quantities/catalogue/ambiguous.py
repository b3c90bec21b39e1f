"""Names that mean more than one unit: nobody guesses, the codes to choose among are given."""

from collections.abc import Mapping

_GALLON = ("gal_us", "gal_uk", "gal_us_dry", "Gal")
_TON = ("t", "ton_short", "ton_long")
_OUNCE = ("oz", "oz_troy", "floz_us", "floz_uk")
_FLUID_OUNCE = ("floz_us", "floz_uk")
_PINT = ("pint_us", "pint_uk", "pint_us_dry")
_QUART = ("qt_us", "qt_uk", "qt_us_dry")
_GILL = ("gill_us", "gill_uk")
_CUP = ("cup_us", "cup_metric")
_BARREL = ("bbl_oil", "bbl_us", "bbl_uk", "bbl_us_dry")
_BUSHEL = ("bu_us", "bu_uk")
_BTU = ("Btu_IT", "Btu_th", "Btu_mean", "Btu_39F", "Btu_59F", "Btu_60F")
_CALORIE = ("cal", "cal_IT", "cal_15", "cal_20", "cal_mean")
_KILOCALORIE = ("kcal_th", "kcal_IT", "kcal_mean")
_HORSEPOWER = ("hp_metric", "hp_550", "hp_electric", "hp_uk", "hp_boiler", "hp_water")
_MIL = ("thou", "mil_angle", "cmil")
_YEAR = ("a", "a_365", "a_tropical", "a_sidereal")
_HUNDREDWEIGHT = ("cwt_short", "cwt_long")
_THERM = ("therm_EC", "therm_US")
_TON_FORCE = ("tf", "tonf_us", "tonf_uk")
_PERM = ("perm_0C", "perm_23C")
_PICA = ("pica_computer", "pica_printer")
_POINT = ("pt_computer", "pt_printer", *_PINT)

# Keys as `units` reduces a spelling, in lower case where case says nothing.
AMBIGUOUS: Mapping[str, tuple[str, ...]] = {
    "gal": _GALLON, "gallon": _GALLON, "gallons": _GALLON, "galông": _GALLON,
    "ton": _TON, "tons": _TON,
    "ounce": _OUNCE, "ounces": _OUNCE, "aoxơ": _OUNCE,
    "fl oz": _FLUID_OUNCE, "floz": _FLUID_OUNCE, "fluid ounce": _FLUID_OUNCE,
    "pint": _PINT, "pints": _PINT, "quart": _QUART, "quarts": _QUART, "qt": _QUART,
    "gill": _GILL, "gi": _GILL, "cup": _CUP, "cups": _CUP,
    "barrel": _BARREL, "barrels": _BARREL, "thùng": _BARREL,
    "bushel": _BUSHEL, "bu": _BUSHEL,
    "btu": _BTU, "british thermal unit": _BTU,
    "calorie": _CALORIE, "calories": _CALORIE, "calo": _CALORIE,
    "kcal": _KILOCALORIE, "kilocalorie": _KILOCALORIE, "kilôcalo": _KILOCALORIE,
    "hp": _HORSEPOWER, "horsepower": _HORSEPOWER, "mã lực": _HORSEPOWER,
    "mil": _MIL, "mils": _MIL,
    "year": _YEAR, "years": _YEAR, "yr": _YEAR, "năm": _YEAR,
    "hundredweight": _HUNDREDWEIGHT, "cwt": _HUNDREDWEIGHT,
    "therm": _THERM, "therms": _THERM,
    "ton-force": _TON_FORCE, "tonf": _TON_FORCE,
    "perm": _PERM, "pica": _PICA, "point": _POINT, "pt": _POINT,
}  # fmt: skip

# Names that belong to the first of these units, and where the quantity shows it to the other:
# 5 minutes are 300 s, and 5 minutes to the radian are an angle.
HOMONYMS: Mapping[str, tuple[str, ...]] = {
    "minute": ("min", "arcmin"), "phút": ("min", "arcmin"),
    "second": ("s", "arcsec"), "giây": ("s", "arcsec"),
    "rad": ("rad", "rad_dose"),
}  # fmt: skip
