"""A measured value in the database: the digits as typed and the unit, in one column."""

from decimal import Context, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from common.fields import AnyField
from instruments.form_fields import QuantityFormField
from instruments.messages import sentence
from metrology.decimals import from_fraction
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import to_coherent

# What both engines hold of an ExactDecimalField, so that both give the same answer.
_DIGITS = Context(prec=28)
_PLACES = Decimal("1E-15")
_MOST = Decimal("1E+22")


def comparable(value: Quantity | None) -> Decimal | None:
    """The value in the coherent unit of its quantity, for comparing in the database.

    Exact within 28 digits and 15 places; None for a blank and for what no column can hold.
    """
    if value is None:
        return None
    number = _DIGITS.plus(from_fraction(to_coherent(value.value, value.unit)))
    if abs(number) >= _MOST:
        return None
    return number.quantize(_PLACES, context=Context(prec=60)).normalize(_DIGITS)


class QuantityField(AnyField):
    """Stores `10.05 bar`: canonical digits, a blank, the unit's code. Python sees a Quantity.

    `quantity` names the kind of quantity that is allowed (`pressure`); another is refused with
    the unit found and the units allowed.
    """

    def __init__(self, *args: Any, quantity: str | None = None, **kwargs: Any) -> None:
        self.quantity = quantity
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.quantity is not None:
            kwargs["quantity"] = self.quantity
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: Any, *_: Any) -> Quantity | None:
        return Quantity.parse(value) if value else None

    def to_python(self, value: Any) -> Quantity | None:
        if value is None or value == "" or isinstance(value, Quantity):
            return value or None
        try:
            return Quantity.parse(str(value), quantity=self.quantity)
        except MetrologyError as error:
            raise ValidationError(sentence(error), code=error.code) from error

    def get_prep_value(self, value: Any) -> Any:
        found = self.to_python(super().get_prep_value(value))
        return None if found is None else str(found)

    def formfield(self, **kwargs: Any) -> QuantityFormField:
        """A text box that speaks quantities."""
        plain = {
            "label": capfirst(self.verbose_name),
            "required": not self.blank,
            "help_text": self.help_text,
        }
        return QuantityFormField(quantity=self.quantity, **(plain | kwargs))

    def value_to_string(self, obj: Any) -> str:
        found = self.value_from_object(obj)
        return "" if found is None else str(found)
