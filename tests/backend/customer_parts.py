"""Good bodies for the writes of a customer's sites and contacts."""

from typing import Any

from tests.factories import calibration


def rows(lab: calibration.Lab) -> dict[str, Any]:
    """A place and a person that nothing refers to."""
    site = lab.customer.sites.create(name="Kho ngoài")
    contact = lab.customer.contacts.create(full_name="Bà Thủ Kho")
    return {"sites": site.pk, "contacts": contact.pk}


def writes(write: Any, lab: calibration.Lab, rows: dict[str, Any]) -> list[Any]:
    """One of each, every field said."""
    site = {"name": "N", "address": "1"}
    contact = {"full_name": "N", "position": "N", "email": "n@test.example", "phone": "0234 382"}
    customer = "/api/v1/customers/{id}"
    return [
        write("post", f"{customer}/sites/", site, lab.customer.pk),
        write("post", f"{customer}/contacts/", contact, lab.customer.pk),
        write("patch", "/api/v1/sites/{id}/", site, rows["sites"]),
        write("patch", "/api/v1/contacts/{id}/", contact, rows["contacts"]),
    ]
