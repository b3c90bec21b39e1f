"""Maximum permissible errors (VIM 4.26), made from the JSON of a procedure template."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from metrology.bounds import positive
from metrology.errors import Code, MetrologyError
from metrology.formula.expression_values import CONTEXT, Env, number
from metrology.formula.expressions import Expression, compile_expression
from metrology.reasons import Reason, refusal
from metrology.strict_json import decimal

Steps = Sequence[tuple[Decimal | None, Decimal]]  # (up to and including, mpe), ascending


def steps_from(rows: object) -> Steps:
    """Read `[{"upto": 500, "mpe": 0.5}, …, {"upto": null, "mpe": 1.5}]`.

    Raises `bad_limit` unless the bounds ascend, only the last is open and no mpe is negative.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise refusal(Code.BAD_LIMIT, Reason.STEPS_LIST)
    steps = [_step(row) for row in rows]
    bounds = [upto for upto, _ in steps[:-1]]
    closed = [bound for bound in [*bounds, steps[-1][0]] if bound is not None]
    if None in bounds or any(after <= before for before, after in pairwise(closed)):
        raise refusal(Code.BAD_LIMIT, Reason.STEPS_ASCEND)
    if any(mpe < 0 for _, mpe in steps):
        raise refusal(Code.BAD_LIMIT, Reason.LIMIT_NEGATIVE)
    return tuple(steps)


def mpe_from_steps(steps: Steps, ratio: Decimal) -> Decimal:
    """Give the mpe of the step a ratio m/e falls in, in the steps' unit.

    A bound belongs to the lower step: OIML R 76-1:2006, table 6 reads 500 < m ≤ 2000.
    Raises `out_of_range` beyond the last step and for a negative ratio.
    """
    for upto, mpe in steps:
        if ratio >= 0 and (upto is None or ratio <= upto):
            return mpe
    last = steps[-1][0]
    allowed = "0 … ∞" if last is None else f"0 … {last}"
    raise MetrologyError(Code.OUT_OF_RANGE, name="m/e", found=str(ratio), allowed=allowed)


@dataclass(frozen=True)
class StepTable:
    """Steps for each accuracy class; the limits are multiples of one scale interval."""

    selector: str  # the field that holds the class
    interval: str  # the field that holds e
    classes: Mapping[str, Steps]

    def lookup(self, env: Env, ratio: Decimal) -> Decimal:
        """Give the limit for a ratio m/e, in the unit of e."""
        interval = number(env.get(self.interval), self.interval)
        positive(self.interval, interval)
        return CONTEXT.multiply(mpe_from_steps(self._steps(env), ratio), interval)

    def _steps(self, env: Env) -> Steps:
        chosen = env.get(self.selector)
        if chosen is None:
            raise MetrologyError(Code.MISSING_VALUE, name=self.selector)
        steps = self.classes.get(str(chosen))
        if steps is None:
            allowed = ", ".join(self.classes)
            raise MetrologyError(Code.UNKNOWN_NAME, found=str(chosen), allowed=allowed)
        return steps


@dataclass(frozen=True)
class Limit:
    """A maximum permissible error as a function of a row and of the instrument's fields.

    Without a table `value` is the limit; with one it is the ratio that is looked up.
    """

    value: Expression
    table: StepTable | None = None
    in_service_factor: Decimal | None = None

    @property
    def names(self) -> frozenset[str]:
        """The columns and fields the limit depends on."""
        table = {self.table.selector, self.table.interval} if self.table else set()
        return self.value.names | table

    @classmethod
    def from_json(cls, data: Mapping[str, object], *, names: Collection[str]) -> "Limit":
        """Make a limit from `{"type": "expr", …}` or `{"type": "steps", …}`.

        `names` are the columns and fields a formula may use. For steps, "selector" names the
        class field (default "cls") and "unit" the scale interval (default "e"); both must be
        among the names. Raises `bad_limit`, `bad_expression`, `unknown_name`.
        """
        known = {"expr": "expr", "steps": "variable"}
        kind = str(data.get("type"))
        if kind not in known:
            allowed = ", ".join(known)
            raise refusal(Code.BAD_LIMIT, Reason.LIMIT_TYPE, part=kind, allowed=allowed)
        return cls(
            value=compile_expression(_text(data, known[kind]), names=names),
            table=_table(data, names) if kind == "steps" else None,
            in_service_factor=_factor(data),
        )

    def evaluate(self, env: Env, *, in_service: bool = False) -> Decimal:
        """Give the limit in the unit of the table (its steps' multiple times e), never negative.

        Fields of the instrument must already be in the unit of the table. `in_service` applies
        the factor for instruments in use (2 in OIML R 76-1:2006, 3.5.2) and needs the template to
        state it. Raises `missing_value`, `unknown_name` for a class that is not in the table,
        `out_of_range`, `bad_limit`, `cannot_compute`.
        """
        mpe = self.value.number(env)
        if self.table is not None:
            mpe = self.table.lookup(env, mpe)
        if mpe < 0:
            raise MetrologyError(Code.OUT_OF_RANGE, name="mpe", found=str(mpe), allowed="mpe ≥ 0")
        if not in_service:
            return mpe
        if self.in_service_factor is None:
            raise refusal(Code.BAD_LIMIT, Reason.NO_SERVICE_FACTOR)
        return CONTEXT.multiply(mpe, self.in_service_factor)


def _table(data: Mapping[str, object], names: Collection[str]) -> StepTable:
    selector, interval = _text(data, "selector", "cls"), _text(data, "unit", "e")
    for name in (selector, interval):
        if name not in names:
            allowed = ", ".join(sorted(names))
            raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=allowed)
    classes = data.get("classes")
    if not isinstance(classes, Mapping) or not classes:
        raise refusal(Code.BAD_LIMIT, Reason.STEPS_CLASSES)
    table = {str(name): steps_from(rows) for name, rows in classes.items()}
    return StepTable(selector, interval, MappingProxyType(table))


def _step(row: object) -> tuple[Decimal | None, Decimal]:
    if not isinstance(row, Mapping) or "mpe" not in row or "upto" not in row:
        raise refusal(Code.BAD_LIMIT, Reason.STEP_FIELDS)
    upto = row["upto"]
    return (None if upto is None else _decimal(upto), _decimal(row["mpe"]))


def _decimal(value: object) -> Decimal:
    """Take a JSON number as it was written: 0.1 is one tenth."""
    try:
        return decimal(value, "limit")
    except MetrologyError as problem:
        part = repr(value)
        raise refusal(Code.BAD_LIMIT, Reason.PART_NOT_NUMBER, part=part) from problem


def _factor(data: Mapping[str, object]) -> Decimal | None:
    factor = data.get("in_service_factor")
    return None if factor is None else _decimal(factor)


def _text(data: Mapping[str, object], key: str, default: str = "") -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or not value:
        raise refusal(Code.BAD_LIMIT, Reason.TEXT_MISSING, part=key)
    return value
