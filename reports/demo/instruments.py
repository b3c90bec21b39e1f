"""Instruments that the demo's customers bring. Makers and serial numbers are invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Customer
from contracts.models import ServiceItem
from instruments.models import Instrument
from instruments.services import NewInstrument, register_instruments
from metrology.quantities.quantity import Quantity
from reports.demo.customers import site_of
from reports.demo.people import House


@dataclass(frozen=True)
class Build:
    """How a maker builds them: what stands on the dial or the plate."""

    maker: str
    model: str
    range_min: str = ""
    range_max: str = ""
    resolution: str = ""
    accuracy: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


# The two kinds that go through a worksheet here need their whole plate.
BUILDS: Mapping[str, Sequence[Build]] = {
    "pressure-gauge": (
        Build("Manota", "MN-100", "0 bar", "10 bar", "0.2 bar", "1.6"),
        Build("Manota", "MN-100", "0 bar", "16 bar", "0.5 bar", "1.6"),
        Build("Presvina", "PV63", "0 bar", "6 bar", "0.1 bar", "1.6"),
        Build("Presvina", "PV100", "0 bar", "25 bar", "0.5 bar", "2.5"),
        Build("Hải Áp", "HA-1M", "0 MPa", "1 MPa", "0.02 MPa", "1.6"),
    ),
    "platform-scale": (
        Build("Cân Sông Ví", "SV-60", "0.4 kg", "60 kg", "20 g", "III", {"e": "20 g"}),
        Build("Cân Sông Ví", "SV-150", "1 kg", "150 kg", "50 g", "III", {"e": "50 g"}),
        Build("Ngự Cân", "NC-300", "2 kg", "300 kg", "100 g", "III", {"e": "100 g"}),
    ),
    "counter-scale": (Build("Ngự Cân", "NC-30", "0.2 kg", "30 kg", "10 g", "III", {"e": "10 g"}),),
    "spring-dial-scale": (
        Build("Nhơn Ví", "NV-60", "1 kg", "60 kg", "200 g", "IIII", {"e": "200 g"}),
        Build("Nhơn Ví", "NV-30", "0.5 kg", "30 kg", "100 g", "IIII", {"e": "100 g"}),
    ),
    "fuel-dispenser": (Build("Tân Trụ Bơm", "TB-2", "5 L/min", "60 L/min", "0.01 L", "0.5"),),
    "water-meter-mech": (Build("Thủy Kế Việt", "DN15", accuracy="2"),),
    "elec-meter-1ph-elec": (Build("Điện Kế Ví Dụ", "DK-1P", accuracy="1"),),
    "elec-meter-3ph-elec": (Build("Điện Kế Ví Dụ", "DK-3P", accuracy="0.5"),),
    "bp-aneroid": (Build("Y Tâm", "YT-20", "0 mmHg", "300 mmHg", "2 mmHg"),),
    "bp-electronic": (Build("Y Tâm", "YT-E", "0 mmHg", "299 mmHg", "1 mmHg"),),
    "clinical-ir": (Build("Nhiệt Y", "NY-IR", "34 degC", "42 degC", "0.1 degC"),),
    "truck-scale": (Build("Cân Trường Ví", "CT-80", "400 kg", "80 t", "20 kg", "III"),),
    "vernier-caliper": (Build("Thước Việt", "TV-150", "0 mm", "150 mm", "0.02 mm"),),
    "micrometer": (Build("Thước Việt", "PM-25", "0 mm", "25 mm", "0.01 mm"),),
    "oven": (Build("Tủ Lab Ví", "TL-250", "30 degC", "250 degC", "0.1 degC"),),
    "autoclave": (Build("Tủ Lab Ví", "NH-75", "105 degC", "134 degC", "0.1 degC"),),
    "taximeter": (Build("Taximet Ví Dụ", "TX-1", "0 km", "999.9 km", "0.1 km"),),
    "lpg-dispenser": (Build("Tân Trụ Bơm", "LP-1", "5 L/min", "50 L/min", "0.01 L", "1.0"),),
    "analytical-balance": (
        Build("Ngự Cân", "NC-A220", "0.01 g", "220 g", "0.1 mg", "I", {"e": "1 mg"}),
    ),
    "technical-balance": (
        Build("Ngự Cân", "NC-T2", "0.5 g", "2000 g", "0.01 g", "II", {"e": "0.1 g"}),
    ),
    "ecg": (Build("Y Tâm", "YT-12", "0.05 mV", "5 mV", "0.05 mV"),),
    "earth-tester": (Build("Điện Kế Ví Dụ", "DT-2", "0 ohm", "2000 ohm", "0.1 ohm", "2"),),
    "pressure-transmitter": (Build("Hải Áp", "HA-T10", "0 bar", "10 bar", accuracy="0.25"),),
    "ph-meter": (Build("Hóa Ví Dụ", "PH-7", "0 pH", "14 pH", "0.01 pH"),),
    "clamp-meter": (Build("Điện Ví Dụ", "AK-400", "0 A", "400 A", "0.1 A"),),
    "dmm": (Build("Điện Ví Dụ", "VN-5", "0 V", "1000 V", "0.1 mV"),),
    "micropipette": (Build("Pipet Ví Dụ", "PI-1000", "100 uL", "1000 uL", "1 uL"),),
    "balance-cal": (Build("Ngự Cân", "NC-T6", "0.5 g", "600 g", "0.01 g", "II"),),
    "centrifuge": (Build("Tủ Lab Ví", "LT-6", "500 rpm", "6000 rpm", "10 rpm"),),
    "digital-thermometer": (Build("Nhiệt Số", "NS-1", "-50 degC", "300 degC", "0.1 degC"),),
}
HIGH_GAUGE = Build("Manota", "MN-160", "0 bar", "100 bar", "2 bar", "1.6")
ANY = (Build("Ví Dụ", "VD-1"), Build("Ví Dụ", "VD-2"))


@dataclass(frozen=True)
class Wanted:
    """Instruments for one line: how many of which type, and where their numbers begin."""

    service: ServiceItem
    quantity: int
    series: str  # "22-014-2": year, contract, line
    build: Build | None = None


def bring(house: House, customer: Customer, wanted: Wanted, at: datetime) -> list[Instrument]:
    """The instruments of a line: those that are on record, the others registered."""
    kind = wanted.service.type
    assert kind is not None
    rows = [_new(customer, wanted, n) for n in range(wanted.quantity)]
    there = {
        row.serial: row
        for row in Instrument.objects.filter(
            customer=customer, type=kind, serial__startswith=f"{wanted.series}-"
        ).select_related("type", "site")
    }
    missing = [row for row in rows if row.serial not in there]
    if missing:
        made = register_instruments(rows=missing, by=house.officer, at=at)
        there.update({row.serial: row for row in made})
    return [there[row.serial] for row in rows]


def _new(customer: Customer, wanted: Wanted, number: int) -> NewInstrument:
    kind = wanted.service.type
    assert kind is not None
    builds = BUILDS.get(kind.code, ANY)
    build = wanted.build or builds[number % len(builds)]
    facts: dict[str, Any] = {
        "maker": build.maker,
        "model": build.model,
        "country": "Việt Nam",
        "year": 2019 + number % 3,
        "accuracy": build.accuracy,
        "site": site_of(customer, number),
        "facts": dict(build.facts),
    }
    if kind.needs_type_approval:
        facts["type_approval"] = f"PDM {kind.pk:03}-{2018 + number % 3}"
    for name in ("range_min", "range_max", "resolution"):
        if text := getattr(build, name):
            facts[name] = Quantity.parse(text)
    return NewInstrument(customer, kind, f"{wanted.series}-{number + 1:03}", facts)
