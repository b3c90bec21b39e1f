"""A number as people type it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from planning.numbers import Number, parse_number


class NumberField(forms.Field):
    """A `Number`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Number | None:
        """Read it; what is no number is named."""
        text = str(value or "").strip()
        if not text:
            return None
        found = parse_number(text)
        if found is None:
            raise ValidationError(
                _("“%(text)s” không phải là số. Viết như 753000000, 753.000.000 hoặc 99,5."),
                code="invalid",
                params={"text": text[:40]},
            )
        return found
