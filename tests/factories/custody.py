"""Things in our hands, for tests: received through the product's own service."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Centre, Customer, User
from accounts.permissions import Role
from calibration.custody.services import Arrival, Leaving, Thing, receive, return_things
from calibration.models import Custody
from instruments.models import Instrument
from tests.factories import people
from tests.factories.people import NOW

PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 40


def photo(name: str = "mặt số.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
    """A file that begins as a JPEG does."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def arrival(customer: Customer, centre: Centre | None = None, at: datetime = NOW) -> Arrival:
    """Brought by the customer's driver."""
    return Arrival(
        centre=centre or customer.centre, customer=customer, brought_by="Võ Văn Giao", at=at
    )


def thing(instrument: Instrument | None = None, **facts: Any) -> Thing:
    """As it was handed in; whole unless told."""
    return Thing(instrument=instrument, condition=facts.pop("condition", "bình thường"), **facts)


def held(
    *instruments: Instrument, by: User | None = None, at: datetime = NOW, **facts: Any
) -> list[Custody]:
    """These instruments of one customer, received."""
    customer = instruments[0].customer
    by = by or people.person(Role.TECHNICIAN, customer.centre)
    things = [thing(one, **facts) for one in instruments]
    return receive(arrival=arrival(customer, at=at), things=things, by=by, at=at)


def handed_back(
    *several: Custody, by: User | None = None, at: datetime = NOW, **facts: Any
) -> list[Custody]:
    """Returned to the customer's driver."""
    leaving = Leaving(
        returned_to=facts.pop("returned_to", "Võ Văn Giao"),
        at=facts.pop("returned_at", at),
        condition=facts.pop("condition", "bình thường"),
        **facts,
    )
    return return_things(
        custody_ids=[one.pk for one in several],
        leaving=leaving,
        by=by or several[0].received_by,
        at=at,
    )
