"""Between certified points a worksheet and the page of the standard say the same."""

from decimal import Decimal

import pytest

from calibration.certified import support_of_row
from calibration.definition import Slot
from calibration.queries import certified
from instruments.upkeep.interpolation import interpolate
from metrology.quantities.quantity import Quantity
from tests.factories import instruments, people
from tests.factories.instruments import q

pytestmark = pytest.mark.django_db
SLOT = Slot("reference", {"vi": "Chuẩn"}, "pressure", None, "interpolated", combinable=False)
# An increasing and a decreasing run, two coverage factors, another unit.
VALUES = [
    (q("0 bar"), q("0.001 bar"), q("0.002 bar"), "2"),
    (q("4 bar"), q("4.006 bar"), q("0.004 bar"), "2"),
    (q("4 bar"), q("4.002 bar"), q("0.006 bar"), "2"),
    (q("10 bar"), q("9.991 bar"), q("0.009 bar"), "3"),
    (q("2000 kPa"), q("2001 kPa"), q("1 kPa"), "2"),
]


@pytest.mark.parametrize(
    "at", ["0 bar", "1.3 bar", "4 bar", "7 bar", "10 bar", "0.15 MPa", "1234 kPa", "20 bar"]
)
def test_correction_and_u_are_the_same(at: str) -> None:
    standard = instruments.standard(people.centre())
    event = instruments.calibration(standard, values=VALUES)
    asked = Quantity.parse(at)
    row = {"reference": asked.digits}

    shown = interpolate(event, asked)
    used = support_of_row(SLOT, row, asked.unit.code, [certified("reference", event)])

    assert used is not None
    assert used.correction is not None
    assert abs(used.correction - shown.correction) < Decimal("1e-24")
    assert abs(used.expanded / used.k - shown.expanded / shown.k) < Decimal("1e-24")
