"""The tables of a definition: columns, limits, acceptance, contributions; points in `points`."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition.parts import (
    DISTRIBUTIONS,
    JUDGING_NAMES,
    RESERVED,
    ROLES,
    SECTIONS,
    STANDARD_NAMES,
    Acceptance,
    Column,
    Field,
    Parameter,
    Slot,
    Source,
    Table,
)
from calibration.definition.points import read_points, value_names
from calibration.definition.reading import formula, maybe, maybe_unit, once, refuse
from calibration.reading_json import Node
from metrology.conformity.limits import Limit
from metrology.errors import MetrologyError
from metrology.formula.expressions import compile_expression
from metrology.formula.program import order_columns

_MUST = ("key", "title", "points", "columns")
_MAY = (
    "alternatives", "parameters", "order", "reference", "indication", "error", "limit", "judged",
    "acceptance", "uncertainty", "stop_on_fail", "per_channel", "unit", "error_unit", "optional",
    "standard", "true_value", "by_row",
)  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """What a table may lean on: names of the procedure, of tables before it, of all tables."""

    names: frozenset[str]
    fields: tuple[Field, ...]
    slots: tuple[str, ...]
    before: frozenset[str]
    across: frozenset[str]


def read_tables(
    node: Node, names: set[str], fields: tuple[Field, ...], slots: Sequence[Slot]
) -> tuple[Table, ...]:
    """Every table, in order."""
    nodes = [each for each in node.items(least=1) if each.object(must=_MUST, may=_MAY)]
    once(node, [each.at("key").text() for each in nodes], SECTIONS)
    own = [_names_across(each) for each in nodes]
    across = frozenset(name for each in own for name in each)
    found, before = [], set[str]()
    for each, mine in zip(nodes, own, strict=True):
        around = Surroundings(
            frozenset(names), fields, tuple(slot.key for slot in slots), frozenset(before), across
        )
        found.append(_table(each, around))
        before |= mine
    return tuple(found)


def _names_across(node: Node) -> set[str]:
    """`table_column`: how later formulas and any budget see the readings of another table."""
    table = node.at("key").text()
    columns = [each.at("key").text() for each in node.at("columns").items()]
    keys = [each.at("key").text() for each in node.at("parameters").items()]
    return {f"{table}_{key}" for key in [*columns, *keys]}


def _table(node: Node, around: Surroundings) -> Table:
    parameters = tuple(_parameter(each, around.names) for each in node.at("parameters").items())
    values = value_names(node, around.fields)
    base = {*around.names, *values, *(parameter.key for parameter in parameters)}
    observing = {*base, *STANDARD_NAMES, *around.before}
    columns = _columns(node.at("columns"), observing, values)
    taken = {*RESERVED, *base} - {c.key for c in columns if c.role == "nominal"}
    once(node.at("columns"), [column.key for column in columns], taken)
    whole = {*observing, *(column.key for column in columns)}
    reference = _reference(node.at("reference"), columns, parameters)
    judging = {*whole, *JUDGING_NAMES}
    keys = [column.key for column in columns]
    budget = {*judging, *around.across} - {"U"}
    return Table(
        key=node.at("key").key(),
        title=node.at("title").words(),
        points=read_points(node.at("points"), around.names, around.fields, around.slots),
        alternatives=tuple(
            (
                formula(each.at("when"), around.names),
                read_points(each.at("points"), around.names, around.fields, around.slots),
            )
            for each in node.at("alternatives").items()
            if each.object(must=("when", "points"))
        ),
        parameters=parameters,
        order=tuple(each.one_of(keys) for each in node.at("order").items()),
        columns=columns,
        reference=reference,
        indication=maybe(node.at("indication"), whole),
        error=maybe(node.at("error"), whole),
        limit=_limit(node.at("limit"), {*base, reference} - {""}),
        judged=tuple(each.one_of(keys) for each in node.at("judged").items()),
        acceptance=tuple(_acceptance(each, judging) for each in node.at("acceptance").items()),
        uncertainty=tuple(
            _source(each, budget, around.slots) for each in node.at("uncertainty").items()
        ),
        stop_on_fail=node.at("stop_on_fail").flag(default=False),
        per_channel=node.at("per_channel").flag(default=True),
        unit=maybe_unit(node.at("unit")),
        error_unit=maybe_unit(node.at("error_unit")),
        optional=node.at("optional").flag(default=False),
        standard=_slot_of(node.at("standard"), around.slots),
        by_row=node.at("by_row").flag(default=False),
        true_value=maybe(node.at("true_value"), whole),
    )


def _slot_of(node: Node, slots: Sequence[str]) -> str:
    return node.one_of(slots) if node.given else ""


def _reference(node: Node, columns: Sequence[Column], parameters: Sequence[Parameter]) -> str:
    if not node.given:
        return ""
    roles = ("reference", "nominal")
    known = [column.key for column in columns if column.role in roles]
    return node.one_of([*known, *(parameter.key for parameter in parameters)])


def _parameter(node: Node, names: Collection[str]) -> Parameter:
    node.object(must=("key", "expr"), may=("label", "round_to"))
    label = node.at("label").words() if node.at("label").given else {"vi": "", "en": ""}
    round_to = node.at("round_to").one_of(names) if node.at("round_to").given else ""
    return Parameter(node.at("key").key(), label, formula(node.at("expr"), names), round_to)


def _columns(node: Node, base: set[str], values: Collection[str]) -> tuple[Column, ...]:
    """Columns in order: a computed one sees the fields and the columns before it."""
    nodes = node.items(least=1)
    seen = {*base, *_in_a_loop(nodes, base)}
    columns = []
    for each in nodes:
        column = _column(each, seen, values)
        columns.append(column)
        seen.add(column.key)
    if sum(column.role == "reference" for column in columns) > 1:
        node.fault(_("Mỗi bảng chỉ có một cột giá trị chuẩn."))
    return tuple(columns)


def _in_a_loop(nodes: Sequence[Node], base: set[str]) -> set[str]:
    """Note a loop of computed columns once; give all columns then, so that nothing else is said."""
    places = {str(each.at("key").value): each.at("expr") for each in nodes}
    formulas = {}
    for key, place in places.items():
        # What does not compile has its fault where the column is read.
        with suppress(MetrologyError):
            formulas[key] = compile_expression(str(place.value or ""), names={*base, *places})
    try:
        order_columns(formulas)
    except MetrologyError as error:
        where = places[error.params["found"]]
        refuse(where.faults, where.path, error)
        return set(places)
    return set()


def _column(node: Node, seen: set[str], values: Collection[str]) -> Column:
    may = ("required", "repeat", "expr", "direction", "unit", "shared")
    node.object(must=("key", "label", "role"), may=may)
    role = node.at("role").one_of(ROLES)
    if (role == "computed") is not node.at("expr").given:
        node.at("expr").fault(_("Cột tính toán, và chỉ cột tính toán, có biểu thức."))
    key = node.at("key").key()
    if role == "nominal" and key not in values:
        node.at("key").fault(
            _("Không điểm đo nào có giá trị tên này."),
            code="unknown_name", allowed=", ".join(sorted(values)),
        )  # fmt: skip
    observed = role in ("reading", "check", "text")
    return Column(
        key=key,
        label=node.at("label").words(),
        role=role,
        required=node.at("required").flag(default=observed),
        repeat=node.at("repeat").whole(default=1, least=1, most=100),
        expr=maybe(node.at("expr"), seen) if role == "computed" else None,
        direction=node.at("direction").one_of(("", "up", "down")),
        unit=maybe_unit(node.at("unit")),
        shared=node.at("shared").flag(default=False),
    )


def _limit(node: Node, names: set[str]) -> Limit | None:
    if not node.given:
        return None
    try:
        return Limit.from_json(node.value if isinstance(node.value, dict) else {}, names=names)
    except MetrologyError as error:
        refuse(node.faults, node.path, error)
        return None


def _acceptance(node: Node, names: set[str]) -> Acceptance:
    node.object(must=("key", "label", "expr"), may=("when",))
    return Acceptance(
        key=node.at("key").key(),
        label=node.at("label").words(),
        expr=formula(node.at("expr"), names),
        when=maybe(node.at("when"), names),
    )


def _source(node: Node, names: set[str], slots: Sequence[str]) -> Source:
    may = ("divisor", "sensitivity", "dof", "when", "standard")
    node.object(must=("key", "label", "distribution", "expr"), may=may)
    distribution = node.at("distribution").one_of(DISTRIBUTIONS)
    if distribution == "normal" and not node.at("divisor").given:
        node.at("divisor").fault(_("Phân bố chuẩn cần số chia k."), code="required")
    if distribution == "type_a" and not node.at("dof").given:
        node.at("dof").fault(_("Đánh giá loại A cần bậc tự do."), code="required")
    parts: dict[str, Any] = {
        name: maybe(node.at(name), names) for name in ("divisor", "sensitivity", "dof", "when")
    }
    return Source(
        key=node.at("key").key(),
        label=node.at("label").words(),
        distribution=distribution,
        expr=formula(node.at("expr"), names),
        standard=_slot_of(node.at("standard"), slots),
        **parts,
    )
