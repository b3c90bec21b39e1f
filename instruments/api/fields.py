"""How the API speaks quantities: "10.05 bar" or {"value": "10.05", "unit": "bar"}."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.errors import FaultCode
from instruments.messages import sentence
from metrology.errors import Code, MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import difference_unit, require_quantity

PAIR = {
    "type": "object",
    "properties": {
        "value": {"type": "string", "example": "10.05"},
        "unit": {"type": "string", "example": "bar"},
    },
    "required": ["value", "unit"],
}
EITHER = {"oneOf": [{"type": "string", "example": "10.05 bar"}, PAIR]}
LONGEST = 60


@extend_schema_field(PAIR)
class QuantityOutput(serializers.Field[Quantity, Any, Any, Quantity]):
    """A quantity as the API answers it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Quantity) -> dict[str, str]:
        return {"value": value.digits, "unit": value.unit.code}


@extend_schema_field(EITHER)
class QuantitySerializerField(serializers.Field[Quantity, Any, Any, Quantity]):
    """A quantity as the API reads it; `quantity` is the kind that is allowed.

    With `difference` the value is a step (an error, a resolution): "0.1 degC" is a difference.
    """

    def __init__(
        self, *, quantity: str | None = None, difference: bool = False, **kwargs: Any
    ) -> None:
        self.quantity = quantity
        self.difference = difference
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Quantity:
        try:
            found = Quantity.parse(_text(data))
            if self.difference:
                found = Quantity(found.digits, difference_unit(found.unit))
            if self.quantity is not None:
                require_quantity(found.unit, self.quantity)
        except MetrologyError as error:
            raise refusal(error) from error
        return found

    def to_representation(self, value: Quantity) -> dict[str, str]:
        return {"value": value.digits, "unit": value.unit.code}


def _text(data: Any) -> str:
    """The text form. A JSON number is refused: it has lost its last digits already."""
    if isinstance(data, dict) and set(data) == {"value", "unit"}:
        parts = (data["value"], data["unit"])
        if all(isinstance(part, str) for part in parts):
            data = f"{parts[0]} {parts[1]}"
    if not isinstance(data, str) or len(data) > LONGEST:
        raise MetrologyError(Code.NOT_A_NUMBER, found=str(data), allowed="10.05 bar")
    return data


def refusal(error: MetrologyError) -> serializers.ValidationError:
    """A metrology error as a validation error that keeps what was found and what is allowed."""
    params = error.params
    code = FaultCode(error.code, found=params.get("found", ""), allowed=params.get("allowed", ""))
    return serializers.ValidationError(sentence(error), code=code)
