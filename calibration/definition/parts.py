"""What a procedure's definition is made of: formulas compiled once, numbers exact.

The schema is written down in `calibration/data/procedures/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from metrology.conformity.limits import Limit
from metrology.formula.expressions import Expression

Words = Mapping[str, str]
SECTIONS = ("checks", "environment", "adjustment")
STANDARD_NAMES = ("U_std", "k_std", "dev_std", "corr_std")
JOB_NAMES = ("regime", "service")  # facts of the job that every formula may ask for
JUDGING_NAMES = ("mpe", "limit", "U")
RESERVED = frozenset({*JUDGING_NAMES, "mpe_standard", *STANDARD_NAMES, *SECTIONS, *JOB_NAMES})
ROLES = ("reference", "nominal", "reading", "check", "text", "computed", "label")
DISTRIBUTIONS = ("normal", "rectangular", "triangular", "arcsine", "type_a")


@dataclass(frozen=True)
class Field:
    """A fact of the instrument that formulas use; `source` is the attribute or facts key.

    A quantity is given to formulas in `unit`, or in the worksheet's. A table has `columns`.
    """

    key: str
    label: Words
    type: str
    quantity: str
    required: bool
    choices: tuple[str, ...]
    source: str
    default: str
    unit: str = ""
    choice_labels: Mapping[str, Words] = field(default_factory=dict)
    columns: tuple["Field", ...] = ()
    formula: Expression | None = None  # where nothing is on record


@dataclass(frozen=True)
class Constant:
    """A number of the method that formulas use (the expansion of a vessel's steel)."""

    key: str
    label: Words
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Climate:
    """One quantity of the environment with its limits, or (`text`) words about it.

    Outside its limits it needs a reason; `blocking` limits refuse the submission.
    """

    key: str
    label: Words
    unit: str
    least: Decimal | None
    most: Decimal | None
    required: bool
    blocking: bool
    text: bool = False


@dataclass(frozen=True)
class Slot:
    """A standard the work needs. `combinable` (weights) reaches beyond one item's range.

    `tables` are the tables it supports; none named: all.
    """

    key: str
    label: Words
    quantity: str
    requirement: Expression | None
    uncertainty: str
    combinable: bool
    required: bool = True
    tables: tuple[str, ...] = ()

    def serves(self, table: str) -> bool:
        """Whether points of this table lean on it."""
        return not self.tables or table in self.tables


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
    unit: str  # "" for the row's unit
    shared: bool = False  # in a batch one entry serves every position

    @property
    def observed(self) -> bool:
        """Whether a person fills it."""
        return self.role in ("reading", "check", "text")


@dataclass(frozen=True)
class PointRow:
    """One point written out: its reference, its unit, and values of its own for formulas."""

    label: Words | None
    reference: Expression | None
    unit: str  # a code, or the value that holds one
    standard: str
    when: Expression | None
    repeat: int  # 0: as the columns say
    values: Mapping[str, Expression]


@dataclass(frozen=True)
class Lookup:
    """Values of a row that come from a table of the instrument: the row that agrees in `on`."""

    field: str
    on: tuple[str, ...]


@dataclass(frozen=True)
class Points:
    """Where to measure: fractions of the span, formulas, named positions, or rows written out."""

    fractions: tuple[Decimal, ...] = ()
    expressions: tuple[Expression, ...] = ()
    labels: tuple[Words, ...] = ()
    rows: tuple[PointRow, ...] = ()
    each: str = ""  # the table of the instrument whose every line has the rows
    lookup: Lookup | None = None
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
    per_channel: bool = True
    unit: str = ""
    error_unit: str = ""
    optional: bool = False
    standard: str = ""
    by_row: bool = False  # keyed row after row (A, B, B, A), not column after column
    true_value: Expression | None = None  # the reference of the result, where it is measured

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
    digits: int = 2
    channels: str = ""  # the field that says how many, or names them
    channel_label: Words = field(default_factory=dict)  # what a counted channel is called
    adjustment: bool = False
    constants: tuple[Constant, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Table]:
        """Tables by key."""
        return {table.key: table for table in self.tables}

    @cached_property
    def by_field(self) -> Mapping[str, Field]:
        """Fields by key."""
        return {field.key: field for field in self.fields}

    def slot(self, key: str, table: str = "") -> Slot | None:
        """The slot `key`; when it is blank the first one that serves `table`."""
        if not key:
            return next((slot for slot in self.standards if slot.serves(table)), None)
        return next((slot for slot in self.standards if slot.key == key), None)
