"""What the services of this app share: checking columns, saying values in an event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from audit.models import Sealed
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.text import nfc
from instruments.messages import fault
from instruments.models import InstrumentType, Standard
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import difference_unit, require_quantity

Changes = dict[str, tuple[Any, Any]]


def as_difference(value: Quantity | None) -> Quantity | None:
    """An error, a resolution, an uncertainty: "0.1 °C" is a step of 0.1 °C, not a temperature."""
    return None if value is None else Quantity(value.digits, difference_unit(value.unit))


def clean(thing: models.Model, *, skip: tuple[str, ...] = ()) -> None:
    """Check the columns of `thing` as forms do; raise InvalidInput with a fault for each."""
    faults = Faults()
    try:
        thing.full_clean(exclude=skip, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, found in error.error_dict.items():
            for one in found:
                faults.add(name, one.messages[0], code=str(one.code or "invalid"))
    for column in thing._meta.concrete_fields:
        value = getattr(thing, column.attname)
        if isinstance(value, str) and "\x00" in value:
            faults.add(column.name, _("Có ký tự không được phép."), code="null_character")
    faults.raise_if_any()


def shown(value: Any) -> str | None:
    """A value as an event keeps it."""
    if isinstance(value, InstrumentType):
        return value.code
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return "; ".join(f"{key} = {each}" for key, each in sorted(value.items()))
    return None if value is None else str(value)


def locked(standard_id: int) -> Standard:
    """The standard, held until the change is done."""
    rows = Standard.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    return rows.get(pk=standard_id)


def reason(why: str, *, most: int, name: str = "why") -> str:
    """The reason as it is kept; InvalidInput where there is none or it is too long."""
    kept = nfc(why)
    if not kept:
        raise InvalidInput(Fault(name, _("Hãy ghi lý do."), code="required"))
    if len(kept) > most or "\x00" in kept:
        message = _("Lý do dài nhất %(most)s ký tự.") % {"most": most}
        raise InvalidInput(Fault(name, message, code="max_length"))
    return kept


def require(faults: Faults, name: str, value: Quantity | None, quantity: str) -> None:
    """Note a fault of `name` where the value is of another quantity."""
    if value is None:
        return
    try:
        require_quantity(value.unit, quantity)
    except MetrologyError as error:
        faults.found.append(fault(name, error))


def duplicate(name: str, message: str, found: str) -> Conflict:
    """The refusal of what is there already."""
    one = Fault(name, message, code="duplicate", found=found)
    return Conflict(message, code="duplicate", faults=(one,))


def say(
    standard: Standard,
    verb: str,
    by: Any,
    at: datetime,
    *,
    changes: Changes,
    why: str = "",
    seals: Iterable[Sealed] = (),
) -> None:
    """Record an event of a standard."""
    record(
        subject=standard,
        verb=verb,
        by=by,
        at=at,
        chain=standard.centre.code,
        changes=changes,
        seals=seals,
        why=why,
    )
