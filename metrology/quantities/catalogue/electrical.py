"""Electricity and magnetism."""

from collections.abc import Mapping

from metrology.quantities.catalogue.row import Row

# fmt: off
TABLE: Mapping[str, tuple[Row, ...]] = {
    "voltage": (
        Row("V", "V", "vôn", "volt", "1", "volt", r"\volt"),
        Row("kV", "kV", "kilôvôn", "kilovolt", "1e3", "kilovolt", r"\kilo\volt"),
        Row("mV", "mV", "milivôn", "millivolt", "1e-3", "millivolt", r"\milli\volt"),
        Row("uV", "µV", "micrôvôn", "microvolt", "1e-6", "microvolt", r"\micro\volt"),
        Row("nV", "nV", "nanôvôn", "nanovolt", "1e-9", "nanovolt", r"\nano\volt"),
    ),
    "current": (
        Row("A", "A", "ampe", "ampere", "1", "ampere", r"\ampere"),
        Row("kA", "kA", "kilôampe", "kiloampere", "1e3", "kiloampere", r"\kilo\ampere"),
        Row("mA", "mA", "miliampe", "milliampere", "1e-3", "milliampere", r"\milli\ampere"),
        Row("uA", "µA", "micrôampe", "microampere", "1e-6", "microampere", r"\micro\ampere"),
        Row("nA", "nA", "nanôampe", "nanoampere", "1e-9", "nanoampere", r"\nano\ampere"),
        Row("pA", "pA", "picôampe", "picoampere", "1e-12", "picoampere", r"\pico\ampere"),
    ),
    "resistance": (
        Row("ohm", "Ω", "ôm", "ohm", "1", "ohm", r"\ohm", ("Ohm",)),
        Row("mohm", "mΩ", "miliôm", "milliohm", "1e-3", "milliohm", r"\milli\ohm", ("mOhm",)),
        Row("uohm", "µΩ", "micrôôm", "microohm", "1e-6", "microohm", r"\micro\ohm", ("uΩ",)),
        Row("kohm", "kΩ", "kilôôm", "kiloohm", "1e3", "kiloohm", r"\kilo\ohm", ("kOhm",)),
        Row("Mohm", "MΩ", "mêgaôm", "megaohm", "1e6", "megaohm", r"\mega\ohm", ("MOhm",)),
        Row("Gohm", "GΩ", "gigaôm", "gigaohm", "1e9", "gigaohm", r"\giga\ohm", ("GOhm",)),
        Row("Tohm", "TΩ", "teraôm", "teraohm", "1e12", "teraohm", r"\tera\ohm", ("TOhm",)),
    ),
    "conductance": (
        Row("S", "S", "simen", "siemens", "1", "siemens", r"\siemens"),
        Row("mS", "mS", "milisimen", "millisiemens", "1e-3", "millisiemens", r"\milli\siemens"),
        Row("uS", "µS", "micrôsimen", "microsiemens", "1e-6", "microsiemens", r"\micro\siemens"),
    ),
    "conductivity": (
        Row("S/m", "S/m", "simen trên mét", "siemens per metre", "1", "siemens/meter",
            r"\siemens\metre\tothe{-1}"),
        Row("mS/m", "mS/m", "milisimen trên mét", "millisiemens per metre", "1e-3",
            "millisiemens/meter", r"\milli\siemens\metre\tothe{-1}"),
        Row("mS/cm", "mS/cm", "milisimen trên xentimét", "millisiemens per centimetre", "0.1",
            "millisiemens/centimeter", r"\milli\siemens\centi\metre\tothe{-1}"),
        Row("uS/cm", "µS/cm", "micrôsimen trên xentimét", "microsiemens per centimetre", "1e-4",
            "microsiemens/centimeter", r"\micro\siemens\centi\metre\tothe{-1}"),
    ),
    "capacitance": (
        Row("F", "F", "fara", "farad", "1", "farad", r"\farad"),
        Row("mF", "mF", "milifara", "millifarad", "1e-3", "millifarad", r"\milli\farad"),
        Row("uF", "µF", "micrôfara", "microfarad", "1e-6", "microfarad", r"\micro\farad"),
        Row("nF", "nF", "nanôfara", "nanofarad", "1e-9", "nanofarad", r"\nano\farad"),
        Row("pF", "pF", "picôfara", "picofarad", "1e-12", "picofarad", r"\pico\farad"),
    ),
    "inductance": (
        Row("H", "H", "henry", "henry", "1", "henry", r"\henry"),
        Row("mH", "mH", "milihenry", "millihenry", "1e-3", "millihenry", r"\milli\henry"),
        Row("uH", "µH", "micrôhenry", "microhenry", "1e-6", "microhenry", r"\micro\henry"),
    ),
    "charge": (
        Row("C", "C", "culông", "coulomb", "1", "coulomb", r"\coulomb"),
        Row("A.h", "A·h", "ampe giờ", "ampere hour", "3600", "ampere*hour", r"\ampere\hour",
            ("Ah",)),
        Row("mA.h", "mA·h", "miliampe giờ", "milliampere hour", "3.6", "milliampere*hour",
            r"\milli\ampere\hour", ("mAh",)),
    ),
    # Active, apparent and reactive power have one dimension and are three quantities
    # (IEC 80000-6): a conversion between them would be a mistake.
    "apparent_power": (
        Row("V.A", "V·A", "vôn ampe", "volt ampere", "1", "volt*ampere", r"\volt\ampere",
            ("VA",)),
        Row("kV.A", "kV·A", "kilôvôn ampe", "kilovolt ampere", "1e3", "kilovolt*ampere",
            r"\kilo\volt\ampere", ("kVA",)),
    ),
    "reactive_power": (
        Row("var", "var", "var", "var", "1", None, None, ("VAr", "VAR")),
        Row("kvar", "kvar", "kilôvar", "kilovar", "1e3", None, None, ("kVAr", "kVAR")),
    ),
    "reactive_energy": (
        Row("var.h", "var·h", "var giờ", "var hour", "3600", None, None, ("varh",)),
        Row("kvar.h", "kvar·h", "kilôvar giờ", "kilovar hour", "3.6e6", None, None,
            ("kvarh", "kVArh", "kVARh")),
    ),
    "meter_constant": (
        Row("imp/kWh", "imp/kWh", "xung trên kilôoát giờ", "impulse per kilowatt hour",
            "1/3600000", "1/(kilowatt*hour)", None, ("xung/kWh",), "count"),
        Row("r/kWh", "r/kWh", "vòng trên kilôoát giờ", "revolution per kilowatt hour",
            "1/3600000", "1/(kilowatt*hour)", None, ("vòng/kWh", "rev/kWh"), "count"),
    ),
    "electric_field": (
        Row("V/m", "V/m", "vôn trên mét", "volt per metre", "1", "volt/meter",
            r"\volt\metre\tothe{-1}"),
        Row("kV/m", "kV/m", "kilôvôn trên mét", "kilovolt per metre", "1e3", "kilovolt/meter",
            r"\kilo\volt\metre\tothe{-1}"),
    ),
    "magnetic_field_strength": (
        Row("A/m", "A/m", "ampe trên mét", "ampere per metre", "1", "ampere/meter",
            r"\ampere\metre\tothe{-1}"),
    ),
    "magnetic_flux_density": (
        Row("T", "T", "tesla", "tesla", "1", "tesla", r"\tesla"),
        Row("mT", "mT", "militesla", "millitesla", "1e-3", "millitesla", r"\milli\tesla"),
        Row("uT", "µT", "micrôtesla", "microtesla", "1e-6", "microtesla", r"\micro\tesla"),
        # pint's gauss is a Gaussian unit of another dimension, so the oracle has no say here.
        Row("G", "G", "gauxơ", "gauss", "1e-4", None, None, ("Gs",)),
    ),
    "accelerometer_voltage_sensitivity": (
        Row("V/(m/s2)", "V/(m/s²)", "vôn trên mét trên giây bình phương",
            "volt per metre per second squared", "1", "volt/(meter/second**2)",
            r"\volt\metre\tothe{-1}\second\tothe{2}"),
        Row("mV/(m/s2)", "mV/(m/s²)", "milivôn trên mét trên giây bình phương",
            "millivolt per metre per second squared", "1e-3", "millivolt/(meter/second**2)",
            r"\milli\volt\metre\tothe{-1}\second\tothe{2}"),
    ),
    "accelerometer_charge_sensitivity": (
        Row("pC/(m/s2)", "pC/(m/s²)", "picôculông trên mét trên giây bình phương",
            "picocoulomb per metre per second squared", "1e-12", "picocoulomb/(meter/second**2)",
            r"\pico\coulomb\metre\tothe{-1}\second\tothe{2}"),
    ),
}
# fmt: on
