"""What customers handed in and took back: each call of the custody's own services."""

from collections.abc import Sequence
from datetime import datetime

from calibration.custody.services import Arrival, Leaving, Thing, receive, return_things
from calibration.models import Custody, Job
from instruments.models import Instrument
from reports.demo.deeds import Desk

CONDITIONS = (
    "Bình thường, còn tem cũ",
    "Kính xước nhẹ, kim về 0",
    "Bình thường",
    "Vỏ bám bụi, đọc rõ",
)
DRIVER = "Phan Văn Giao Nhận"


def take_in(desk: Desk, jobs: Sequence[Job], at: datetime, place: str) -> list[Custody]:
    """The instruments of jobs of one customer, brought at `at`."""
    things = [job.instrument for job in jobs if job.instrument is not None]
    return take_things(desk, things, at, place)


def take_things(
    desk: Desk, things: Sequence[Instrument], at: datetime, place: str
) -> list[Custody]:
    """Instruments of one customer; which job they are for the service finds out."""
    arrival = Arrival(centre=desk.house.hue, customer=things[0].customer, brought_by=DRIVER, at=at)
    several = [
        Thing(
            instrument=thing,
            condition=CONDITIONS[number % len(CONDITIONS)],
            accessories="hộp đựng" if number == 0 else "",
            place=place,
        )
        for number, thing in enumerate(things)
    ]
    return receive(arrival=arrival, things=several, by=desk.house.technician, at=at)


def hand_back(desk: Desk, several: Sequence[Custody], at: datetime) -> None:
    """What is done goes back to whoever brought it."""
    leaving = Leaving(returned_to=DRIVER, at=at, condition="Như khi nhận, đã dán tem")
    ids = [one.pk for one in several]
    return_things(custody_ids=ids, leaving=leaving, by=desk.house.technician, at=at)
