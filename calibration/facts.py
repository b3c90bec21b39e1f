"""The instrument's fields as a procedure asks for them: found, checked, brought to one unit."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition, Field
from calibration.numbers import text_of
from common.canonical import canonical
from common.errors import Fault
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import UNITS, Unit, difference_unit

_NUMBERS = re.compile(r"(?:(?<!\S)[-−])?[0-9]+(?:[.,][0-9]+)*")
_STEPS = ("resolution", "e")
_ATTRIBUTES = (
    "range_min", "range_max", "resolution", "accuracy", "type_approval", "serial", "model",
)  # fmt: skip
_ANSWERS = {
    "yes": "yes", "true": "yes", "có": "yes", "1": "yes",
    "no": "no", "false": "no", "không": "no", "0": "no",
}  # fmt: skip
MOST_CHANNELS = 50
JOB_FACTS = ("regime", "service")  # of the job: frozen beside those of the instrument


def values_of(instrument: Any) -> dict[str, str]:
    """What is on record about an instrument, as text by attribute or facts key."""
    known = {str(key): _as_text(value) for key, value in (instrument.facts or {}).items()}
    for name in _ATTRIBUTES:
        value = getattr(instrument, name)
        if value not in (None, ""):
            known[name] = str(value)
    return known


def _as_text(value: Any) -> str:
    return canonical(value) if isinstance(value, list) else str(value)


def facts_for(
    definition: Definition, values: Mapping[str, str]
) -> tuple[dict[str, str], list[Fault]]:
    """The facts by field key in canonical text, and what is missing or wrong, field by field."""
    facts: dict[str, str] = {}
    faults: list[Fault] = []
    for field in definition.fields:
        text = (values.get(field.source) or values.get(field.key) or field.default).strip()
        if not text and field.formula is not None:
            text = _worked_out(definition, field, facts, values)
        if not text:
            if field.required:
                faults.append(_missing(field))
            continue
        try:
            known = _canonical(field, text)
            _insist_positive(field, known)
            _insist_few_channels(definition, field, known)
            facts[field.key] = known
        except MetrologyError as error:
            faults.append(fault(f"instrument.{field.source}", error))
        except LookupError:
            faults.append(_not_allowed(field, text))
    return facts, faults or _order(definition, facts)


def _worked_out(
    definition: Definition, field: Field, facts: Mapping[str, str], values: Mapping[str, str]
) -> str:
    """What the field's formula gives from the fields before it; "" where they do not say."""
    assert field.formula is not None
    job = {name: values.get(name, "") for name in JOB_FACTS}
    try:
        value = field.formula.evaluate(environment_of(definition, {**facts, **job}))
    except (MetrologyError, KeyError):  # KeyError: not even the worksheet's unit is known yet
        return ""
    if isinstance(value, Decimal) and field.type == "quantity":
        unit = UNITS[field.unit] if field.unit else worksheet_unit(definition, facts)
        return f"{text_of(value)} {unit.code}"
    return text_of(value) if isinstance(value, Decimal) else str(value or "")


def _insist_positive(field: Field, text: str) -> None:
    """A scale interval of 0 would leave the resolution out of every budget."""
    if field.source in _STEPS and Quantity.parse(text).value <= 0:
        raise MetrologyError("out_of_range", name=field.key, found=text, allowed="> 0")


def _insist_few_channels(definition: Definition, field: Field, text: str) -> None:
    """Every channel lays out its tables anew: a slip of the pen would lay out millions."""
    if field.key != definition.channels:
        return
    count = int(text) if field.type == "integer" else text.count(";") + 1
    if count > MOST_CHANNELS:
        allowed = f"≤ {MOST_CHANNELS}"
        raise MetrologyError("out_of_range", name=field.key, found=text[:40], allowed=allowed)


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
    return _READERS[field.type](field, text)


def _quantity(field: Field, text: str) -> Quantity:
    """A quantity of the field's kind; a step of temperature is written "0.05 °C" by everybody."""
    if field.quantity == "temperature_difference":
        with suppress(MetrologyError):
            found = Quantity.parse(text)
            text = f"{found.digits} {difference_unit(found.unit).code}"
    return Quantity.parse(text, quantity=field.quantity)


