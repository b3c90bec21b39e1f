"""The administrative data: who, for whom, what, when, by what, and what was said of the whole."""

from typing import Any

from certificates.dcc.reading.shapes import (
    Dates,
    Method,
    Paper,
    Party,
    Person,
    Replaced,
    Said,
    Text,
    Thing,
)
from certificates.dcc.reading.texts import (
    every,
    joined,
    numbered,
    plain,
    plains,
    refs_of,
    said,
    texts_of,
    within,
)

_ADDRESS = (
    ("street", "streetNo"), ("postOfficeBox",), ("postCode", "city"), ("state",), ("countryCode",),
)  # fmt: skip


def software_of(holder: Any, name: str) -> list[str]:
    """Programs with their releases."""
    found = every(holder, name, "software")
    return [joined((said_of(each, "name"), plain(each, "release")), " ") for each in found]


def said_of(element: Any, name: str) -> str:
    """A text in whatever language there is."""
    texts = texts_of(element, name)
    return said(texts) if texts else ""


def dates_of(core: Any) -> Dates:
    """The days of a certificate."""
    return {
        "received": plain(core, "receiptDate"),
        "begun": plain(core, "beginPerformanceDate"),
        "ended": plain(core, "endPerformanceDate"),
        "issued": plain(core, "issueDate"),
    }


def replaced_of(core: Any) -> Replaced | None:
    """The certificate that this one takes the place of."""
    change = within(core, "reportAmendedSubstituted")
    if change is None:
        return None
    return {"change": plain(change, "typeOfChange"),
            "number": plain(change, "replacedUniqueIdentifier")}  # fmt: skip


def laboratory_of(data: Any) -> Party:
    """Who calibrated."""
    laboratory = within(data, "calibrationLaboratory")
    code = plain(laboratory, "calibrationLaboratoryCode")
    return party_of(within(laboratory, "contact"), code)


def party_of(contact: Any, code: str = "") -> Party:
    """A laboratory or a customer, with the address on one line."""
    location = within(contact, "location")
    words = (joined((plain(location, name) for name in line), " ") for line in _ADDRESS)
    return {
        "name": texts_of(contact, "name"),
        "code": code,
        "email": plain(contact, "eMail"),
        "phone": plain(contact, "phone"),
        "address": joined(words),
    }


def persons_of(data: Any) -> list[Person]:
    """Who answers for it."""
    return [
        {
            "name": texts_of(each, "person", "name"),
            "role": plain(each, "role"),
            "main": plain(each, "mainSigner") in ("true", "1"),
        }
        for each in every(data, "respPersons", "respPerson")
    ]


def items_of(data: Any) -> list[Thing]:
    """What was calibrated; a name that stands for all items is given to those without one."""
    items = within(data, "items")
    shared: list[Text] = texts_of(items, "name") if items is not None else []
    found = [thing_of(each) for each in every(items, "item")]
    for each in found:
        each["name"] = [*shared, *each["name"]] if shared else each["name"]
    return found


def thing_of(element: Any) -> Thing:
    """An item or a standard."""
    return {
        "name": texts_of(element, "name"),
        "maker": texts_of(element, "manufacturer", "name"),
        "model": plain(element, "model"),
        "description": texts_of(element, "description"),
        "identifications": numbered(element),
        "refs": refs_of(element),
        "paper": _paper(within(element, "certificate")),
    }


def _paper(certificate: Any) -> Paper | None:
    if certificate is None:
        return None
    return {
        "name": texts_of(certificate, "referral"),
        "number": plain(certificate, "referralID"),
        "procedure": plain(certificate, "procedure"),
        "value": plain(certificate, "value"),
        "traceable": plain(certificate, "traceable"),
    }


def method_of(element: Any) -> Method:
    """A method that was used."""
    return {
        "name": texts_of(element, "name"),
        "norms": plains(element, "norm"),
        "references": plains(element, "reference"),
        "refs": refs_of(element),
    }


def statements_of(data: Any) -> list[Said]:
    """What the laboratory says of the whole."""
    return [
        {
            "refs": refs_of(each),
            "name": texts_of(each, "name"),
            "text": texts_of(each, "declaration"),
            "norms": plains(each, "norm"),
            "references": plains(each, "reference"),
            "conformity": plain(each, "conformity"),
            "valid": plain(each, "valid") or plain(each, "traceable"),
            "date": plain(each, "date"),
            "non_si": joined((plain(each, "nonSIUnit"), plain(each, "nonSIDefinition")), " = "),
        }
        for each in every(data, "statements", "statement")
    ]
