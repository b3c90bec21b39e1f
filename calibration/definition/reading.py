"""The whole of a definition and its small parts, read one by one; tables are in `tables`."""

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition.parts import (
    JOB_NAMES,
    RESERVED,
    Check,
    Climate,
    Constant,
    Definition,
    Field,
    Slot,
    Words,
)
from calibration.reading_json import Node
from calibration.states import Service
from common.errors import Faults
from metrology.errors import MetrologyError
from metrology.formula.expressions import Expression, compile_expression
from metrology.quantities.units import UNITS, base_quantity

_WHOLE = (
    "schema", "code", "title", "documents", "services", "instrument_types", "fields", "unit",
    "tables", "decision_rule", "coverage",
)  # fmt: skip
_WHOLE_MAY = (
    "references", "environment", "standards", "checks", "rounding", "sources", "channels",
    "adjustment", "constants", "channel_label",
)  # fmt: skip
_CODE = re.compile("[-a-zA-Z0-9_]{1,60}")  # it stands in addresses and names of files
FIELD_TYPES = ("quantity", "number", "integer", "choice", "text", "boolean", "table")
LONGEST_NUMBER, LONGEST_TITLE = 60, 250  # of the columns they are kept in
CHANNEL = {"vi": "Kênh", "en": "Channel"}
UNCERTAINTY_WAYS = ("interpolated", "proportional", "largest")


def read_whole(node: Node) -> Definition | None:
    """The definition; None when it is too broken to build (faults are noted)."""
    from calibration.definition.tables import read_tables

    if not node.object(must=_WHOLE, may=_WHOLE_MAY):
        return None
    if node.at("schema").value != 1:
        node.at("schema").fault(_("Chỉ đọc được lược đồ số 1."), allowed="1")
    constants = tuple(_constant(each) for each in node.at("constants").items())
    known = {*JOB_NAMES, *(constant.key for constant in constants)}
    once(node.at("constants"), [constant.key for constant in constants], RESERVED)
    fields = _fields(node.at("fields"), known)
    names = {*known, *(field.key for field in fields if field.type != "table")}
    table_keys = [each.at("key").value for each in node.at("tables").items()]
    slots = tuple(_slot(each, names, table_keys) for each in node.at("standards").items())
    once(node.at("standards"), [slot.key for slot in slots])
    checks = tuple(_check(each) for each in node.at("checks").items())
    once(node.at("checks"), [check.key for check in checks])
    climates = tuple(_climate(each) for each in node.at("environment").items())
    once(node.at("environment"), [climate.key for climate in climates])
    unit = node.at("unit")
    unit.object(must=(), may=("field", "code"))
    rounding = node.at("rounding")
    if rounding.given:
        rounding.object(must=("digits",))
    return Definition(
        data=node.value,
        code=_code(node.at("code")),
        title=_title(node.at("title")),
        documents=_documents(node.at("documents")),
        services=tuple(each.one_of(Service.values) for each in node.at("services").items(least=1)),
        instrument_types=node.at("instrument_types").texts(),
        fields=fields,
        unit_field=unit.at("field").text(),
        unit_code=unit.at("code").text(),
        environment=climates,
        standards=slots,
        checks=checks,
        tables=read_tables(node.at("tables"), names, fields, slots),
        decision_rule=node.at("decision_rule").text(),
        coverage=node.at("coverage").text(),
        digits=rounding.at("digits").whole(default=2, least=1, most=2),
        channels=node.at("channels").text(),
        channel_label=node.at("channel_label").words()
        if node.at("channel_label").given
        else CHANNEL,
        adjustment=node.at("adjustment").flag(default=False),
        constants=constants,
    )


def formula(node: Node, names: Collection[str]) -> Expression:
    """The formula that stands here, over these names."""
    try:
        return compile_expression(node.text(), names=names)
    except MetrologyError as error:
        refuse(node.faults, node.path, error)
        return compile_expression("0", names=())


def maybe(node: Node, names: Collection[str]) -> Expression | None:
    """The formula that stands here, if one does."""
    return formula(node, names) if node.given else None


def maybe_unit(node: Node) -> str:
    """The code of a unit of the catalogue; "" where none is given."""
    return node.one_of(UNITS) if node.given else ""


def once(node: Node, keys: Iterable[str], taken: Collection[str] = ()) -> None:
    """Note each key that is there twice, or that is a word of formulas."""
    seen = set(taken)
    for i, key in enumerate(keys):
        if key in seen:
            where = Node(key, f"{node.path}.{i}.key", node.faults)
            where.fault(_("Tên này đã dùng."), code="taken")
        seen.add(key)


def refuse(faults: Faults, path: str, error: MetrologyError) -> None:
    """Note what the science refused, at its path."""
    from instruments.messages import fault

    faults.found.append(fault(path, error))


def unknown(faults: Faults, path: str, found: str, allowed: Any) -> None:
    """Note a name that is none of `allowed`."""
    faults.add(
        path,
        _("Không có tên này."),
        code="unknown_name",
        found=found,
        allowed=", ".join(sorted(allowed)),
    )


def _documents(node: Node) -> dict[str, str]:
    node.object(must=(), may=Service.values)
    found = node.value if isinstance(node.value, dict) else {}
    return {
        str(key): _short(node.at(key), LONGEST_NUMBER) for key in found if key in Service.values
    }


