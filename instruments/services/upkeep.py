"""Between calibrations: intermediate checks, and by what limits they are judged. Only added."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from instruments.messages import fault
from instruments.models import ControlLimits, IntermediateCheck, Standard
from instruments.models.standards import LONGEST_REASON
from instruments.services.checks import clean, locked, reason, say
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity

LEAST_FIRST, MOST_FIRST = 3, 50


@transaction.atomic
def record_check(  # noqa: PLR0913 — as many as a check says
    *,
    standard_id: int,
    on: date,
    point: Quantity,
    found: Quantity,
    item: str,
    by: Any,
    at: datetime,
    note: str = "",
    corrects: int | None = None,
) -> IntermediateCheck:
    """Add an intermediate check: the value found at a point with a check item.

    `corrects` is the id of a check of the same standard that was recorded wrongly; then `note`
    says why.
    """
    standard = locked(standard_id)
    check = IntermediateCheck(
        standard=standard, on=on, point=point, found=found, item=nfc(item), note=nfc(note),
        corrects=_corrected(standard, corrects), by=by, at=at,
    )  # fmt: skip
    clean(check, skip=("standard", "corrects", "by", "at"))
    faults = Faults()
    if on > timezone.localdate(at):
        faults.add("on", _("Ngày này còn ở tương lai."), code="future")
    if corrects is not None and not check.note:
        faults.add("note", _("Hãy ghi lý do."), code="required")
    _check_values(standard, {"point": point, "found": found}, faults)
    faults.raise_if_any()
    check.save(force_insert=True)
    changes = _stated(check, "on", "point", "found", "item", "corrects_id")
    say(standard, "standard.check", by, at, changes=changes, why=check.note, seals=[check])
    return check


@transaction.atomic
def agree_control_limits(  # noqa: PLR0913 — as many as the agreement says
    *,
    standard_id: int,
    point: Quantity,
    item: str,
    first: int,
    why: str,
    by: Any,
    at: datetime,
    lower: Quantity | None = None,
    upper: Quantity | None = None,
    since: date | None = None,
) -> ControlLimits:
    """Say how the checks of one point with one item are judged from now on.

    Mean and s come from the `first` checks (of those since `since`); `lower` and `upper` are the
    agreed limits of the value found, where there are some.
    """
    standard = locked(standard_id)
    limits = ControlLimits(
        standard=standard, point=point, item=nfc(item), first=first, lower=lower, upper=upper,
        since=since, why=reason(why, most=LONGEST_REASON), by=by, at=at,
    )  # fmt: skip
    clean(limits, skip=("standard", "by", "at"))
    faults = Faults()
    if not LEAST_FIRST <= first <= MOST_FIRST:
        message = _("Từ %(least)s đến %(most)s lần.") % {"least": LEAST_FIRST, "most": MOST_FIRST}
        faults.add("first", message, code="out_of_range", found=str(first))
    given = {"point": point, "lower": lower, "upper": upper}
    _check_values(standard, {name: v for name, v in given.items() if v is not None}, faults)
    if not faults.found and lower is not None and upper is not None and not lower < upper:
        message = _("Giới hạn trên phải lớn hơn giới hạn dưới.")
        faults.add("upper", message, code="range_order")
    faults.raise_if_any()
    limits.save(force_insert=True)
    changes = _stated(limits, "point", "item", "first", "lower", "upper", "since")
    say(standard, "standard.control_limits", by, at, changes=changes, why=limits.why,
        seals=[limits])  # fmt: skip
    return limits


def _stated(row: models.Model, *names: str) -> dict[str, tuple[None, str]]:
    """What an event says of a new row: each of these that is there."""
    found = {name: getattr(row, name) for name in names}
    return {name: (None, str(value)) for name, value in found.items() if value is not None}


def _corrected(standard: Standard, corrects: int | None) -> IntermediateCheck | None:
    if corrects is None:
        return None
    wrong = standard.checks.filter(pk=corrects).first()
    if wrong is None:
        message = _("Chuẩn này không có lần kiểm tra đó.")
        raise InvalidInput(Fault("corrects", message, code="not_found", found=str(corrects)))
    if IntermediateCheck.objects.filter(corrects=wrong).exists():
        raise Refused(_("Lần kiểm tra này đã được đính chính."), code="corrected")
    return wrong


def _check_values(standard: Standard, values: dict[str, Quantity], faults: Faults) -> None:
    """The point is of a quantity the standard covers, all else converts to its unit."""
    unit = values["point"].unit
    if not standard.covers(unit.quantity):
        message = _("Chuẩn này không dùng cho đại lượng đó.")
        faults.add("point", message, code="wrong_quantity", found=unit.symbol)
    for name, value in values.items():
        try:
            value.to(unit)
        except MetrologyError as error:
            faults.found.append(fault(name, error))
