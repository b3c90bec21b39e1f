"""A definition tried on sample facts and readings, with the engine that worksheets use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.certified import Certified, CertifiedLine
from calibration.definition import Column, Definition, Slot
from calibration.evaluation import Entry, Evaluation, PointResult, Work, evaluate
from calibration.evaluation.rows import repeats
from calibration.facts import facts_for, worksheet_unit
from calibration.plan import FIRST, Laid, make_plan, plain, tables_of, unit_of
from calibration.states import Service
from calibration.workbench.numbers import decimal_comma
from common.errors import DomainError, Fault
from common.templatetags.show import words
from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import UNITS, Unit, units_of

_FAR = "1000000000"
Sample = Mapping[str, Any]  # {"facts": {…}, "cells": {"table/row/column/repeat": …}, "standards"}


@dataclass(frozen=True)
class Asked:
    """One box of the sample: what it is called, what was typed, what is wrong with it."""

    name: str
    label: str
    text: str
    wrong: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass
class Tried:
    """What a sample gives. Without facts that are whole there is no plan, hence no points."""

    definition: Definition
    facts: list[Asked] = field(default_factory=list)
    standards: list[list[Asked]] = field(default_factory=list)
    cells: dict[str, Asked] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    laid: list[Laid] = field(default_factory=list)
    evaluation: Evaluation | None = None
    refused: str = ""
    service: str = ""
    comma: bool = False  # decimals are typed with a comma

    def point(self, laid: Laid, row: int) -> PointResult | None:
        """The result of one row."""
        points = self.evaluation.points if self.evaluation else ()
        return next((p for p in points if (p.section, p.row) == (laid.section, row)), None)


def attempt(
    definition: Definition, sample: Sample, service: str, *, comma: bool | None = None
) -> Tried:
    """Try a definition; whatever is wrong with the sample stands beside its box."""
    tried = Tried(definition, service=service)
    tried.comma = decimal_comma() if comma is None else comma
    facts = _facts(tried, _texts(sample, "facts"))
    if facts is None:
        return tried
    standards = _standards(tried, facts, _texts(sample, "standards"))
    try:
        plan = make_plan(definition, facts, FIRST)
    except DomainError as error:
        tried.refused = " ".join([str(error), *(str(each.message) for each in error.faults)])
        return tried
    except MetrologyError as error:
        tried.refused = sentence(error)
        return tried
    tried.plan, tried.laid = plan, tables_of(plan)
    cells = dict(_cells(tried, _texts(sample, "cells")))
    judged = service == Service.VERIFICATION
    conformity = "" if judged else definition.decision_rule
    work = Work(definition, facts, plan, cells, standards, judged, conformity)
    try:
        tried.evaluation = evaluate(work)
    except (MetrologyError, ArithmeticError, LookupError, ValueError) as error:
        tried.refused = sentence(error) if isinstance(error, MetrologyError) else str(error)
    return tried


def _texts(sample: Sample, part: str) -> dict[str, str]:
    found = sample.get(part)
    known = found.items() if isinstance(found, Mapping) else ()
    return {key: each for key, each in known if isinstance(each, str)}


def _facts(tried: Tried, typed: Mapping[str, str]) -> dict[str, str] | None:
    """The facts, or None where one is missing or wrong."""
    definition, values, wrongs = tried.definition, {}, {}
    for each in definition.fields:
        text = typed.get(each.key, "").strip()
        try:
            values[each.source] = _canonical(text, each.type, comma=tried.comma)
        except MetrologyError as error:
            wrongs[each.key] = sentence(error)
    given = {"service": tried.service, "regime": typed.get("regime", "periodic")}
    facts, faults = facts_for(definition, {**values, **given})
    facts |= given
    for found in faults:
        key = _field_of(definition, found)
        wrongs.setdefault(key, str(found.message))
    tried.facts = [
        Asked(
            f"try.facts.{each.key}",
            _said(each.label),
            typed.get(each.key, ""),
            wrongs.get(each.key, ""),
            _hint(each, definition.unit_code),
            _choices(each),
        )
        for each in definition.fields
    ]
    return None if wrongs else facts


def _field_of(definition: Definition, found: Fault) -> str:
    source = found.field.removeprefix("instrument.")
    keys = [f.key for f in definition.fields if source in (f.source, f.key)]
    return keys[0] if keys else source


def _canonical(text: str, kind: str, *, comma: bool) -> str:
    """A quantity as typed in the reader's language, in canonical form; anything else as it is."""
    if not text or kind not in ("quantity", "number", "integer"):
        return text
    if kind == "quantity":
        return str(Quantity.parse(text, decimal_comma=comma))
    return parse_number(text, decimal_comma=comma)


