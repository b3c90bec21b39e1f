"""What the services of this app share: checking columns, saying values in an event."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.errors import Faults
from instruments.models import InstrumentType
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import difference_unit


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
    if isinstance(value, dict):
        return "; ".join(f"{key} = {each}" for key, each in sorted(value.items()))
    return None if value is None else str(value)
