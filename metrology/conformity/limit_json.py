"""The parts of a limit, read strictly from the JSON of a procedure; see `limits.Limit`.

Numbers are texts, or JSON numbers taken as they are written. What is wrong is refused before use.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from metrology.conformity.limit_tables import (
    NUMBER,
    Amount,
    RangeTable,
    Row,
    Rows,
    Selection,
    Steps,
    StepTable,
)
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import Expression, compile_expression
from metrology.quantities.units import find_unit
from metrology.reasons import Reason, refusal
from metrology.strict_json import decimal, fields

Data = Mapping[str, object]

FREE = ("confidence", "note", "source")  # for people, allowed on every object


def read_formula(data: Data, names: Collection[str]) -> Expression:
    """Read `{"expr": …}`. Raises `bad_limit`, `bad_expression`, `unknown_name`."""
    return compile_expression(text(data, "expr"), names=names)


def read_rows(data: Data, names: Collection[str]) -> Rows:
    """Read `{"rows": [{"when": …, "mpe": …}, {"by": …, "values": {…}}]}`.

    Raises `bad_limit`, `unknown_field`, `unknown_name`, `bad_expression`.
    """
    found = _list(data.get("rows"), Reason.ROWS_LIST)
    rows = tuple(_row(each, f"rows[{i}]", names) for i, each in enumerate(found))
    for i, row in enumerate(rows[:-1]):
        if row.when is None:
            raise refusal(Code.BAD_LIMIT, Reason.ROW_WHEN, part=f"rows[{i}]")
    return Rows(rows)


def _row(row: object, place: str, names: Collection[str]) -> Row:
    if not isinstance(row, Mapping):
        raise refusal(Code.BAD_LIMIT, Reason.ROW_FIELDS, part=place)
    fields(row, place, optional=("when", "mpe", "by", "values", *FREE))
    given = {name for name in ("mpe", "by", "values") if row.get(name) is not None}
    if given not in ({"mpe"}, {"by", "values"}):
        raise refusal(Code.BAD_LIMIT, Reason.ROW_FIELDS, part=place)
    condition = None if row.get("when") is None else text(row, "when")
    return Row(
        when=None if condition is None else compile_expression(condition, names=names),
        mpe=read_amount(row["mpe"], names) if "mpe" in given else _column(row, names),
    )


def _column(data: Data, names: Collection[str]) -> Selection:
    by = known(text(data, "by"), names)
    values = _object(data.get("values"), "values")
    return Selection(by, _frozen({key: read_amount(each, names) for key, each in values.items()}))


def read_table(data: Data, names: Collection[str]) -> Selection:
    """Read `{"key": …, "by": …, "values": {"1 kg": {"F1": "5"}}}`; without "by" one column.

    Raises `bad_limit`, `unknown_name`, `bad_expression`.
    """
    key = known(text(data, "key"), names)
    values = _object(data.get("values"), "values")
    if data.get("by") is None:
        return _column({"by": key, "values": values}, names)
    by = text(data, "by")
    rows = {
        name: _column({"by": by, "values": _object(row, f"values.{name}")}, names)
        for name, row in values.items()
    }
    return Selection(key, _frozen(rows))


def read_ranges(data: Data, names: Collection[str]) -> RangeTable:
    """Read `{"variable": …, "ranges": [{"upto": "50", "mpe": "0.004"}, …]}`.

    Raises `bad_limit` unless the bounds ascend and only the last is open, `unknown_field`,
    `unknown_name`, `bad_expression`.
    """
    variable = compile_expression(text(data, "variable"), names=names)
    rows = _list(data.get("ranges"), Reason.STEPS_LIST)
    found = (_step(row, f"ranges[{i}]") for i, row in enumerate(rows))
    ranges = [(_upto(row), read_amount(row["mpe"], names)) for row in found]
    _require_ascending([upto for upto, _ in ranges])
    return RangeTable(variable, tuple(ranges))


def read_steps(data: Data, names: Collection[str]) -> StepTable:
    """Read `{"variable": …, "selector": "cls", "unit": "e", "classes": {"III": […]}}`.

    Raises `bad_limit`, `unknown_name`, `bad_expression`.
    """
    variable = compile_expression(text(data, "variable"), names=names)
    selector = known(text(data, "selector", "cls"), names)
    interval = known(text(data, "unit", "e"), names)
    classes = data.get("classes")
    if not isinstance(classes, Mapping) or not classes:
        raise refusal(Code.BAD_LIMIT, Reason.STEPS_CLASSES)
    table = {str(name): steps_from(rows) for name, rows in classes.items()}
    return StepTable(variable, selector, interval, MappingProxyType(table))


def steps_from(rows: object) -> Steps:
    """Read `[{"upto": 500, "mpe": 0.5}, …, {"upto": null, "mpe": 1.5}]`.

    Raises `bad_limit` unless the bounds ascend, only the last is open and no mpe is negative.
    """
    listed = _list(rows, Reason.STEPS_LIST)
    found = (_step(row, f"steps[{i}]") for i, row in enumerate(listed))
    steps = tuple((_upto(row), read_size(row["mpe"])) for row in found)
    _require_ascending([upto for upto, _ in steps])
    return steps


def _step(row: object, place: str) -> Data:
    if not isinstance(row, Mapping) or "mpe" not in row or "upto" not in row:
        raise refusal(Code.BAD_LIMIT, Reason.STEP_FIELDS)
    return fields(row, place, optional=("upto", "mpe", *FREE))


def _upto(row: Data) -> Decimal | None:
    return None if row["upto"] is None else read_number(row["upto"])


def _require_ascending(bounds: Sequence[Decimal | None]) -> None:
    closed = [bound for bound in bounds if bound is not None]
    if None in bounds[:-1] or any(after <= before for before, after in pairwise(closed)):
        raise refusal(Code.BAD_LIMIT, Reason.STEPS_ASCEND)


def read_amount(value: object, names: Collection[str]) -> Amount:
    """Read a number that is not negative, or a formula over the names."""
    if isinstance(value, str) and value.strip() and not NUMBER.fullmatch(value.strip()):
        return compile_expression(value, names=names)
    return read_size(value)


def read_size(value: object) -> Decimal:
    """Read a number that is not negative."""
    size = read_number(value)
    if size < 0:
        raise refusal(Code.BAD_LIMIT, Reason.LIMIT_NEGATIVE)
    return size


def read_number(value: object) -> Decimal:
    """Take a JSON number as it was written: 0.1 is one tenth."""
    try:
        return decimal(value, "limit")
    except MetrologyError as problem:
        part = repr(value)
        raise refusal(Code.BAD_LIMIT, Reason.PART_NOT_NUMBER, part=part) from problem


def read_unit(data: Data) -> str:
    """Read "in", the code of a unit of the catalogue; "" where it is left out.

    Raises `unknown_unit` with the code in `allowed` for another name of a unit, `ambiguous_unit`.
    """
    if data.get("in") is None:
        return ""
    code = text(data, "in")
    unit = find_unit(code)
    if unit.code != code:
        raise MetrologyError(Code.UNKNOWN_UNIT, found=code, allowed=unit.code)
    return code


def text(data: Data, key: str, default: str = "") -> str:
    """Read a text that is not blank."""
    value = data.get(key, default)
    if not isinstance(value, str) or not value:
        raise refusal(Code.BAD_LIMIT, Reason.TEXT_MISSING, part=key)
    return value


def known(name: str, names: Collection[str]) -> str:
    """Insist on a name there is."""
    if name not in names:
        raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=", ".join(sorted(names)))
    return name


def _list(value: object, why: Reason) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise refusal(Code.BAD_LIMIT, why)
    return value


def _object(value: object, place: str) -> Data:
    if not isinstance(value, Mapping) or not value:
        raise refusal(Code.BAD_LIMIT, Reason.VALUES_BY_TEXT, part=place)
    return {str(key): each for key, each in value.items()}


def _frozen(values: Mapping[str, Amount]) -> Mapping[str, Amount]:
    return MappingProxyType(dict(values))
