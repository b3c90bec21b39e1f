"""A calibration of a standard that turns out wrong."""

from decimal import Decimal

from calibration.models import Job
from certificates.impact.services import open_case
from certificates.impact.tasks import work_out
from certificates.models import ImpactCase, ImpactItem
from instruments.models import StandardCalibration
from instruments.services import correct_calibration
from metrology.quantities.quantity import Quantity
from tests.factories.calibration import Lab
from tests.factories.people import NOW


def wrong_event(lab: Lab, *, first: bool = False) -> StandardCalibration:
    """The event of the laboratory's gauge; `first`: the one that all corrections began with."""
    rows = lab.gauge.calibrations.order_by("pk")
    found = rows.first() if first else rows.last()
    assert found is not None
    return found


def corrected(
    event: StandardCalibration, offset: str, why: str = "Giấy ghi sai"
) -> StandardCalibration:
    """`event` corrected: the standard truly gives `offset` bar more everywhere."""
    values = [
        (
            line.nominal,
            Quantity(format(line.value.value + Decimal(offset), "f"), line.value.unit),
            line.expanded,
            line.k,
        )
        for line in event.values.all()
    ]
    return correct_calibration(event_id=event.pk, why=why, by=event.by, at=NOW, values=values)


def case(lab: Lab, offset: str = "-0.05", *, drained: bool = True) -> ImpactCase:
    """A case of the gauge's event, corrected by `offset`; worked out unless told."""
    event = wrong_event(lab)
    corrected(event, offset)
    made = open_case(event_id=event.pk, by=lab.quality, at=NOW)
    if drained:
        work_out(case_id=made.pk, asked=made.asked)
        made.refresh_from_db()
    return made


def item(of: ImpactCase, job: Job) -> ImpactItem:
    """The item of a job."""
    return of.items.get(job=job)
