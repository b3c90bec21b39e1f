"""Units that belong to instruments: ratios, sensitivities, noise, digits, levels, scales."""

from collections.abc import Mapping

from metrology.quantities.catalogue.prefixes import prefixed
from metrology.quantities.catalogue.row import Row

_PP = Row(
    "V_pp",
    "V_pp",
    "vôn đỉnh–đỉnh",
    "volt peak-to-peak",
    "1",
    "volt",
    None,
    ("Vpp", "V p-p", "Vp-p"),
)
_RMS = Row("V_rms", "V_rms", "vôn hiệu dụng", "volt RMS", "1", "volt", None, ("Vrms", "V rms"))
_PEAK = Row("V_p", "V_p", "vôn đỉnh", "volt peak", "1", "volt", None, ("Vp", "Vpk", "V_pk"))
_NOISE = Row(
    "V/sqrt(Hz)",
    "V/√Hz",
    "vôn trên căn héc",
    "volt per root hertz",
    "1",
    "volt/hertz**0.5",
    r"\volt\hertz\tothe{-1_2}",
    ("V/rtHz",),
)
_NOISE_A = Row(
    "A/sqrt(Hz)",
    "A/√Hz",
    "ampe trên căn héc",
    "ampere per root hertz",
    "1",
    "ampere/hertz**0.5",
    r"\ampere\hertz\tothe{-1_2}",
    ("A/rtHz",),
)
_V_K = Row(
    "V/K",
    "V/K",
    "vôn trên kenvin",
    "volt per kelvin",
    "1",
    "volt/kelvin",
    r"\volt\kelvin\tothe{-1}",
    ("V/°C", "V/degC"),
)
_V_PA = Row(
    "V/Pa",
    "V/Pa",
    "vôn trên pascal",
    "volt per pascal",
    "1",
    "volt/pascal",
    r"\volt\pascal\tothe{-1}",
)


def _scale(code: str, symbol: str, vi: str, en: str, *aliases: str) -> tuple[Row, ...]:
    return (Row(code, symbol, vi, en, "1", None, None, aliases, "scale"),)


# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "ratio": (
        Row("uV/V", "µV/V", "micrôvôn trên vôn", "microvolt per volt", "1e-6", "microvolt/volt",
            r"\micro\volt\volt\tothe{-1}"),
        Row("nV/V", "nV/V", "nanôvôn trên vôn", "nanovolt per volt", "1e-9", "nanovolt/volt",
            r"\nano\volt\volt\tothe{-1}"),
        Row("uA/A", "µA/A", "micrôampe trên ampe", "microampere per ampere", "1e-6",
            "microampere/ampere", r"\micro\ampere\ampere\tothe{-1}"),
        Row("uohm/ohm", "µΩ/Ω", "micrôôm trên ôm", "microohm per ohm", "1e-6", "microohm/ohm",
            r"\micro\ohm\ohm\tothe{-1}"),
        Row("nm/m", "nm/m", "nanômét trên mét", "nanometre per metre", "1e-9", "nanometer/meter",
            r"\nano\metre\metre\tothe{-1}"),
        Row("g/kg", "g/kg", "gam trên kilôgam", "gram per kilogram", "1e-3", "gram/kilogram",
            r"\gram\kilogram\tothe{-1}"),
        Row("mg/kg", "mg/kg", "miligam trên kilôgam", "milligram per kilogram", "1e-6",
            "milligram/kilogram", r"\milli\gram\kilogram\tothe{-1}"),
        Row("ug/kg", "µg/kg", "micrôgam trên kilôgam", "microgram per kilogram", "1e-9",
            "microgram/kilogram", r"\micro\gram\kilogram\tothe{-1}"),
        Row("mL/L", "mL/L", "mililít trên lít", "millilitre per litre", "1e-3",
            "milliliter/liter", r"\milli\litre\litre\tothe{-1}", ("ml/l",)),
        Row("uL/L", "µL/L", "micrôlít trên lít", "microlitre per litre", "1e-6",
            "microliter/liter", r"\micro\litre\litre\tothe{-1}", ("µl/l",)),
        Row("mmol/mol", "mmol/mol", "milimol trên mol", "millimole per mole", "1e-3",
            "millimole/mole", r"\milli\mole\mole\tothe{-1}"),
        Row("umol/mol", "µmol/mol", "micrômol trên mol", "micromole per mole", "1e-6",
            "micromole/mole", r"\micro\mole\mole\tothe{-1}"),
        Row("nmol/mol", "nmol/mol", "nanômol trên mol", "nanomole per mole", "1e-9",
            "nanomole/mole", r"\nano\mole\mole\tothe{-1}"),
    ),
    # A peak-to-peak, a peak and an RMS value of one signal differ by its waveform, which no unit
    # knows: three quantities, and no conversion between them.
    "voltage_peak_to_peak": (_PP, *prefixed("u m k", _PP)),
    "voltage_peak": (_PEAK, *prefixed("m", _PEAK)),
    "voltage_rms": (_RMS, *prefixed("u m k", _RMS)),
    "voltage_noise_density": (_NOISE, *prefixed("n u", _NOISE)),
    "current_noise_density": (_NOISE_A, *prefixed("f p n", _NOISE_A)),
    "thermoelectric_sensitivity": (_V_K, *prefixed("u m", _V_K)),
    "resistance_temperature_sensitivity": (
        Row("ohm/K", "Ω/K", "ôm trên kenvin", "ohm per kelvin", "1", "ohm/kelvin",
            r"\ohm\kelvin\tothe{-1}", ("Ω/°C", "ohm/degC")),
    ),
    "pressure_voltage_sensitivity": (_V_PA, *prefixed("m", _V_PA)),
    "force_charge_sensitivity": (
        Row("pC/N", "pC/N", "picôculông trên niutơn", "picocoulomb per newton", "1e-12",
            "picocoulomb/newton", r"\pico\coulomb\newton\tothe{-1}"),
    ),
    "count_rate": (
        Row("cps", "cps", "số đếm trên giây", "count per second", "1", "1/second",
            r"\second\tothe{-1}", ("xung/s", "counts/s"), "count"),
        Row("cpm", "cpm", "số đếm trên phút", "count per minute", "1/60", "1/minute",
            r"\minute\tothe{-1}", ("xung/min", "xung/phút", "counts/min"), "count"),
    ),
    # One step of a converter or of a display: how large depends on the instrument and its range.
    "converter_step": _scale("LSB", "LSB", "bước lượng tử (LSB)", "least significant bit", "lsb"),
    "display_step": _scale("digit", "digit", "chữ số cuối", "digit of the display", "digits",
                           "dgt", "d.g.t."),
    "level": (
        Row("Np", "Np", "nepe", "neper", "1", None, r"\neper", (), "scale"),
    ),
    "power_level": (
        *_scale("dBW", "dBW", "đêxiben oát", "decibel watt"),
        *_scale("dBuW", "dBµW", "đêxiben micrôoát", "decibel microwatt"),
    ),
    "voltage_level": (
        *_scale("dBV", "dBV", "đêxiben vôn", "decibel volt"),
        *_scale("dBmV", "dBmV", "đêxiben milivôn", "decibel millivolt"),
        *_scale("dBuV", "dBµV", "đêxiben micrôvôn", "decibel microvolt"),
        *_scale("dBu", "dBu", "đêxiben 0,775 V", "decibel 0.775 volt"),
    ),
    "sound_level": (
        *_scale("dB(Z)", "dB(Z)", "đêxiben trọng số Z", "decibel, Z-weighted", "dBZ"),
    ),
    "turbidity_attenuation": _scale("FAU", "FAU", "đơn vị độ đục FAU",
                                    "formazin attenuation unit"),
    "hardness_rockwell_d": _scale("HRD", "HRD", "độ cứng Rockwell D", "Rockwell D hardness"),
    "hardness_rockwell_e": _scale("HRE", "HRE", "độ cứng Rockwell E", "Rockwell E hardness"),
    "hardness_rockwell_f": _scale("HRF", "HRF", "độ cứng Rockwell F", "Rockwell F hardness"),
    "hardness_rockwell_15n": _scale("HR15N", "HR15N", "độ cứng Rockwell 15N",
                                    "Rockwell 15N hardness"),
    "hardness_rockwell_30n": _scale("HR30N", "HR30N", "độ cứng Rockwell 30N",
                                    "Rockwell 30N hardness"),
    "hardness_rockwell_45n": _scale("HR45N", "HR45N", "độ cứng Rockwell 45N",
                                    "Rockwell 45N hardness"),
    "hardness_rockwell_15t": _scale("HR15T", "HR15T", "độ cứng Rockwell 15T",
                                    "Rockwell 15T hardness"),
    "hardness_rockwell_30t": _scale("HR30T", "HR30T", "độ cứng Rockwell 30T",
                                    "Rockwell 30T hardness"),
    "hardness_knoop": _scale("HK", "HK", "độ cứng Knoop", "Knoop hardness"),
    "hardness_shore_d": _scale("Shore_D", "Shore D", "độ cứng Shore D", "Shore D hardness"),
    "hardness_shore": _scale("HS", "HS", "độ cứng Shore (bật nảy)", "Shore scleroscope hardness"),
    "water_hardness": (
        Row("degdH", "°dH", "độ Đức (độ cứng nước)", "German degree of water hardness", "1", None,
            None, ("dH",), "scale"),
    ),
    "colour_hazen": _scale("Pt-Co", "Pt-Co", "độ màu Pt-Co", "platinum-cobalt colour", "Hazen",
                           "TCU"),
    "salinity": _scale("PSU", "PSU", "đơn vị độ mặn thực dụng", "practical salinity unit"),
    "api_gravity": _scale("degAPI", "°API", "độ API", "degree API"),
}
# fmt: on