def _choice(field: Field, text: str) -> str:
    """One of the choices, alone or as the last word; "0,5" is "0.5"."""
    known = {_spelt(choice): choice for choice in field.choices}
    whole = _spelt(text)
    return known[whole] if whole in known else known[whole.rsplit(maxsplit=1)[-1]]


def _spelt(text: str) -> str:
    return text.casefold().replace(",", ".")


def _number(field: Field, text: str) -> str:
    """The one number among the words ("R160", "1,6 %"). LookupError: none, or a choice of them."""
    found = _NUMBERS.findall(text)
    if len(found) != 1:
        raise LookupError(text)
    digits = parse_number(found[0].replace("−", "-"), decimal_comma="," in found[0])
    if field.type == "integer" and "." in digits:
        raise LookupError(text)
    if field.choices:
        return {Decimal(choice): choice for choice in field.choices}[Decimal(digits)]
    return digits


def _rows_of(field: Field, text: str) -> list[dict[str, str]]:
    """The rows of a table of facts, each cell in canonical text. LookupError: not such a table."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LookupError(text) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LookupError(text)
    return [
        {
            column.key: _canonical(column, str(row[column.key]).strip())
            for column in field.columns
            if str(row.get(column.key) or "").strip()
        }
        for row in rows
    ]


_READERS: Mapping[str, Callable[[Field, str], str]] = {
    "quantity": lambda field, text: str(_quantity(field, text)),
    "choice": _choice,
    "boolean": lambda _field, text: _ANSWERS[text.casefold()],
    "text": lambda _field, text: text,
    "table": lambda field, text: canonical(_rows_of(field, text)),
    "number": _number,
    "integer": _number,
}


def worksheet_unit(definition: Definition, facts: Mapping[str, str]) -> Unit:
    """The unit of the tables: a fixed one, or that of one of the instrument's fields."""
    if definition.unit_code:
        return UNITS[definition.unit_code]
    return Quantity.parse(facts[definition.unit_field]).unit


def environment_of(definition: Definition, facts: Mapping[str, str]) -> dict[str, Any]:
    """The facts as formulas see them: quantities exactly in their field's or the worksheet's unit.

    Constants of the method, regime and service of the job are beside them.
    """
    found: dict[str, Any] = {name: facts.get(name, "") for name in JOB_FACTS}
    found |= {constant.key: constant.value for constant in definition.constants}
    for field in definition.fields:
        if field.type != "table":
            found[field.key] = _value(definition, field, facts)
    return found


def _value(
    definition: Definition, field: Field, facts: Mapping[str, str]
) -> Decimal | str | bool | None:
    text = facts.get(field.key)
    if text is None or field.type in ("choice", "text"):
        return text
    if field.type == "boolean":
        return text == "yes"
    if field.type == "quantity":
        unit = UNITS[field.unit] if field.unit else worksheet_unit(definition, facts)
        return Quantity.parse(text).to(unit)
    return Decimal(text)


def looked_up(definition: Definition, key: str, facts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a table of facts as formulas see them; none where nothing is on record."""
    field = definition.by_field[key]
    rows = json.loads(facts.get(key) or "[]")
    return [
        {column.key: _cell(column, row.get(column.key)) for column in field.columns} for row in rows
    ]


def _cell(column: Field, text: str | None) -> Any:
    if text is None or column.type in ("choice", "text"):
        return text
    if column.type == "quantity":
        quantity = Quantity.parse(text)
        return quantity.to(UNITS[column.unit]) if column.unit else quantity.value
    return Decimal(text)


def channels_of(definition: Definition, facts: Mapping[str, str]) -> list[str]:
    """The names of the instrument's channels; none when it has one only, or no such thing."""
    text = facts.get(definition.channels, "") if definition.channels else ""
    if not text:
        return []
    if definition.by_field[definition.channels].type == "integer":
        return [str(number + 1) for number in range(int(text))] if int(text) > 1 else []
    names = [name.strip() for name in text.split(";") if name.strip()]
    return names if len(names) > 1 else []
