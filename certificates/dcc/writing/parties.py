"""Who: the laboratory, the people who answer for it, the customer."""

from collections.abc import Mapping
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.elements import Text, dcc, joined, named, one_line, plain, rich
from common.pairs import Pair


def contact(
    parent: Any, name: str, who: Text | None, *, address: Text | None = None,
    email: str = "", phone: str = "", city: str = "", country: str = "",
) -> Any:  # fmt: skip
    """Add a contact with its location: the schema insists on one, so none is said to be none."""
    made = dcc(parent, name)
    named(made, "name", who)
    plain(made, "eMail", email)
    plain(made, "phone", phone)
    location = dcc(made, "location")
    plain(location, "city", city)
    plain(location, "countryCode", country)
    rich(location, "further", address)
    if not len(location):
        rich(location, "further", said.NOT_STATED)
    return made


def laboratory(parent: Any, told: Mapping[str, Any]) -> None:
    """Add `calibrationLaboratory`, and whether its seal is on the file."""
    centre = told["centre"]
    made = dcc(parent, "calibrationLaboratory")
    plain(made, "calibrationLaboratoryCode", centre.get("laboratory_code") or centre["code"])
    contact(
        made, "contact", centre["name"], address=centre["address"], email=centre.get("email", ""),
        phone=centre.get("phone", ""), city=centre.get("town", ""),
        country=centre.get("country", ""),
    )  # fmt: skip
    dcc(made, "cryptElectronicSeal", "true" if told.get("sealed_by") else "false")


def people(parent: Any, told: Mapping[str, Any]) -> None:
    """Add `respPersons`: who approved is the one main signer, then who performed."""
    signatures = told["signatures"]
    made = dcc(parent, "respPersons")
    approver = signatures["approver"]
    name = one_line(approver["name"]) or one_line(signatures.get("issued_by") or "")
    _person(made, name, approver, main="true")
    performer = signatures["performer"]
    if one_line(performer["name"]):
        _person(made, performer["name"], performer, main="false")


def _person(parent: Any, name: str, signature: Mapping[str, Any], *, main: str) -> None:
    made = dcc(parent, "respPerson")
    named(dcc(made, "person"), "name", name)
    rich(made, "description", joined([signature.get("title"), _card(signature)]))
    label = signature["label"]
    plain(made, "role", f"{label['vi']} / {label['en']}")
    dcc(made, "mainSigner", main)


def _card(signature: Mapping[str, Any]) -> Pair | None:
    """The card of a verification officer."""
    number = signature.get("card")
    return joined([said.CARD, number], " ") if number else None


def customer(parent: Any, told: Mapping[str, Any]) -> None:
    """Add `customer`."""
    who = told["customer"]
    contact(parent, "customer", who["name"], address=who.get("address"), email=who.get("email", ""))
