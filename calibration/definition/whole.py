"""A definition read as a whole: its parts, and what only the whole can tell.

Everything that is wrong is said in one go, each with its path in the JSON
(`tables.0.columns.4.expr`), what was found and what is allowed.
"""

import json
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition.parts import Definition, Table
from calibration.definition.reading import read_whole, unknown
from calibration.reading_json import Node, bad_json
from common.errors import Faults
from metrology.conformity.decisions import DECISION_RULES, Rule
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS
from metrology.uncertainty.contributions import COVERAGE_RULES


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
    faults = Faults()
    read = read_whole(Node(data, "", faults))
    faults.raise_if_any()
    assert read is not None
    _check_rules(read, faults)
    faults.raise_if_any()
    return read


def offered_rules() -> list[str]:
    """The decision rules a procedure or an order may name: those that need no number beside."""
    return [name for name in DECISION_RULES if _stands_alone(name)]


def _stands_alone(name: str) -> bool:
    try:
        Rule(name)
    except MetrologyError:
        return False
    return True


def _check_rules(read: Definition, faults: Faults) -> None:
    if read.decision_rule not in offered_rules():
        unknown(faults, "decision_rule", read.decision_rule, offered_rules())
    if read.coverage not in COVERAGE_RULES:
        unknown(faults, "coverage", read.coverage, COVERAGE_RULES)
    _check_unit(read, faults)
    for service in read.services:
        if service not in read.documents:
            faults.add("documents", _("Thiếu số hiệu văn bản cho dịch vụ này."), found=service)
    _check_channels(read, faults)
    _check_points(read, faults)


def _check_unit(read: Definition, faults: Faults) -> None:
    if bool(read.unit_field) == bool(read.unit_code):
        faults.add("unit", _("Cần đúng một trong hai: field hoặc code."))
    if read.unit_code and read.unit_code not in UNITS:
        faults.add("unit.code", _("Không có đơn vị này."), found=read.unit_code)
    quantities = {field.key for field in read.fields if field.type == "quantity"}
    if read.unit_field and read.unit_field not in quantities:
        unknown(faults, "unit.field", read.unit_field, quantities)


def _check_channels(read: Definition, faults: Faults) -> None:
    usable = {field.key for field in read.fields if field.type in ("integer", "text")}
    if read.channels and read.channels not in usable:
        unknown(faults, "channels", read.channels, usable)


def _check_points(read: Definition, faults: Faults) -> None:
    for i, table in enumerate(read.tables):
        if table.points.limit_changes and not _changes_are_known(table):
            faults.add(
                f"tables.{i}.points.limit_changes",
                _("Chỉ dùng được với giới hạn theo bậc của abs(giá trị chuẩn)/e."),
            )
        column = table.column(table.reference)
        if table.points.labels and column is not None and column.role == "reference":
            faults.add(f"tables.{i}.reference", _("Bảng theo vị trí cần tải là một tham số."))


def _changes_are_known(table: Table) -> bool:
    steps = None if table.limit is None else table.limit.table
    return (
        table.limit is not None
        and steps is not None
        and steps.variable.text.replace(" ", "") == f"abs({table.reference})/{steps.interval}"
    )
