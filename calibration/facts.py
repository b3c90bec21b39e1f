"""The instrument's fields as a procedure asks for them: found, checked, brought to one unit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition, Field
from common.errors import Fault
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import UNITS, Unit

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_STEPS = ("resolution", "e")
_ATTRIBUTES = ("range_min", "range_max", "resolution", "accuracy")


def values_of(instrument: Any) -> dict[str, str]:
    """What is on record about an instrument, as text by attribute or facts key."""
    known = {str(key): str(value) for key, value in (instrument.facts or {}).items()}
    for name in _ATTRIBUTES:
        value = getattr(instrument, name)
        if value not in (None, ""):
            known[name] = str(value)
    return known


def facts_for(
    definition: Definition, values: Mapping[str, str]
) -> tuple[dict[str, str], list[Fault]]:
    """The facts by field key in canonical text, and what is missing or wrong, field by field."""
    facts: dict[str, str] = {}
    faults: list[Fault] = []
    for field in definition.fields:
        text = (values.get(field.source) or values.get(field.key) or field.default).strip()
        if not text:
            if field.required:
                faults.append(_missing(field))
            continue
        try:
            facts[field.key] = _canonical(field, text)
            _insist_positive(field, facts[field.key])
        except MetrologyError as error:
            faults.append(fault(f"instrument.{field.source}", error))
        except LookupError:
            faults.append(_not_allowed(field, text))
    return facts, faults or _order(definition, facts)


def _insist_positive(field: Field, text: str) -> None:
    """A scale interval of 0 would leave the resolution out of every budget."""
    if field.source in _STEPS and Quantity.parse(text).value <= 0:
        raise MetrologyError("out_of_range", name=field.key, found=text, allowed="> 0")


def _order(definition: Definition, facts: Mapping[str, str]) -> list[Fault]:
    """A range runs upwards."""
    ends = [
        next((facts[f.key] for f in definition.fields if f.source == name and f.key in facts), "")
        for name in ("range_min", "range_max")
    ]
    if not all(ends):
        return []
    low, high = (Quantity.parse(text) for text in ends)
    if low < high:
        return []
    error = MetrologyError("out_of_range", name="range_max", found=str(high), allowed=f"> {low}")
    return [fault("instrument.range_max", error)]


def _missing(field: Field) -> Fault:
    message = _("Phương tiện đo còn thiếu “%(name)s”.") % {"name": _label(field)}
    return Fault(f"instrument.{field.source}", message, code="required")


def _not_allowed(field: Field, text: str) -> Fault:
    message = _("“%(name)s” của phương tiện đo không dùng được cho quy trình này.")
    return Fault(
        f"instrument.{field.source}",
        message % {"name": _label(field)},
        code="not_allowed",
        found=text,
        allowed=", ".join(field.choices) or _("một số"),
    )


def _label(field: Field) -> str:
    from django.utils.translation import get_language

    vietnamese = (get_language() or "vi").startswith("vi")
    return field.label["vi" if vietnamese else "en"]


def _canonical(field: Field, text: str) -> str:
    """The canonical text of a fact. LookupError when it is none of the choices."""
    if field.type == "quantity":
        return str(Quantity.parse(text, quantity=field.quantity))
    if field.type == "choice":
        word = text.rsplit(maxsplit=1)[-1].casefold()
        return {choice.casefold(): choice for choice in field.choices}[word]
    found = _NUMBER.search(text)
    if found is None:
        raise LookupError(text)
    digits = parse_number(found[0], decimal_comma="," in found[0])
    if field.type == "integer" and "." in digits:
        raise LookupError(text)
    if field.choices:
        return {Decimal(choice): choice for choice in field.choices}[Decimal(digits)]
    return digits


def worksheet_unit(definition: Definition, facts: Mapping[str, str]) -> Unit:
    """The unit of the tables: a fixed one, or that of one of the instrument's fields."""
    if definition.unit_code:
        return UNITS[definition.unit_code]
    return Quantity.parse(facts[definition.unit_field]).unit


def environment_of(definition: Definition, facts: Mapping[str, str]) -> dict[str, Any]:
    """The facts as formulas see them: quantities converted exactly to the worksheet's unit."""
    unit = worksheet_unit(definition, facts)
    return {field.key: _value(field, facts.get(field.key), unit) for field in definition.fields}


def _value(field: Field, text: str | None, unit: Unit) -> Decimal | str | None:
    if text is None or field.type == "choice":
        return text
    if field.type == "quantity":
        return Quantity.parse(text).to(unit)
    return Decimal(text)
