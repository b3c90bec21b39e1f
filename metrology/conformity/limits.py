"""Maximum permissible errors (VIM 4.26), made from the JSON of a procedure template."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from metrology.conformity.limit_json import (
    FREE,
    Data,
    read_formula,
    read_ranges,
    read_rows,
    read_size,
    read_steps,
    read_table,
    read_unit,
)
from metrology.conformity.limit_tables import RangeTable, Rows, Selection, StepTable
from metrology.errors import Code, MetrologyError
from metrology.formula.expression_values import CONTEXT, Env
from metrology.formula.expressions import Expression
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields

Source = Expression | StepTable | RangeTable | Rows | Selection


class _Kind(NamedTuple):
    """How one type of limit is read, and the fields it has."""

    read: Callable[[Data, Collection[str]], Source]
    fields: tuple[str, ...]


_KINDS: Mapping[str, _Kind] = {
    "expr": _Kind(read_formula, ("expr", "in")),
    "steps": _Kind(read_steps, ("variable", "selector", "unit", "classes")),
    "rows": _Kind(read_rows, ("rows", "in")),
    "table": _Kind(read_table, ("key", "by", "values", "in")),
    "ranges": _Kind(read_ranges, ("variable", "ranges", "in")),
}


@dataclass(frozen=True)
class Limit:
    """A maximum permissible error as a function of a row and of the instrument's fields.

    `unit` is the code of the unit its numbers are in, "" for the unit of the table; nothing is
    converted here.
    """

    source: Source
    in_service_factor: Decimal | None = None
    unit: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The columns and fields the limit depends on."""
        return self.source.names

    @property
    def table(self) -> StepTable | None:
        """The steps by class, None for a limit of another type."""
        return self.source if isinstance(self.source, StepTable) else None

    @classmethod
    def from_json(cls, data: Mapping[str, object], *, names: Collection[str]) -> "Limit":
        """Make a limit from JSON; `names` are the columns and fields it may use.

        "expr": a formula. "steps": multiples of a field ("unit", default "e") for steps of
        "variable", by class ("selector", default "cls"). "ranges": amounts for ranges of
        "variable". "rows": the first row whose "when" holds has "mpe", or amounts in "values" by
        the text of "by"; only the last row may be without "when". "table": "values" by the text
        of "key", then of "by" where there is one. An amount is a number or a formula.

        Every type may have "in_service_factor", every type but steps "in", the code of the unit
        of its numbers. Raises `bad_limit`, `bad_expression`, `unknown_name`, `unknown_field`,
        `unknown_unit`.
        """
        kind = str(data.get("type"))
        if kind not in _KINDS:
            allowed = ", ".join(_KINDS)
            raise refusal(Code.BAD_LIMIT, Reason.LIMIT_TYPE, part=kind, allowed=allowed)
        own = _KINDS[kind].fields
        fields(data, "limit", optional=("type", *own, "in_service_factor", *FREE))
        factor = data.get("in_service_factor")
        return cls(
            source=_KINDS[kind].read(data, names),
            in_service_factor=None if factor is None else read_size(factor),
            unit=read_unit(data) if "in" in own else "",
        )

    def evaluate(self, env: Env, *, in_service: bool = False) -> Decimal:
        """Give the limit in its unit (of steps: that of e), never negative.

        Fields of the instrument must already be in the unit of the table. `in_service` applies
        the factor for instruments in use (2 in OIML R 76-1:2006, 3.5.2) and needs the template to
        state it. Raises `missing_value` for a blank it needs, `unknown_name` for a class or text
        that has no amount, `out_of_range`, also where no row holds, `bad_limit`, `cannot_compute`.
        """
        source = self.source
        mpe = source.number(env) if isinstance(source, Expression) else source.amount(env)
        if mpe < 0:
            raise MetrologyError(Code.OUT_OF_RANGE, name="mpe", found=str(mpe), allowed="mpe ≥ 0")
        if not in_service:
            return mpe
        if self.in_service_factor is None:
            raise refusal(Code.BAD_LIMIT, Reason.NO_SERVICE_FACTOR)
        return CONTEXT.multiply(mpe, self.in_service_factor)
