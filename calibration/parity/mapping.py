"""Which cells of a workbook are what: read strictly, each fault at its place.

`{"sheet", "service", "regime", "facts": {key: {"cell"|"value", "unit"?}}, "standards": [{"slot",
"nominal", "value", "expanded", "k", "unit"}], "references": [{"section", "cells"}],
"inputs": [{"section", "column", "repeat"?, "cells", "unit"?}],
"outputs": [{"section", "what", "cells"}]}`. Cells are "B5" or "B5:B10"; a range stands for the
rows of the plan in their order, or by reference where the section's references are given.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition
from calibration.parity.workbook import places
from calibration.reading_json import Node
from calibration.sections import FIXED, Section
from calibration.states import Regime, Service
from common.errors import Faults
from metrology.quantities.units import UNITS

STATED = (
    "reference", "indication", "error", "limit", "u", "k", "expanded", "stated_error",
    "stated_expanded", "verdict",
)  # fmt: skip
WHOLE = "verdict"  # of the whole worksheet, in the section ""


@dataclass(frozen=True)
class Given:
    """A fact of the instrument: from a cell, or typed."""

    cell: str
    value: str
    unit: str


@dataclass(frozen=True)
class StandardCells:
    """Where a standard's certificate stands: one line for each cell of the ranges."""

    slot: str
    nominal: tuple[str, ...]
    value: tuple[str, ...]
    expanded: tuple[str, ...]
    k: Given
    unit: str


@dataclass(frozen=True)
class Cells:
    """Cells of one column of a section: an input (`repeat`, `unit`) or an expected output."""

    section: str
    what: str
    cells: tuple[str, ...]
    repeat: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Mapped:
    """A whole mapping."""

    sheet: str
    service: str
    regime: str
    facts: Mapping[str, Given]
    standards: tuple[StandardCells, ...]
    references: Mapping[str, tuple[str, ...]]
    inputs: tuple[Cells, ...]
    outputs: tuple[Cells, ...]


def read_mapping(data: Any, definition: Definition, sheets: Collection[str]) -> Mapped:
    """The mapping in parsed JSON. Raises InvalidInput with every fault and its path."""
    faults = Faults()
    node = Node(data, "", faults)
    may = ("sheet", "service", "regime", "standards", "references", "facts")
    node.object(must=("inputs", "outputs"), may=may)
    sheets = list(sheets)
    given = node.at("facts")
    if given.given:
        given.object(must=(), may=[field.key for field in definition.fields])
    keys = list(given.value) if isinstance(given.value, Mapping) else []
    found = Mapped(
        sheet=node.at("sheet").one_of(sheets, sheets[0]),
        service=node.at("service").one_of(Service.values, definition.services[0]),
        regime=node.at("regime").one_of(("", *Regime.values)),
        facts={key: _given(given.at(key)) for key in keys},
        standards=tuple(_standard(each, definition) for each in node.at("standards").items()),
        references={
            each.at("section").text(): _places(each.at("cells"))
            for each in node.at("references").items()
            if each.object(must=("section", "cells")) and _known(each.at("section"), definition)
        },
        inputs=tuple(_input(each, definition) for each in node.at("inputs").items(least=1)),
        outputs=tuple(_output(each, definition) for each in node.at("outputs").items(least=1)),
    )
    faults.raise_if_any()
    return found


def _given(node: Node) -> Given:
    node.object(must=(), may=("cell", "value", "unit"))
    if node.at("cell").given is node.at("value").given:
        node.fault(_("Cần đúng một trong hai: ô (cell) hoặc giá trị (value)."))
    cell = _places(node.at("cell"))[:1] if node.at("cell").given else ()
    return Given(next(iter(cell), ""), node.at("value").text(), _unit(node.at("unit")))


def _unit(node: Node) -> str:
    return node.one_of(UNITS) if node.given else ""


def _places(node: Node) -> tuple[str, ...]:
    try:
        return tuple(places(node.text()))
    except ValueError:
        node.fault(_("Cần một ô hoặc một vùng ô."), code="bad_range", allowed="B5, B5:B10, B5:F5")
        return ()


def _known(node: Node, definition: Definition) -> bool:
    section = Section.parse(node.text())
    if section.table in definition.by_key or section.table in FIXED:
        return True
    allowed = ", ".join([*definition.by_key, *FIXED])
    node.fault(_("Quy trình không có bảng này."), code="unknown_name", allowed=allowed)
    return False


def _standard(node: Node, definition: Definition) -> StandardCells:
    node.object(must=("slot", "nominal", "value", "expanded"), may=("k", "unit"))
    nominal, value, expanded = (_places(node.at(name)) for name in ("nominal", "value", "expanded"))
    if not len(nominal) == len(value) == len(expanded):
        node.fault(_("Ba vùng ô của chuẩn phải dài bằng nhau."), code="length")
    return StandardCells(
        slot=node.at("slot").one_of([slot.key for slot in definition.standards]),
        nominal=nominal,
        value=value,
        expanded=expanded,
        k=_given(node.at("k")) if node.at("k").given else Given("", "2", ""),
        unit=_unit(node.at("unit")),
    )


def _input(node: Node, definition: Definition) -> Cells:
    node.object(must=("section", "column", "cells"), may=("repeat", "unit"))
    column = node.at("column").text()
    if _known(node.at("section"), definition):
        allowed = _observed(node.at("section").text(), definition)
        node.at("column").one_of(allowed)
    repeat = node.at("repeat").whole(default=0, least=0, most=99)
    cells = _places(node.at("cells"))
    return Cells(node.at("section").text(), column, cells, repeat, _unit(node.at("unit")))


def _observed(section: str, definition: Definition) -> list[str]:
    """What a person fills in a section."""
    fixed = {
        "checks": [check.key for check in definition.checks],
        "environment": [climate.key for climate in definition.environment],
        "adjustment": ["note"],
    }
    if section in fixed:
        return fixed[section]
    return [column.key for column in definition.by_key[Section.parse(section).table].observed]


def _output(node: Node, definition: Definition) -> Cells:
    node.object(must=("what", "cells"), may=("section",))
    section, what = node.at("section").text(), node.at("what").text()
    if not section:
        node.at("what").one_of((WHOLE,))
    elif _known(node.at("section"), definition):
        table = definition.by_key.get(Section.parse(section).table)
        computed = [c.key for c in table.columns if c.role == "computed"] if table else []
        node.at("what").one_of([*STATED, *computed])
    return Cells(section, what, _places(node.at("cells")))
