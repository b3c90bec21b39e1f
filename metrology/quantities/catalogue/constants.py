"""Exact values the factors are made of, and π to more digits than any result keeps."""

from fractions import Fraction

INCH = Fraction("0.0254")  # m; international yard and pound agreement, 1959
POUND = Fraction("0.45359237")  # kg; the same agreement
STANDARD_GRAVITY = Fraction("9.80665")  # m/s²; 3rd CGPM, 1901
POUND_FORCE = POUND * STANDARD_GRAVITY  # N
MERCURY = Fraction("13595.1")  # kg/m³; the conventional density behind mmHg
US_GALLON = 231 * INCH**3  # m³
ELECTRONVOLT = Fraction("1.602176634e-19")  # J; SI Brochure, 9th edition
PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")

FOOT = 12 * INCH  # m
YARD = 36 * INCH  # m
MILE = 5280 * FOOT  # m
SURVEY_FOOT = Fraction(1200, 3937)  # m; Mendenhall order of 1893, in use until 2022
GRAIN = POUND / 7000  # kg
TROY_OUNCE = 480 * GRAIN  # kg
UK_GALLON = Fraction("0.00454609")  # m³; Weights and Measures Act 1985
US_BUSHEL = Fraction("2150.42") * INCH**3  # m³
DEGREE_F = Fraction(5, 9)  # K
CALORIE_TH = Fraction("4.184")  # J, thermochemical
CALORIE_IT = Fraction("4.1868")  # J, 5th International Conference on Properties of Steam, 1956
BTU_TH = CALORIE_TH * 1000 * POUND * DEGREE_F  # J: 1 kcal/(kg·K) = 1 Btu/(lb·°F)
BTU_IT = CALORIE_IT * 1000 * POUND * DEGREE_F  # J
LIGHT_SPEED = 299792458  # m/s
JULIAN_YEAR = 31557600  # s
