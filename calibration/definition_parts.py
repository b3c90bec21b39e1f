"""The parts of a definition, read one by one; see `definition` for what they mean."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from django.utils.translation import gettext as _

from calibration.definition import (
    DISTRIBUTIONS,
    RESERVED,
    ROLES,
    STANDARD_NAMES,
    Acceptance,
    Check,
    Climate,
    Column,
    Definition,
    Field,
    Parameter,
    Points,
    Slot,
    Source,
    Table,
    refuse,
)
from calibration.reading_json import Node
from calibration.states import Service
from metrology.conformity.limits import Limit
from metrology.errors import MetrologyError
from metrology.formula.expressions import Expression, compile_expression
from metrology.formula.program import order_columns
from metrology.quantities.units import UNITS, base_quantity

_WHOLE = (
    "schema", "code", "title", "documents", "services", "instrument_types", "fields", "unit",
    "tables", "decision_rule", "coverage",
)  # fmt: skip
_WHOLE_MAY = ("references", "environment", "standards", "checks", "rounding", "sources")
_TABLE_MAY = (
    "alternatives", "parameters", "order", "indication", "error", "limit", "judged", "acceptance",
    "uncertainty", "stop_on_fail",
)  # fmt: skip


def read_whole(node: Node) -> Definition | None:
    """The definition; None when it is too broken to build (faults are noted)."""
    if not node.object(must=_WHOLE, may=_WHOLE_MAY):
        return None
    if node.at("schema").value != 1:
        node.at("schema").fault(_("Chỉ đọc được lược đồ số 1."), allowed="1")
    fields = tuple(_field(each) for each in node.at("fields").items())
    names = {field.key for field in fields}
    _once(node.at("fields"), [field.key for field in fields], RESERVED)
    slots = tuple(_slot(each, names) for each in node.at("standards").items())
    _once(node.at("standards"), [slot.key for slot in slots])
    checks = tuple(_check(each) for each in node.at("checks").items())
    _once(node.at("checks"), [check.key for check in checks])
    climates = tuple(_climate(each) for each in node.at("environment").items())
    _once(node.at("environment"), [climate.key for climate in climates])
    unit = node.at("unit")
    unit.object(must=(), may=("field", "code"))
    whole = Definition(
        data=node.value,
        code=node.at("code").text(),
        title=node.at("title").words(),
        documents=_documents(node.at("documents")),
        services=tuple(each.one_of(Service.values) for each in node.at("services").items(least=1)),
        instrument_types=node.at("instrument_types").texts(),
        fields=fields,
        unit_field=unit.at("field").text(),
        unit_code=unit.at("code").text(),
        environment=climates,
        standards=slots,
        checks=checks,
        tables=_tables(node.at("tables"), names, [slot.key for slot in slots]),
        decision_rule=node.at("decision_rule").text(),
        coverage=node.at("coverage").text(),
    )
    node.at("rounding").given and node.at("rounding").object(must=("digits",))
    return whole


def _documents(node: Node) -> dict[str, str]:
    node.object(must=(), may=Service.values)
    found = node.value if isinstance(node.value, dict) else {}
    return {str(key): node.at(key).text() for key in found}


def _once(node: Node, keys: Iterable[str], taken: Collection[str] = ()) -> None:
    seen = set(taken)
    for i, key in enumerate(keys):
        if key in seen:
            where = Node(key, f"{node.path}.{i}.key", node.faults)
            where.fault(_("Tên này đã dùng."), code="taken")
        seen.add(key)


def _formula(node: Node, names: Collection[str]) -> Expression:
    try:
        return compile_expression(node.text(), names=names)
    except MetrologyError as error:
        refuse(node.faults, node.path, error)
        return compile_expression("0", names=())


def _maybe(node: Node, names: Collection[str]) -> Expression | None:
    return _formula(node, names) if node.given else None


def _field(node: Node) -> Field:
    may = ("quantity", "required", "choices", "from", "default")
    node.object(must=("key", "label", "type"), may=may)
    kind = node.at("type").one_of(("quantity", "choice", "integer", "number"))
    quantity = node.at("quantity").text()
    if kind == "quantity":
        _known_quantity(node.at("quantity"), quantity)
    if kind == "choice" and not node.at("choices").items():
        node.at("choices").fault(_("Thiếu mục này."), code="required")
    key = node.at("key").key()
    return Field(
        key=key,
        label=node.at("label").words(),
        type=kind,
        quantity=quantity,
        required=node.at("required").flag(default=True),
        choices=node.at("choices").texts(),
        source=node.at("from").text(key),
        default=node.at("default").text(),
    )


def _known_quantity(node: Node, quantity: str) -> None:
    try:
        base_quantity(quantity)
    except MetrologyError as error:
        refuse(node.faults, node.path, error)


def _slot(node: Node, names: set[str]) -> Slot:
    may = ("requirement", "uncertainty", "combinable")
    node.object(must=("key", "label", "quantity"), may=may)
    quantity = node.at("quantity").text()
    _known_quantity(node.at("quantity"), quantity)
    return Slot(
        key=node.at("key").key(),
        label=node.at("label").words(),
        quantity=quantity,
        requirement=_maybe(node.at("requirement"), {"mpe_standard", "mpe", *names}),
        uncertainty=node.at("uncertainty").one_of(
            ("interpolated", "proportional", "largest"), "interpolated"
        ),
        combinable=node.at("combinable").flag(default=False),
    )


def _check(node: Node) -> Check:
    node.object(must=("key", "label"), may=("stop_on_fail", "items"))
    if node.at("items").given and node.at("items").object(must=("vi", "en")):
        node.at("items").at("vi").texts()
        node.at("items").at("en").texts()
    stop = node.at("stop_on_fail").flag(default=False)
    return Check(node.at("key").key(), node.at("label").words(), stop)


def _climate(node: Node) -> Climate:
    node.object(must=("key", "label", "unit"), may=("min", "max", "required", "blocking"))
    return Climate(
        key=node.at("key").key(),
        label=node.at("label").words(),
        unit=node.at("unit").one_of(UNITS, "1"),
        least=node.at("min").decimal(),
        most=node.at("max").decimal(),
        required=node.at("required").flag(default=False),
        blocking=node.at("blocking").flag(default=True),
    )


def _tables(node: Node, fields: set[str], slots: list[str]) -> tuple[Table, ...]:
    nodes = [
        each
        for each in node.items(least=1)
        if each.object(must=("key", "title", "points", "columns", "reference"), may=_TABLE_MAY)
    ]
    _once(node, [each.at("key").text() for each in nodes], ("checks", "environment"))
    across = {name for each in nodes for name in _names_across(each)}
    return tuple(_table(each, fields, across, slots) for each in nodes)


def _names_across(node: Node) -> set[str]:
    """`table_column`: how the budget of one table sees the readings of another."""
    table = node.at("key").text()
    columns = [each.at("key").text() for each in node.at("columns").items()]
    return {f"{table}_{key}" for key in [*columns, *_keys(node.at("parameters"))]}


def _keys(node: Node) -> list[str]:
    return [each.at("key").text() for each in node.items()]


def _table(node: Node, fields: set[str], across: set[str], slots: list[str]) -> Table:
    parameters = tuple(_parameter(each, fields) for each in node.at("parameters").items())
    base = {*fields, *(parameter.key for parameter in parameters)}
    columns = _columns(node.at("columns"), base)
    _once(node.at("columns"), [column.key for column in columns], {*RESERVED, *base})
    whole = {*base, *(column.key for column in columns)}
    references = [c.key for c in columns if c.role == "reference"] + [p.key for p in parameters]
    keys = [column.key for column in columns]
    judging, reference = {*whole, "mpe"}, node.at("reference").one_of(references)
    budget = {*judging, *STANDARD_NAMES, *across}
    return Table(
        key=node.at("key").key(),
        title=node.at("title").words(),
        points=_points(node.at("points"), fields),
        alternatives=tuple(
            (_formula(each.at("when"), fields), _points(each.at("points"), fields))
            for each in node.at("alternatives").items()
            if each.object(must=("when", "points"))
        ),
        parameters=parameters,
        order=tuple(each.one_of(keys) for each in node.at("order").items()),
        columns=columns,
        reference=reference,
        indication=_maybe(node.at("indication"), whole),
        error=_maybe(node.at("error"), whole),
        limit=_limit(node.at("limit"), {*base, reference}),
        judged=tuple(each.one_of(keys) for each in node.at("judged").items()),
        acceptance=tuple(_acceptance(each, judging) for each in node.at("acceptance").items()),
        uncertainty=tuple(_source(e, budget, slots) for e in node.at("uncertainty").items()),
        stop_on_fail=node.at("stop_on_fail").flag(default=False),
    )


def _parameter(node: Node, fields: set[str]) -> Parameter:
    node.object(must=("key", "expr"), may=("label", "round_to"))
    label = node.at("label").words() if node.at("label").given else {"vi": "", "en": ""}
    round_to = node.at("round_to").one_of(fields) if node.at("round_to").given else ""
    return Parameter(node.at("key").key(), label, _formula(node.at("expr"), fields), round_to)


def _columns(node: Node, base: set[str]) -> tuple[Column, ...]:
    """Columns in order: a computed one sees the fields and the columns before it."""
    nodes = node.items(least=1)
    seen = {*base, *_in_a_loop(nodes, base)}
    columns = []
    for each in nodes:
        column = _column(each, seen)
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


def _column(node: Node, seen: set[str]) -> Column:
    node.object(
        must=("key", "label", "role"), may=("required", "repeat", "expr", "direction", "unit")
    )
    role = node.at("role").one_of(ROLES)
    if (role == "computed") is not node.at("expr").given:
        node.at("expr").fault(_("Cột tính toán, và chỉ cột tính toán, có biểu thức."))
    return Column(
        key=node.at("key").key(),
        label=node.at("label").words(),
        role=role,
        required=node.at("required").flag(default=role in ("reading", "check")),
        repeat=node.at("repeat").whole(default=1, least=1, most=100),
        expr=_maybe(node.at("expr"), seen) if role == "computed" else None,
        direction=node.at("direction").one_of(("", "up", "down")),
        unit=node.at("unit").one_of(UNITS) if node.at("unit").given else "",
    )


def _points(node: Node, fields: set[str]) -> Points:
    ways = ("fractions_of_span", "expressions", "labels")
    node.object(must=(), may=(*ways, "round_to", "limit_changes"))
    if sum(node.at(way).given for way in ways) != 1:
        node.fault(_("Cần đúng một cách chọn điểm."), allowed=", ".join(ways))
    if node.at("fractions_of_span").given and not {"range_min", "range_max"} <= fields:
        node.at("fractions_of_span").fault(_("Cần hai mục range_min và range_max."))
    fractions = [each.decimal() for each in node.at("fractions_of_span").items()]
    return Points(
        fractions=tuple(each for each in fractions if each is not None),
        expressions=tuple(_formula(each, fields) for each in node.at("expressions").items()),
        labels=tuple(each.words() for each in node.at("labels").items()),
        round_to=node.at("round_to").one_of(fields) if node.at("round_to").given else "",
        limit_changes=node.at("limit_changes").flag(default=False),
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
        expr=_formula(node.at("expr"), names),
        when=_maybe(node.at("when"), names),
    )


def _source(node: Node, names: set[str], slots: list[str]) -> Source:
    may = ("divisor", "sensitivity", "dof", "when", "standard")
    node.object(must=("key", "label", "distribution", "expr"), may=may)
    distribution = node.at("distribution").one_of(DISTRIBUTIONS)
    if distribution == "normal" and not node.at("divisor").given:
        node.at("divisor").fault(_("Phân bố chuẩn cần số chia k."), code="required")
    if distribution == "type_a" and not node.at("dof").given:
        node.at("dof").fault(_("Đánh giá loại A cần bậc tự do."), code="required")
    return Source(
        key=node.at("key").key(),
        label=node.at("label").words(),
        distribution=distribution,
        expr=_formula(node.at("expr"), names),
        divisor=_maybe(node.at("divisor"), names),
        sensitivity=_maybe(node.at("sensitivity"), names),
        dof=_maybe(node.at("dof"), names),
        when=_maybe(node.at("when"), names),
        standard=node.at("standard").one_of(slots) if node.at("standard").given else "",
    )
