"""A procedure's definition: strict reading of the JSON, formulas compiled once.

The schema is written down in `data/procedures/README.md`. Everything that is wrong is said in one
go, each with its path in the JSON (`tables.0.columns.4.expr`), what was found and what is allowed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from calibration.reading_json import Node, bad_json
from common.errors import Faults
from metrology.conformity.decisions import RULES
from metrology.conformity.limits import Limit
from metrology.errors import MetrologyError
from metrology.formula.expressions import Expression
from metrology.quantities.units import UNITS
from metrology.uncertainty.contributions import COVERAGE_RULES

Words = Mapping[str, str]
SECTIONS = ("checks", "environment")
STANDARD_NAMES = ("U_std", "k_std", "dev_std")
RESERVED = frozenset({"mpe", "mpe_standard", *STANDARD_NAMES, *SECTIONS})
ROLES = ("reference", "reading", "check", "computed", "label")
DISTRIBUTIONS = ("normal", "rectangular", "triangular", "arcsine", "type_a")


@dataclass(frozen=True)
class Field:
    """A fact of the instrument that formulas use; `source` is the attribute or facts key."""

    key: str
    label: Words
    type: str
    quantity: str
    required: bool
    choices: tuple[str, ...]
    source: str
    default: str


@dataclass(frozen=True)
class Climate:
    """One quantity of the environment with its limits; `blocking` limits refuse the submission."""

    key: str
    label: Words
    unit: str
    least: Decimal | None
    most: Decimal | None
    required: bool
    blocking: bool


@dataclass(frozen=True)
class Slot:
    """A standard the work needs. `combinable` (weights) reaches beyond one item's range."""

    key: str
    label: Words
    quantity: str
    requirement: Expression | None
    uncertainty: str
    combinable: bool


@dataclass(frozen=True)
class Check:
    """An inspection answered pass or fail."""

    key: str
    label: Words
    stop_on_fail: bool


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    key: str
    label: Words
    role: str
    required: bool
    repeat: int
    expr: Expression | None
    direction: str
    unit: str  # "" for the worksheet's unit

    @property
    def observed(self) -> bool:
        """Whether a person fills it."""
        return self.role in ("reading", "check")


@dataclass(frozen=True)
class Points:
    """Where to measure: fractions of the span, formulas, or named positions."""

    fractions: tuple[Decimal, ...] = ()
    expressions: tuple[Expression, ...] = ()
    labels: tuple[Words, ...] = ()
    round_to: str = ""
    limit_changes: bool = False


@dataclass(frozen=True)
class Parameter:
    """A value that holds for the whole table (the load of the eccentricity test)."""

    key: str
    label: Words
    expr: Expression
    round_to: str


@dataclass(frozen=True)
class Acceptance:
    """One rule of acceptance; with `when` it holds only where that is true."""

    key: str
    label: Words
    expr: Expression
    when: Expression | None


@dataclass(frozen=True)
class Source:
    """One contribution to the uncertainty, as formulas."""

    key: str
    label: Words
    distribution: str
    expr: Expression
    divisor: Expression | None
    sensitivity: Expression | None
    dof: Expression | None
    when: Expression | None
    standard: str


@dataclass(frozen=True)
class Table:
    """One table of points."""

    key: str
    title: Words
    points: Points
    alternatives: tuple[tuple[Expression, Points], ...]
    parameters: tuple[Parameter, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    reference: str
    indication: Expression | None
    error: Expression | None
    limit: Limit | None
    judged: tuple[str, ...]
    acceptance: tuple[Acceptance, ...]
    uncertainty: tuple[Source, ...]
    stop_on_fail: bool

    def column(self, key: str) -> Column | None:
        """The column `key`."""
        return next((column for column in self.columns if column.key == key), None)

    @property
    def observed(self) -> tuple[Column, ...]:
        """The columns a person fills."""
        return tuple(column for column in self.columns if column.observed)


@dataclass(frozen=True)
class Definition:
    """A whole procedure, checked and compiled."""

    data: Mapping[str, Any]
    code: str
    title: Words
    documents: Mapping[str, str]
    services: tuple[str, ...]
    instrument_types: tuple[str, ...]
    fields: tuple[Field, ...]
    unit_field: str
    unit_code: str
    environment: tuple[Climate, ...]
    standards: tuple[Slot, ...]
    checks: tuple[Check, ...]
    tables: tuple[Table, ...]
    decision_rule: str
    coverage: str

    @cached_property
    def by_key(self) -> Mapping[str, Table]:
        """Tables by key."""
        return {table.key: table for table in self.tables}

    def slot(self, key: str) -> Slot | None:
        """The slot `key`; the first one when `key` is blank."""
        if not key:
            return self.standards[0] if self.standards else None
        return next((slot for slot in self.standards if slot.key == key), None)


@lru_cache(maxsize=64)
def read_definition(text: str) -> Definition:
    """The definition in a JSON text. Raises InvalidInput with every fault and its path."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise bad_json(str(error)) from error
    return compile_definition(data)


def compile_definition(data: Any) -> Definition:
    """The definition in parsed JSON. Raises InvalidInput with every fault and its path."""
    from calibration.definition_parts import read_whole

    faults = Faults()
    read = read_whole(Node(data, "", faults))
    faults.raise_if_any()
    assert read is not None
    _check_rules(read, faults)
    faults.raise_if_any()
    return read


def _check_rules(read: Definition, faults: Faults) -> None:
    """What only the whole can tell."""
    if read.decision_rule not in RULES:
        _unknown(faults, "decision_rule", read.decision_rule, RULES)
    if read.coverage not in COVERAGE_RULES:
        _unknown(faults, "coverage", read.coverage, COVERAGE_RULES)
    _check_unit(read, faults)
    for service in read.services:
        if service not in read.documents:
            faults.add("documents", _("Thiếu số hiệu văn bản cho dịch vụ này."), found=service)
    _check_points(read, faults)


def _check_unit(read: Definition, faults: Faults) -> None:
    if bool(read.unit_field) == bool(read.unit_code):
        faults.add("unit", _("Cần đúng một trong hai: field hoặc code."))
    if read.unit_code and read.unit_code not in UNITS:
        faults.add("unit.code", _("Không có đơn vị này."), found=read.unit_code)
    quantities = {field.key for field in read.fields if field.type == "quantity"}
    if read.unit_field and read.unit_field not in quantities:
        _unknown(faults, "unit.field", read.unit_field, quantities)


def _check_points(read: Definition, faults: Faults) -> None:
    for i, table in enumerate(read.tables):
        if table.points.limit_changes and not _changes_are_known(table):
            faults.add(
                f"tables.{i}.points.limit_changes",
                _("Chỉ dùng được với giới hạn theo bậc của abs(giá trị chuẩn)/e."),
            )
        if table.points.labels and table.column(table.reference) is not None:
            faults.add(f"tables.{i}.reference", _("Bảng theo vị trí cần tải là một tham số."))


def _changes_are_known(table: Table) -> bool:
    steps = None if table.limit is None else table.limit.table
    return (
        table.limit is not None
        and steps is not None
        and steps.variable.text.replace(" ", "") == f"abs({table.reference})/{steps.interval}"
    )


def _unknown(faults: Faults, path: str, found: str, allowed: Any) -> None:
    faults.add(
        path,
        _("Không có tên này."),
        code="unknown_name",
        found=found,
        allowed=", ".join(sorted(allowed)),
    )


def refuse(faults: Faults, path: str, error: MetrologyError) -> None:
    """Note what the science refused, at its path."""
    from instruments.messages import fault

    faults.found.append(fault(path, error))
