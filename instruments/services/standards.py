"""Changes to the centre's standards themselves: add, amend, take out of use, set the interval."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from instruments.messages import fault
from instruments.models import Standard
from instruments.models.standards import LONGEST_REASON
from instruments.services.checks import (
    as_difference,
    clean,
    duplicate,
    locked,
    reason,
    require,
    say,
    shown,
)
from metrology.errors import MetrologyError
from metrology.quantities.units import base_quantity, difference_unit, units_of

STANDARD_NAMES = ("code", "name_vi", "serial")
STANDARD_FACTS = (
    "name_en", "maker", "model", "also", "range_min", "range_max", "accuracy", "mpe",
)  # fmt: skip
MOST_MONTHS = 120
MOST_QUANTITIES = 20
LONGEST_WHY = 200  # of a standard out of use


@transaction.atomic
def add_standard(
    *,
    centre: Centre,
    code: str,
    name_vi: str,
    serial: str,
    quantity: str,
    by: Any,
    at: datetime,
    **facts: Any,
) -> Standard:
    """Add a standard of a centre. `quantity` is a code of metrology; `facts` any of STANDARD_FACTS.

    Raises InvalidInput naming each wrong field, Conflict when the centre has the code already.
    """
    if unknown := set(facts) - set(STANDARD_FACTS):
        raise TypeError(f"not facts of a standard: {', '.join(sorted(unknown))}")
    given = {"code": code, "name_vi": name_vi, "serial": serial, "quantity": quantity, **facts}
    plain = {name: nfc(v) if isinstance(v, str) else v for name, v in given.items()}
    standard = Standard(centre=centre, **plain)
    _check(standard)
    _save(standard)
    changes = {name: (None, shown(v)) for name, v in plain.items() if v not in (None, "", [])}
    say(standard, "standard.add", by, at, changes=changes)
    return standard


@transaction.atomic
def update_standard(
    *, standard_id: int, by: Any, at: datetime, why: str = "", **facts: Any
) -> Standard:
    """Amend the STANDARD_NAMES and STANDARD_FACTS of a standard; its quantity never changes.

    Nothing is written where nothing differs.
    """
    if unknown := set(facts) - {*STANDARD_NAMES, *STANDARD_FACTS}:
        raise TypeError(f"not facts of a standard: {', '.join(sorted(unknown))}")
    standard = locked(standard_id)
    before = {name: getattr(standard, name) for name in facts}
    for name, value in facts.items():
        setattr(standard, name, nfc(value) if isinstance(value, str) else value)
    _check(standard)
    changes = {
        name: (shown(old), shown(getattr(standard, name)))
        for name, old in before.items()
        if old != getattr(standard, name)
    }
    if changes:
        _save(standard)
        say(standard, "standard.update", by, at, changes=changes, why=why)
    return standard


@transaction.atomic
def take_out_of_use(*, standard_id: int, why: str, by: Any, at: datetime) -> Standard:
    """From now on no work may be started with this standard; a reason is required."""
    standard = locked(standard_id)
    if standard.out_of_use:
        raise Refused(_("Chuẩn này đã ngừng sử dụng."), code="wrong_state")
    standard.out_of_use, standard.out_of_use_why = True, reason(why, most=LONGEST_WHY)
    standard.save(update_fields=["out_of_use", "out_of_use_why"])
    changes = {"out_of_use": (False, True)}
    why = standard.out_of_use_why
    say(standard, "standard.take_out_of_use", by, at, changes=changes, why=why)
    return standard


@transaction.atomic
def return_to_use(*, standard_id: int, why: str, by: Any, at: datetime) -> Standard:
    """The standard may be used again while its calibration is valid; a reason is required."""
    standard = locked(standard_id)
    if not standard.out_of_use:
        raise Refused(_("Chuẩn này đang được sử dụng."), code="wrong_state")
    kept = reason(why, most=LONGEST_WHY)
    standard.out_of_use, standard.out_of_use_why = False, ""
    standard.save(update_fields=["out_of_use", "out_of_use_why"])
    changes = {"out_of_use": (True, False)}
    say(standard, "standard.return_to_use", by, at, changes=changes, why=kept)
    return standard


@transaction.atomic
def set_interval(*, standard_id: int, months: int, why: str, by: Any, at: datetime) -> Standard:
    """Decide how often the standard is calibrated. A proposal is never taken over by itself."""
    standard = locked(standard_id)
    if not 1 <= months <= MOST_MONTHS:
        message = _("Chu kỳ từ 1 đến %(most)s tháng.") % {"most": MOST_MONTHS}
        fault = Fault("months", message, code="out_of_range", found=str(months))
        raise InvalidInput(fault)
    kept, before = reason(why, most=LONGEST_REASON), standard.interval_months
    standard.interval_months = months
    standard.save(update_fields=["interval_months"])
    changes = {"interval_months": (before, months)}
    say(standard, "standard.set_interval", by, at, changes=changes, why=kept)
    return standard


def _save(standard: Standard) -> None:
    try:
        with transaction.atomic():
            standard.save()
    except IntegrityError as error:
        message = _("Trung tâm đã có chuẩn mang mã hiệu này.")
        raise duplicate("code", message, standard.code) from error


def _check(standard: Standard) -> None:
    clean(standard, skip=("centre", "also"))
    standard.mpe = as_difference(standard.mpe)
    try:
        base = base_quantity(standard.quantity)
    except MetrologyError as error:
        raise InvalidInput(fault("quantity", error)) from error
    faults = Faults()
    _check_also(standard.also, base, faults)
    step = difference_unit(units_of(base)[0]).quantity
    for name, expected in (("range_min", base), ("range_max", base), ("mpe", step)):
        require(faults, name, getattr(standard, name), expected)
    low, high = standard.range_min, standard.range_max
    if not faults.found and low is not None and high is not None and high < low:
        faults.add("range_max", _("Giới hạn đo trên nhỏ hơn giới hạn đo dưới."), code="range_order")
    faults.raise_if_any()


def _check_also(also: Sequence[str], base: str, faults: Faults) -> None:
    """Further quantities are of the catalogue, each told apart from the others by its units."""
    seen = {base}
    for code in also[: MOST_QUANTITIES + 1]:
        try:
            one = base_quantity(code)
        except MetrologyError as error:
            faults.found.append(fault("also", error))
            continue
        if one in seen:
            message = _("Đại lượng này đã có, hoặc dùng chung đơn vị với một đại lượng đã có.")
            faults.add("also", message, code="duplicate", found=code)
        seen.add(one)
    if len(also) > MOST_QUANTITIES:
        message = _("Nhiều nhất %(most)s đại lượng.") % {"most": MOST_QUANTITIES}
        faults.add("also", message, code="too_many")
