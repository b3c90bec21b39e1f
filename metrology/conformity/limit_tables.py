"""What a limit is read from: steps by class, ranges, rows with a condition, tables by text.

An amount is a number, a formula over the names, or a selection among amounts by the text of a
field. `limit_json` makes them from the JSON of a procedure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar, Union

from metrology.bounds import positive
from metrology.errors import Code, MetrologyError
from metrology.formula.expression_values import CONTEXT, Env, number
from metrology.formula.expressions import Expression
from metrology.reasons import Reason, cannot_compute, refusal

Amount = Union[Decimal, Expression, "Selection"]
Steps = Sequence[tuple[Decimal | None, Decimal]]  # (up to and including, mpe), ascending
T = TypeVar("T")

NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")


def amount_of(amount: Amount, env: Env) -> Decimal:
    """Give the number an amount has for these values. Raises what its formula or choice does."""
    match amount:
        case Decimal():
            return amount
        case Expression():
            return amount.number(env)
        case Selection():
            return amount.amount(env)


def names_of(*amounts: Amount | None) -> frozenset[str]:
    """The columns and fields that amounts depend on."""
    named = [each.names for each in amounts if isinstance(each, Expression | Selection)]
    return frozenset().union(*named)


@dataclass(frozen=True)
class Selection:
    """Amounts by the text of one field; an amount may again be a selection by another field."""

    by: str
    values: Mapping[str, Amount]

    @property
    def names(self) -> frozenset[str]:
        """The field that selects and what the amounts depend on."""
        return names_of(*self.values.values()) | {self.by}

    def amount(self, env: Env, above: str = "") -> Decimal:
        """Give the selected amount. Raises `unknown_name` with the texts that have one."""
        found = selected(self.values, self.by, env, above)
        if isinstance(found, Selection):
            return found.amount(env, f"{above}{self.by} = {env.get(self.by)}, ")
        return amount_of(found, env)


@dataclass(frozen=True)
class Row:
    """One row of a limit; without a condition it holds whenever it is reached."""

    when: Expression | None
    mpe: Amount


@dataclass(frozen=True)
class Rows:
    """Rows of which the first that holds gives the limit."""

    rows: tuple[Row, ...]

    @property
    def names(self) -> frozenset[str]:
        """What the conditions and the amounts depend on."""
        return names_of(*(each for row in self.rows for each in (row.when, row.mpe)))

    def amount(self, env: Env) -> Decimal:
        """Give the amount of the first row that holds; a blank in a condition is missing.

        Raises `out_of_range` with the values of the conditions where none holds.
        """
        for row in self.rows:
            if row.when is None or row.when.truth(env):
                return amount_of(row.mpe, env)
        asked = sorted(names_of(*(row.when for row in self.rows)))
        raise refusal(
            Code.OUT_OF_RANGE,
            Reason.NO_ROW,
            name=", ".join(asked) or "rows",
            found=", ".join(str(env.get(name)) for name in asked) or "–",
        )


@dataclass(frozen=True)
class RangeTable:
    """Amounts for ranges of a variable, ascending; a bound belongs to the lower range."""

    variable: Expression
    ranges: tuple[tuple[Decimal | None, Amount], ...]

    @property
    def names(self) -> frozenset[str]:
        """What the variable and the amounts depend on."""
        return names_of(self.variable, *(mpe for _, mpe in self.ranges))

    def amount(self, env: Env) -> Decimal:
        """Give the amount of the range the variable falls in; the first one has no lower end.

        Raises `out_of_range` beyond the last bound.
        """
        value = self.variable.number(env)
        mpe = _within(self.ranges, value)
        if mpe is None:
            raise MetrologyError(
                Code.OUT_OF_RANGE,
                name=self.variable.text,
                found=str(value),
                allowed=f"≤ {self.ranges[-1][0]}",
            )
        return amount_of(mpe, env)


@dataclass(frozen=True)
class StepTable:
    """Steps for each accuracy class; the limits are multiples of one scale interval."""

    variable: Expression  # the ratio that is looked up, as a rule m/e
    selector: str  # the field that holds the class
    interval: str  # the field that holds e
    classes: Mapping[str, Steps]

    @property
    def names(self) -> frozenset[str]:
        """What the ratio depends on, the class and the interval."""
        return self.variable.names | {self.selector, self.interval}

    def amount(self, env: Env) -> Decimal:
        """Give the limit in the unit of e."""
        ratio = self.variable.number(env)
        interval = positive(self.interval, number(env.get(self.interval), self.interval))
        steps = selected(self.classes, self.selector, env)
        return CONTEXT.multiply(mpe_from_steps(steps, ratio), interval)


def mpe_from_steps(steps: Steps, ratio: Decimal) -> Decimal:
    """Give the mpe of the step a ratio m/e falls in, in the steps' unit.

    A bound belongs to the lower step: OIML R 76-1:2006, table 6 reads 500 < m ≤ 2000.
    Raises `out_of_range` beyond the last step and for a negative ratio.
    """
    mpe = _within(steps, ratio) if ratio >= 0 else None
    if mpe is None:
        last = steps[-1][0]
        allowed = "0 … ∞" if last is None else f"0 … {last}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="m/e", found=str(ratio), allowed=allowed)
    return mpe


def _within(steps: Sequence[tuple[Decimal | None, T]], value: Decimal) -> T | None:
    return next((each for upto, each in steps if upto is None or value <= upto), None)


def selected(values: Mapping[str, T], by: str, env: Env, above: str = "") -> T:
    """Give what stands under the text of a field; a number finds itself however it is written.

    Raises `missing_value` for a blank, `unknown_name` with the texts there are.
    """
    chosen = env.get(by)
    if chosen is None:
        raise MetrologyError(Code.MISSING_VALUE, name=by)
    if isinstance(chosen, list):
        raise cannot_compute(by, Reason.IS_LIST)
    text = str(chosen)
    if text not in values and isinstance(chosen, Decimal):
        numbers = (key for key in values if NUMBER.fullmatch(key))
        text = next((key for key in numbers if Decimal(key) == chosen), text)
    if text not in values:
        found, allowed = f"{above}{by} = {chosen}", ", ".join(values)
        raise MetrologyError(Code.UNKNOWN_NAME, found=found, allowed=allowed)
    return values[text]
