"""Between the certified points of a calibration event: correction and U, in a straight line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from instruments.messages import fault
from instruments.models import StandardCalibration, StandardValue
from metrology.decimals import CONTEXT
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import Unit, difference_unit


@dataclass(frozen=True)
class Certified:
    """What a certificate says at one nominal value; correction and U in `unit`."""

    nominal: Decimal  # in the unit asked for
    correction: Decimal
    expanded: Decimal
    k: Decimal
    unit: Unit

    @property
    def u(self) -> Decimal:
        """The standard uncertainty."""
        return CONTEXT.divide(self.expanded, self.k)


@dataclass(frozen=True)
class Interpolated:
    """Correction and U at a value; `below` and `above` are the points it lies between."""

    at: Quantity
    correction: Decimal
    expanded: Decimal
    k: Decimal
    unit: Unit
    below: Certified
    above: Certified


def certified(lines: Sequence[StandardValue], unit: Unit) -> list[Certified]:
    """One entry for each nominal value, ascending, in `unit`.

    Of an increasing and a decreasing run the wider U counts and the mean of the corrections, as
    worksheets that correct their standards take it (`calibration/certified.py`).
    """
    step = difference_unit(unit)
    runs: dict[Decimal, list[Certified]] = {}
    for line in lines:
        one = Certified(
            nominal=line.nominal.to(unit),
            correction=line.correction.to(step),
            expanded=line.expanded.to(step),
            k=Decimal(line.k),
            unit=step,
        )
        runs.setdefault(one.nominal, []).append(one)
    return [_of_runs(runs[nominal]) for nominal in sorted(runs)]


def _of_runs(runs: Sequence[Certified]) -> Certified:
    whole = Decimal(0)
    for each in runs:
        whole = CONTEXT.add(whole, each.correction)
    mean = CONTEXT.divide(whole, Decimal(len(runs)))
    return replace(max(runs, key=lambda each: each.u), correction=mean)


def interpolate(event: StandardCalibration, at: Quantity) -> Interpolated:
    """What the certificate says at a value. InvalidInput (`value`) outside its certified points."""
    try:
        points = certified(event.values_of(at.unit.quantity), at.unit)
    except MetrologyError as error:
        raise InvalidInput(fault("value", error)) from error
    if not points:
        message = _("Lần hiệu chuẩn này không có giá trị nào của đại lượng đó.")
        raise InvalidInput(Fault("value", message, code="wrong_quantity", found=at.unit.symbol))
    if not points[0].nominal <= at.value <= points[-1].nominal:
        ends = f"{points[0].nominal:f} … {points[-1].nominal:f} {at.unit.symbol}"
        message = _("Ngoài các điểm đã hiệu chuẩn, %(ends)s: không có gì để nội suy.")
        said = message % {"ends": ends}
        raise InvalidInput(Fault("value", said, code="out_of_range", found=str(at), allowed=ends))
    above = next(point for point in points if point.nominal >= at.value)
    below = next(point for point in reversed(points) if point.nominal <= at.value)
    return _between(at, below, above)


def _between(at: Quantity, below: Certified, above: Certified) -> Interpolated:
    width = CONTEXT.subtract(above.nominal, below.nominal)
    part = CONTEXT.divide(CONTEXT.subtract(at.value, below.nominal), width) if width else Decimal(0)

    def line(low: Decimal, high: Decimal) -> Decimal:
        return CONTEXT.fma(part, CONTEXT.subtract(high, low), low)

    same = below.k == above.k
    return Interpolated(
        at=at,
        correction=line(below.correction, above.correction),
        expanded=line(below.expanded, above.expanded) if same else line(below.u, above.u),
        k=below.k if same else Decimal(1),
        unit=below.unit,
        below=below,
        above=above,
    )