def _code(node: Node) -> str:
    text = node.text()
    if node.given and not _CODE.fullmatch(text):
        message = _("Mã chỉ gồm chữ cái không dấu, chữ số, gạch nối; nhiều nhất 60 ký tự.")
        node.fault(message, code="bad_name")
    return text


def _title(node: Node) -> dict[str, str]:
    node.words()
    return {language: _short(node.at(language), LONGEST_TITLE) for language in ("vi", "en")}


def _short(node: Node, most: int) -> str:
    """A text that has room in its column."""
    found = node.text()
    if len(found) > most:
        message = _("Dài quá %(most)s ký tự.") % {"most": most}
        node.fault(message, code="too_long", allowed=f"≤ {most}")
    return found


def _constant(node: Node) -> Constant:
    node.object(must=("key", "value"), may=("label", "unit"))
    key = node.at("key").key()
    label = node.at("label").words() if node.at("label").given else {"vi": key, "en": key}
    unit = node.at("unit").text()  # words for people: 1/°C is a coefficient, not a reading
    return Constant(key, label, node.at("value").decimal() or Decimal(0), unit)


def _fields(node: Node, known: set[str]) -> tuple[Field, ...]:
    """Fields in order: a formula sees the constants and the fields before it."""
    seen = set(known)
    found = []
    for each in node.items():
        field = _field(each, seen)
        found.append(field)
        seen.add(field.key)
    once(node, [field.key for field in found], {*RESERVED, *known})
    return tuple(found)


def _field(node: Node, names: set[str]) -> Field:
    may = ("quantity", "required", "choices", "from", "default", "unit", "columns", "formula")
    node.object(must=("key", "label", "type"), may=may)
    kind = node.at("type").one_of(FIELD_TYPES)
    quantity = node.at("quantity").text()
    if kind == "quantity":
        _known_quantity(node.at("quantity"), quantity)
    if kind == "choice" and not node.at("choices").items():
        node.at("choices").fault(_("Thiếu mục này."), code="required")
    if kind == "table" and not node.at("columns").items():
        node.at("columns").fault(_("Thiếu mục này."), code="required")
    key = node.at("key").key()
    choices, labels = _choices(node.at("choices"))
    return Field(
        key=key,
        label=node.at("label").words(),
        type=kind,
        quantity=quantity,
        required=node.at("required").flag(default=True),
        choices=choices,
        source=node.at("from").text(key),
        default=node.at("default").text(),
        unit=maybe_unit(node.at("unit")),
        choice_labels=labels,
        columns=tuple(_field(each, names) for each in node.at("columns").items()),
        formula=maybe(node.at("formula"), names),
    )


def _choices(node: Node) -> tuple[tuple[str, ...], dict[str, Words]]:
    """Words to choose from: as texts, or with what a reader sees for each."""
    values: list[str] = []
    labels: dict[str, Words] = {}
    for each in node.items():
        if isinstance(each.value, Mapping):
            each.object(must=("value", "label"))
            values.append(each.at("value").text())
            labels[values[-1]] = each.at("label").words()
        else:
            values.append(each.text())
    return tuple(values), labels


def _known_quantity(node: Node, quantity: str) -> None:
    try:
        base_quantity(quantity)
    except MetrologyError as error:
        refuse(node.faults, node.path, error)


def _slot(node: Node, names: set[str], tables: list[Any]) -> Slot:
    may = ("requirement", "uncertainty", "combinable", "required", "for")
    node.object(must=("key", "label", "quantity"), may=may)
    quantity = node.at("quantity").text()
    _known_quantity(node.at("quantity"), quantity)
    return Slot(
        key=node.at("key").key(),
        label=node.at("label").words(),
        quantity=quantity,
        requirement=maybe(node.at("requirement"), {"mpe_standard", "mpe", "U_std", *names}),
        uncertainty=node.at("uncertainty").one_of(UNCERTAINTY_WAYS, "interpolated"),
        combinable=node.at("combinable").flag(default=False),
        required=node.at("required").flag(default=True),
        tables=tuple(each.one_of(tables) for each in node.at("for").items()),
    )


def _check(node: Node) -> Check:
    node.object(must=("key", "label"), may=("stop_on_fail", "items"))
    if node.at("items").given and node.at("items").object(must=("vi", "en")):
        node.at("items").at("vi").texts()
        node.at("items").at("en").texts()
    stop = node.at("stop_on_fail").flag(default=False)
    return Check(node.at("key").key(), node.at("label").words(), stop)


def _climate(node: Node) -> Climate:
    may = ("type", "unit", "min", "max", "required", "blocking")
    node.object(must=("key", "label"), may=may)
    text = node.at("type").one_of(("quantity", "text"), "quantity") == "text"
    if not text and not node.at("unit").given:
        node.at("unit").fault(_("Thiếu mục này."), code="required")
    return Climate(
        key=node.at("key").key(),
        label=node.at("label").words(),
        unit="" if text else node.at("unit").one_of(UNITS, "1"),
        least=None if text else node.at("min").decimal(),
        most=None if text else node.at("max").decimal(),
        required=node.at("required").flag(default=False),
        blocking=node.at("blocking").flag(default=False),
        text=text,
    )