def _hint(each: Any, unit_code: str) -> str:
    """Which unit a quantity may be typed in: its own, the table's, else some that there are."""
    if each.type != "quantity":
        return ""
    units = units_of(each.quantity)
    own = [unit for unit in units if unit.code in (each.unit, unit_code)]
    return ", ".join(unit.symbol for unit in own or units[:3])


def _choices(each: Any) -> tuple[tuple[str, str], ...]:
    if each.type == "boolean":
        return (("", "–"), ("yes", _("có")), ("no", _("không")))
    labels = each.choice_labels
    found = [(value, _said(labels.get(value)) or value) for value in each.choices]
    return (("", "–"), *found) if found else ()


def _standards(tried: Tried, facts: Mapping[str, str], typed: Mapping[str, str]) -> list[Certified]:
    found = []
    for slot in tried.definition.standards:
        unit = worksheet_unit(tried.definition, facts)
        own = units_of(slot.quantity)
        same = {each.quantity for each in own}
        shown = unit if unit.quantity in same else own[0]
        made = _standard(tried, slot, shown.code, typed)
        if made is not None:
            found.append(made)
    return found


def _standard(tried: Tried, slot: Slot, unit: str, typed: Mapping[str, str]) -> Certified | None:
    """A standard of one U and one correction everywhere."""
    boxes, numbers = [], {}
    parts = (("U", "U"), ("k", "k"), ("corr", _("số hiệu chính")))
    for name, label in parts:
        text, wrong = typed.get(f"{slot.key}_{name}", ""), ""
        try:
            digits = parse_number(text, decimal_comma=tried.comma) if text.strip() else ""
            numbers[name] = Decimal(digits or {"k": "2"}.get(name, "0"))
        except MetrologyError as error:
            wrong = sentence(error)
        boxes.append(
            Asked(
                f"try.standards.{slot.key}_{name}",
                f"{_said(slot.label)}: {label}",
                text,
                wrong,
                "" if name == "k" else UNITS[unit].symbol,
            )
        )
    tried.standards.append(boxes)
    if len(numbers) < len(parts) or numbers["k"] <= 0 or not typed.get(f"{slot.key}_U", "").strip():
        return None
    return _everywhere(slot, UNITS[unit], numbers)


def _everywhere(slot: Slot, unit: Unit, numbers: Mapping[str, Decimal]) -> Certified:
    """One U and one correction at every point; for pieces put together, those of one unit."""
    ends = ("1",) if slot.uncertainty == "proportional" else (f"-{_FAR}", _FAR)
    lines = tuple(
        CertifiedLine(
            Quantity(end, unit),
            Quantity(plain(Decimal(end) + numbers["corr"]), unit),
            Quantity(plain(numbers["U"]), unit),
            numbers["k"],
        )
        for end in ends
    )
    low, high = (Quantity(end, unit) for end in (f"-{_FAR}", _FAR))
    return Certified(slot.key, 0, _("mẫu thử"), "–", low, high, lines)


def _cells(tried: Tried, typed: Mapping[str, str]) -> Iterator[tuple[Any, Entry]]:
    assert tried.plan is not None
    for laid in tried.laid:
        table = tried.definition.by_key[laid.table]
        for row in laid.rows:
            for column in table.observed:
                yield from _of_column(tried, laid, row, column, typed)


def _of_column(
    tried: Tried, laid: Laid, row: Mapping[str, Any], column: Column, typed: Mapping[str, str]
) -> Iterator[tuple[Any, Entry]]:
    assert tried.plan is not None
    unit = column.unit or unit_of(tried.plan, row)
    for i in range(repeats(column, row)):
        key = f"{laid.section}/{row['row']}/{column.key}/{i}"
        text, wrong, digits = typed.get(key, ""), "", ""
        if column.role == "reading" and text.strip():
            try:
                digits = parse_number(text, decimal_comma=tried.comma)
            except MetrologyError as error:
                wrong = sentence(error)
        elif column.role == "check":
            digits = text if text in ("pass", "fail") else ""
        else:
            digits = text.strip()
        label = _("%(column)s, điểm %(n)s") % {"column": _said(column.label), "n": row["row"] + 1}
        if repeats(column, row) > 1:
            label = _("%(cell)s, lần %(n)s") % {"cell": label, "n": i + 1}
        tried.cells[key] = Asked(f"try.cells.{key}", label, text, wrong)
        if digits:
            yield (
                (laid.section, row["row"], column.key, i),
                Entry(digits, unit if column.role == "reading" else ""),
            )


def _said(label: Any) -> str:
    return words(label) if label else ""
