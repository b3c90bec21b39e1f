"""A procedure whose units do not agree is refused when it is approved, not at the bench."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from calibration.definition import Column, Definition, Field, Slot, Table
from calibration.definition.parts import JOB_NAMES
from calibration.procedures.dimensions import (
    BARE,
    SAME,
    UNKNOWN,
    WORDS,
    YES_OR_NO,
    Disagreement,
    Known,
    fits,
    of_term,
    product,
    unit_of,
)
from calibration.procedures.places import ERROR, LIMIT, ROW, Place, places
from calibration.procedures.places import ONE as PLAIN
from common.errors import Fault
from metrology.conformity.limit_tables import StepTable
from metrology.errors import MetrologyError
from metrology.formula import nodes
from metrology.quantities.dimensions import quantity_dimension
from metrology.quantities.unit_terms import parse_unit_term, term_of
from metrology.quantities.units import UNITS, difference_unit

_NUMBER = Known("unit")  # without a unit; per cent and the like leave its scale open
_OBSERVED: Mapping[str, Known] = {"check": WORDS, "text": WORDS, "label": WORDS}


def unit_faults(definition: Definition) -> list[Fault]:
    """Each formula whose units do not agree, with its path, once."""
    found = _fields_out_of_place(definition)
    if found:
        return found
    checker = _Checker(definition)
    seen: dict[str, Fault] = {}
    for place in places(definition):
        for fault in checker.faults(place):
            seen.setdefault(fault.field, fault)
    for fault in _intervals(definition, checker):
        seen.setdefault(fault.field, fault)
    return list(seen.values())


def _fields_out_of_place(definition: Definition) -> list[Fault]:
    """A quantity without a unit of its own is given in the worksheet's, if it is of that kind."""
    sheet = sheet_unit(definition)
    message = _("Mục này là đại lượng khác với đơn vị của bảng đo: hãy chọn đơn vị cho nó.")
    return [
        Fault(f"fields.{i}.unit", message, code="wrong_dimension", found=field.quantity)
        for i, field in enumerate(definition.fields)
        if field.type == "quantity"
        and not field.unit
        and quantity_dimension(field.quantity) != sheet.dimension
    ]


def sheet_unit(definition: Definition) -> Known:
    """The worksheet's unit: fixed, or that of a field, of which only the kind is known."""
    if definition.unit_code:
        return of_term(term_of(UNITS[definition.unit_code]))
    field = definition.by_field[definition.unit_field]
    if field.unit:
        return Known("unit", quantity_dimension(field.quantity), SAME, UNITS[field.unit].symbol)
    shown = _("đơn vị của %(name)s") % {"name": field.key}
    return Known("unit", quantity_dimension(field.quantity), SAME, shown)


@dataclass(frozen=True)
class _Units:
    """The units of one table with rows of one unit."""

    row: Known
    error: Known


class _Checker:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.sheet = sheet_unit(definition)
        self.common = self._common()
        self.across: dict[str, Known] = {}
        self.own: dict[tuple[str, str], dict[str, Known]] = {}
        for place in places(definition):
            if place.table is not None and place.name and place.source is None:
                self._learn(place)

    # Names

    def _common(self) -> dict[str, Known]:
        found = dict.fromkeys(JOB_NAMES, WORDS)
        for constant in self.definition.constants:
            found[constant.key] = _of_text(constant.unit) if constant.unit else BARE
        for field in self.definition.fields:
            found[field.key] = self._of_field(field)
        return found

    def _of_field(self, field: Field) -> Known:
        if field.type == "quantity":
            return of_term(term_of(UNITS[field.unit])) if field.unit else self.sheet
        kinds = {"choice": WORDS, "text": WORDS, "boolean": YES_OR_NO, "table": UNKNOWN}
        return kinds.get(field.type, _NUMBER)

    def _learn(self, place: Place) -> None:
        """What a parameter or a computed column gives, for the formulas after it."""
        assert place.table is not None
        for unit in row_units(place.table):
            names = self.names(place, unit)
            try:
                found = unit_of(place.expr.tree, names)
            except Disagreement:
                found = UNKNOWN
            if place.unit:
                found = of_term(term_of(UNITS[place.unit]))
            self.own.setdefault((place.table.key, unit), {})[place.name] = found
            self.across[f"{place.table.key}_{place.name}"] = found

    def names(self, place: Place, unit: str) -> dict[str, Known]:
        """The unit of each name that a formula may use, in rows of this unit."""
        table = place.table
        if table is None:
            return self.common
        units = self.units(table, unit)
        found = {**self.common, **_values_of(table, self.definition)}
        slot = self.definition.slot(
            place.source.standard if place.source else table.standard, table.key
        )
        found |= _of_standard(slot, units.row)
        found |= {column.key: _of_column(column, units.row) for column in table.columns
                  if column.expr is None and column.role != "nominal"}  # fmt: skip
        found |= self.own.get((table.key, unit), {})
        found |= {f"{t.key}_{c.key}": _of_column(c, self.units(t, row_units(t)[0]).row)
                  for t in self.definition.tables for c in t.columns if c.expr is None}  # fmt: skip
        found |= self.across
        return found | {"mpe": units.error, "limit": units.error, "U": units.error}

    def units(self, table: Table, unit: str) -> _Units:
        """The units of a table's rows of this unit; unknown where the instrument names it."""
        if unit and unit not in UNITS:
            error = of_term(term_of(UNITS[table.error_unit])) if table.error_unit else UNKNOWN
            return _Units(UNKNOWN, error)
        row = of_term(term_of(UNITS[unit])) if unit else self.sheet
        if table.error_unit:
            return _Units(row, of_term(term_of(UNITS[table.error_unit])))
        return _Units(row, of_term(term_of(difference_unit(UNITS[unit]))) if unit else row)

    # Formulas

    def faults(self, place: Place) -> Iterable[Fault]:
        """What disagrees in one formula, in rows of each unit that its table has."""
        for unit in row_units(place.table) if place.table else [""]:
            try:
                found = unit_of(place.expr.tree, self.names(place, unit))
            except Disagreement as error:
                yield Fault(place.path, str(error), code="wrong_dimension", found=place.expr.text)
                continue
            wanted = self.wanted(place, unit)
            if place.name == "sensitivity" and place.source is not None:
                found = self._contribution(place, unit, found)
            if wanted is not None and not fits(found, wanted):
                yield _wrong(place, found, wanted)

    def _contribution(self, place: Place, unit: str, sensitivity: Known) -> Known:
        assert place.source is not None
        try:
            own = unit_of(place.source.expr.tree, self.names(place, unit))
        except Disagreement:
            return UNKNOWN  # said where it stands
        return product(own, sensitivity)

    def wanted(self, place: Place, unit: str) -> Known | None:
        """What the place asks for; None where anything may stand."""
        if place.wants == PLAIN:
            return _NUMBER
        if place.unit in UNITS:
            term = UNITS[place.unit]
            return of_term(term_of(difference_unit(term) if place.wants == LIMIT else term))
        if place.table is None or place.wants not in (ROW, ERROR, LIMIT):
            return None
        units = self.units(place.table, unit)
        return units.row if place.wants == ROW else units.error


