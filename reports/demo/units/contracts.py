"""Contracts of the units: drafted and signed by the product's services on their days."""

from datetime import date, datetime

from accounts.models import Centre, Customer, User
from accounts.services import register_customer
from contracts.models import Contract
from contracts.services.drafting import LineFacts, add_line, draft_contract
from contracts.services.signing import sign
from reports.demo.calendar import moment
from reports.demo.deeds import MARK
from reports.demo.tables import read
from reports.demo.units.tree import Unit

PIECES = {"calibration": "cái", "testing": "mẫu"}


def contracts(units: dict[str, Unit], at: datetime) -> None:
    """Each contract of the table that is not there yet."""
    rows = sorted(read("units/contracts.csv"), key=lambda row: row["signed_on"])
    for row in rows:
        unit = units[row["unit"]]
        there = Contract.objects.filter(centre=unit.centre, number=_number(row))
        if not there.exists() and moment(date.fromisoformat(row["signed_on"]), 9) <= at:
            _contract(unit, row)


def _number(row: dict[str, str]) -> str:
    return f"{int(row['number']):02}/{row['signed_on'][:4]}/HĐDV-{row['unit']}"


def _contract(unit: Unit, row: dict[str, str]) -> None:
    day = date.fromisoformat(row["signed_on"])
    morning, by = moment(day, 8), unit.officer
    contract = draft_contract(
        centre=unit.centre,
        customer=_customer(unit.centre, row["customer"], by, morning),
        title=row["title"],
        number=_number(row),
        note=MARK,
        by=by,
        at=morning,
    )
    facts = LineFacts(
        quantity=int(row["quantity"]),
        kind=row["kind"],
        description=row["title"],
        unit=PIECES.get(row["kind"], "gói"),
        price=int(row["price"]),
        vat_category=row["vat"],
    )
    add_line(contract_id=contract.pk, facts=facts, by=by, at=morning)
    sign(contract_id=contract.pk, signed_on=day, by=by, at=moment(day, 9))


def _customer(centre: Centre, name: str, by: User, at: datetime) -> Customer:
    there = Customer.objects.filter(centre=centre, name=name).first()
    return there or register_customer(centre=centre, name=name, by=by, at=at)
