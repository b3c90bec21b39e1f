"""A service's refusal beside the fields of the form it came from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.errors import DomainError
from common.text import row_id


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as ISO 8601, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any = None, **more: Any) -> forms.DateField:
    """A date field with that calendar."""
    return forms.DateField(label=label, widget=DayInput(), **more)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows by key; what can be no key is refused before SQLite is asked for it."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if row_id(str(key)) is None:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": key})
        return super().clean(value)


@contextmanager
def faults_on(form: Any, place: Callable[[str], str] | None = None) -> Iterator[None]:
    """Run a service; what it refuses becomes errors of `form`, field by field.

    `place` names the form's field where the service calls it otherwise. After the block
    `form.is_valid()` is False when something was refused.
    """
    try:
        yield
    except DomainError as error:
        if not error.faults:
            form.add_error(None, str(error))
        for fault in error.faults:
            field = place(fault.field) if place else fault.field
            form.add_error(field if field in form.fields else None, str(fault.message))


def spread(form: Any, formset: Any, error: DomainError, *, lines: str) -> None:
    """Faults named `lines`.N.field go to the Nth filled line, the others to the form."""
    filled = [line for line in formset if line.cleaned_data]
    for fault in error.faults:
        first, _dot, rest = fault.field.partition(".")
        number, _dot, name = rest.partition(".")
        if first == lines and number.isdecimal():
            filled[int(number)].add_error(name, str(fault.message))
        else:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault.message))
    if not error.faults:
        form.add_error(None, str(error))