def _wrong(place: Place, found: Known, wanted: Known) -> Fault:
    said = {"text": _("chữ"), "truth": _("đúng hoặc sai")}.get(found.kind, found.words)
    message = _("Biểu thức cho kết quả theo %(found)s, ở đây cần %(wanted)s.") % {
        "found": said,
        "wanted": wanted.words if wanted.dimension.powers or wanted.shown else _("một số"),
    }
    return Fault(
        place.path, message, code="wrong_dimension", found=place.expr.text, allowed=wanted.words
    )


def row_units(table: Table) -> list[str]:
    """The units that rows of a table have; "" for the worksheet's."""
    points = (table.points, *(points for _when, points in table.alternatives))
    own = {row.unit or table.unit for each in points for row in each.rows}
    return sorted(own) or [table.unit]


def _of_column(column: Column, row: Known) -> Known:
    if column.role in _OBSERVED:
        return _OBSERVED[column.role]
    return of_term(term_of(UNITS[column.unit])) if column.unit else row


def _of_text(text: str) -> Known:
    """The unit of a constant, which may be words."""
    try:
        return of_term(parse_unit_term(text))
    except MetrologyError:
        return UNKNOWN


def _of_standard(slot: Slot | None, row: Known) -> dict[str, Known]:
    """What a standard gives is in the row's unit, where it is of that kind at all."""
    same = slot is not None and quantity_dimension(slot.quantity) == row.dimension
    value = row if same else UNKNOWN
    return {"U_std": value, "dev_std": value, "corr_std": value, "k_std": BARE}


def _values_of(table: Table, definition: Definition) -> dict[str, Known]:
    """Values that rows bring along: texts are told, the unit of a number is not known."""
    found: dict[str, Known] = {}
    for points in (table.points, *(points for _when, points in table.alternatives)):
        lines = {points.each, points.lookup.field if points.lookup else ""} - {""}
        for field in sorted(lines):
            for column in definition.by_field[field].columns:
                found[column.key] = WORDS if column.type in ("text", "choice") else UNKNOWN
        for row in points.rows:
            for key, value in row.values.items():
                root = value.tree.root
                text = isinstance(root, nodes.Literal) and isinstance(root.value, str)
                found.setdefault(key, WORDS if text else UNKNOWN)
    return found


def _intervals(definition: Definition, checker: _Checker) -> Iterable[Fault]:
    """Steps are multiples of a field, which must be in the unit of errors."""
    for i, table in enumerate(definition.tables):
        if table.limit is None or not isinstance(table.limit.source, StepTable):
            continue
        name = table.limit.source.interval
        own, wanted = checker.common.get(name, UNKNOWN), checker.units(table, row_units(table)[0])
        if not fits(own, wanted.error):
            message = _("“%(name)s” tính theo %(found)s, sai số theo %(wanted)s.") % {
                "name": name, "found": own.words, "wanted": wanted.error.words,
            }  # fmt: skip
            yield Fault(f"tables.{i}.limit.unit", message, code="wrong_dimension", found=name)
