"""Instruments and standards for tests: real rows of the reference data, few words."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Centre, Customer
from instruments import services
from instruments.models import Instrument, InstrumentType, Standard, StandardCalibration
from instruments.reference import load_reference
from metrology.quantities.quantity import Quantity
from tests.factories import authority
from tests.factories.people import NOW, TODAY

_next = count(1)


def q(text: str) -> Quantity:
    """`q("10.05 bar")`."""
    return Quantity.parse(text)


def kind(code: str = "pressure-gauge") -> InstrumentType:
    """One of the 141 types, with its dated cycles."""
    known = InstrumentType.objects.filter(code=code).exists()
    load_reference(NOW, codes=[code])
    found = InstrumentType.objects.get(code=code)
    if not known:
        authority.learn(found)
    return found


def instrument(customer: Customer, type_code: str = "pressure-gauge", **facts: Any) -> Instrument:
    """An instrument of a customer; a pressure gauge 0…10 bar, class 1.6, unless told."""
    if type_code == "pressure-gauge":
        gauge = {"range_min": q("0 bar"), "range_max": q("10 bar"), "resolution": q("0.2 bar")}
        facts = {**gauge, "accuracy": "1.6", **facts}
    facts.setdefault("serial", f"S{next(_next):05}")
    facts.setdefault("maker", "Ví Dụ Gauge")
    facts.setdefault("country", "Việt Nam")
    made = kind(type_code)
    if made.needs_type_approval:
        facts.setdefault("type_approval", "PDM 012-2020")
    return services.register_instrument(customer=customer, type=made, by=None, at=NOW, **facts)


def standard(centre: Centre, **facts: Any) -> Standard:
    """A standard of a centre, not yet calibrated; a pressure standard 0…60 bar unless told."""
    pressure: dict[str, Any] = {}
    if facts.get("quantity", "pressure") == "pressure":
        pressure = {"range_min": q("0 bar"), "range_max": q("60 bar"), "mpe": q("0.03 bar")}
    number = next(_next)
    given = {
        "code": f"CH-{number:03}",
        "name_vi": "Áp kế chuẩn hiện số",
        "name_en": "Digital reference gauge",
        "serial": f"R{number:05}",
        "quantity": "pressure",
    }
    return services.add_standard(centre=centre, by=None, at=NOW, **{**given, **pressure, **facts})


def calibration(
    of: Standard, on: date = TODAY - timedelta(days=200), *, days: int = 365, **facts: Any
) -> StandardCalibration:
    """A calibration event of a standard, valid for `days` from its day."""
    given = {
        "laboratory": "Viện Đo lường Ví Dụ",
        "certificate_number": f"V06.CN.{next(_next)}.26",
        "traceable_to": "SI",
        "values": [(q("10 bar"), q("10.002 bar"), q("0.004 bar"), "2")],
    }
    return services.add_standard_calibration(
        standard=of,
        on=on,
        valid_until=on + timedelta(days=days),
        by=None,
        at=NOW,
        **{**given, **facts},
    )


def calibrated_standard(
    centre: Centre, on: date = TODAY - timedelta(days=200), *, days: int = 365, **facts: Any
) -> Standard:
    """A standard with one calibration in force."""
    made = standard(centre, **facts)
    if made.quantity == "pressure":
        calibration(made, on, days=days)
    else:
        calibration(made, on, days=days, values=[])
    return made


def overwrite(rows: "QuerySet[Any]", /, **columns: Any) -> None:
    """Update append-only rows behind their trigger, as one who owns the database would."""
    table = rows.model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            rows.update(**columns)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        name = f"{table}_no_UPDATE"
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
        (sql,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {name}")
        rows.update(**columns)
        cursor.execute(sql)
