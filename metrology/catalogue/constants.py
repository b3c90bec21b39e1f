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
