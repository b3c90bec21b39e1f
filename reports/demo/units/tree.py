"""The institute with its units, one person of each who enters, and the emulation block."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Centre, User
from accounts.permissions import Role
from accounts.services import add_person, grant_role
from audit.record import record
from reports.demo.accounts import PASSWORD
from reports.demo.tables import read

SINCE = date(2021, 1, 4)
NOT_FACTS = frozenset({"code", "parent", "officer_name"})


@dataclass(frozen=True)
class Unit:
    """A unit, who enters its rows and writes its reports, and who closes them."""

    centre: Centre
    officer: User
    manager: User


def settle_units(at: datetime) -> dict[str, Unit]:
    """The units by code; what is there already stays as it is."""
    found: dict[str, Unit] = {}
    for row in read("units/units.csv"):
        above = found[row["parent"]].centre if row["parent"] else None
        centre = _centre(row, above, at)
        found[row["code"]] = Unit(
            centre,
            _person(centre, "kehoach", row["officer_name"], Role.CONTRACT_OFFICER, at),
            _person(centre, "lanhdao", row["head_name"], Role.MANAGER, at),
        )
    return found


def _centre(row: dict[str, str], above: Centre | None, at: datetime) -> Centre:
    there = Centre.objects.filter(code=row["code"]).first()
    if there is not None:
        return there
    facts = {name: text for name, text in row.items() if name not in NOT_FACTS}
    made = Centre.objects.create(code=row["code"], parent=above, **facts)
    changes = {"name_vi": (None, made.name_vi)}
    record(subject=made, verb="centre.add", by=None, at=at, chain=made.code, changes=changes)
    return made


def _person(centre: Centre, box: str, name: str, role: Role, at: datetime) -> User:
    email = f"{box}@{centre.code.lower()}.example"
    there = User.objects.filter(email=email).first()
    if there is not None:
        return there
    made = add_person(centre=centre, email=email, full_name=name, password=PASSWORD, by=None, at=at)
    grant_role(user=made, centre=centre, role=role, by=None, at=at, valid_from=SINCE)
    return made
