"""Form fields that speak quantities and numbers in the reader's language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import format_number, parse_number
from metrology.quantities.units import difference_unit, require_quantity


def decimal_comma() -> bool:
    """Whether the reader's language writes decimals with a comma."""
    return (get_language() or "vi").startswith("vi")


class QuantityFormField(forms.CharField):
    """Reads “10,05 bar” in the reader's language and gives a Quantity, or None for a blank.

    `quantity` is the kind that is allowed; the error names the unit found and those allowed.
    With `difference` the value is a step (an error, a resolution): “0,1 °C” is then a difference.
    """

    def __init__(
        self, *, quantity: str | None = None, difference: bool = False, **kwargs: Any
    ) -> None:
        self.quantity = quantity
        self.difference = difference
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Quantity):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self._read(text)
        except MetrologyError as error:
            raise ValidationError(sentence(error), code=error.code) from error

    def _read(self, text: str) -> Quantity:
        found = Quantity.parse(text, decimal_comma=decimal_comma())
        if self.difference:
            found = Quantity(found.digits, difference_unit(found.unit))
        if self.quantity is not None:
            require_quantity(found.unit, self.quantity)
        return found

    def run_validators(self, value: Any) -> None:
        """The text was checked while it was read; a Quantity has no length."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, str) and ("\x00" in value or len(value) > (self.max_length or 60)):
            raise ValidationError(_("Viết số rồi đơn vị, ví dụ “10,05 bar”."), code="not_a_number")
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        return write_quantity(value) if isinstance(value, Quantity) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


def write_quantity(value: Quantity) -> str:
    """A quantity as the reader types it: every digit, the decimal mark, the symbol."""
    lang = "vi" if decimal_comma() else "en"
    return f"{format_number(value.digits, lang)} {value.unit.symbol}"


class NumberFormField(forms.CharField):
    """A bare number (the coverage factor): its canonical digits, read in the reader's language."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return parse_number(text, decimal_comma=decimal_comma())
        except MetrologyError as error:
            raise ValidationError(sentence(error), code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if value and decimal_comma() else value


class FactsField(forms.CharField):
    """Further facts, one “name = value” for each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        found: dict[str, str] = {}
        for line in filter(str.strip, (text or "").splitlines()):
            key, sign, fact = line.partition("=")
            if not sign or key.strip() in found:
                raise ValidationError(
                    _("Dòng “%(line)s” không có dạng tên = giá trị, hoặc tên bị lặp."),
                    params={"line": line.strip()[:60]},
                )
            found[key.strip()] = fact.strip()
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{key} = {fact}" for key, fact in value.items())
        return value
