"""What a digital certificate says of units that D-SI has no word for."""

from collections.abc import Mapping

# Scales with an agreed reference: a number without a unit means nothing unless the convention
# stands beside it. The D-SI unit, then the convention (one text for every language).
CONVENTIONS: Mapping[str, tuple[str, str]] = {
    "pH": (r"\one", "pH (IUPAC 2002)"),
    "NTU": (r"\one", "NTU (EPA 180.1)"),
    "FNU": (r"\one", "FNU (ISO 7027-1)"),
    "FAU": (r"\one", "FAU (ISO 7027-1)"),
    "Abs": (r"\one", "decadic absorbance, lg(1/T)"),
    "degZ": (r"\one", "°Z (ICUMSA International Sugar Scale)"),
    "degBx": (r"\one", "°Bx (mass of sucrose in 100 g of solution)"),
    "degdH": (r"\one", "°dH (German degree of water hardness)"),
    "Pt-Co": (r"\one", "Pt-Co (ISO 6271)"),
    "PSU": (r"\one", "PSS-78 (Practical Salinity Scale 1978)"),
    "degAPI": (r"\one", "°API (API gravity at 60 °F)"),
    "HRA": (r"\one", "HRA (ISO 6508-1)"),
    "HRB": (r"\one", "HRB (ISO 6508-1)"),
    "HRC": (r"\one", "HRC (ISO 6508-1)"),
    "HRD": (r"\one", "HRD (ISO 6508-1)"),
    "HRE": (r"\one", "HRE (ISO 6508-1)"),
    "HRF": (r"\one", "HRF (ISO 6508-1)"),
    "HR15N": (r"\one", "HR15N (ISO 6508-1)"),
    "HR30N": (r"\one", "HR30N (ISO 6508-1)"),
    "HR45N": (r"\one", "HR45N (ISO 6508-1)"),
    "HR15T": (r"\one", "HR15T (ISO 6508-1)"),
    "HR30T": (r"\one", "HR30T (ISO 6508-1)"),
    "HV": (r"\one", "HV (ISO 6507-1)"),
    "HB": (r"\one", "HB (ISO 6506-1)"),
    "HK": (r"\one", "HK (ISO 4545-1)"),
    "HL": (r"\one", "HL (ISO 16859-1)"),
    "HS": (r"\one", "HS (Shore rebound hardness)"),
    "Shore_A": (r"\one", "Shore A (ISO 868)"),
    "Shore_D": (r"\one", "Shore D (ISO 868)"),
    "LSB": (r"\one", "LSB (steps of the converter)"),
    "digit": (r"\one", "digit (steps of the display)"),
    # Levels keep their decibels: U in dB has no counterpart in W or V that is symmetric.
    "dB": (r"\decibel", "dB"),
    "dB(A)": (r"\decibel", "dB(A) re 20 µPa (IEC 61672-1)"),
    "dB(C)": (r"\decibel", "dB(C) re 20 µPa (IEC 61672-1)"),
    "dB(Z)": (r"\decibel", "dB(Z) re 20 µPa (IEC 61672-1)"),
    "dBm": (r"\decibel", "dBm: dB re 1 mW"),
    "dBW": (r"\decibel", "dBW: dB re 1 W"),
    "dBuW": (r"\decibel", "dBµW: dB re 1 µW"),
    "dBV": (r"\decibel", "dBV: dB re 1 V (RMS)"),
    "dBmV": (r"\decibel", "dBmV: dB re 1 mV (RMS)"),
    "dBuV": (r"\decibel", "dBµV: dB re 1 µV (RMS)"),
    "dBu": (r"\decibel", "dBu: dB re √0.6 V (RMS)"),
    "Np": (r"\neper", "Np"),
}

# The unit is the volt, what is measured of the waveform is not a matter of units.
WAVEFORMS: Mapping[str, str] = {
    "voltage_peak_to_peak": "peak-to-peak value",
    "voltage_peak": "peak value",
    "voltage_rms": "RMS value",
}

# The coherent SI unit of quantities whose coherent row has no D-SI form of its own, or one that
# is not of the SI (angles are kept in degrees).
COHERENT: Mapping[str, str] = {
    "angle": r"\radian",
    "count": r"\one",
    "reactive_power": r"\volt\ampere",
    "reactive_energy": r"\volt\ampere\second",
    "meter_constant": r"\joule\tothe{-1}",
    "pulses_per_distance": r"\metre\tothe{-1}",
    "dose_equivalent_rate": r"\sievert\second\tothe{-1}",
    "exposure_rate": r"\coulomb\kilogram\tothe{-1}\second\tothe{-1}",
}
