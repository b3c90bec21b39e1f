"""Which cells of a workbook are what: read strictly, each fault at its place.

`{"sheet", "service", "regime", "facts": {key: {"cell"|"value", "unit"?}}, "standards": [{"slot",
"nominal", "value", "expanded", "k"?, "unit"?}], "references": [{"section", "cells"}],
"inputs": [{"section", "column", "repeat"?, "cells", "unit"?}],
"outputs": [{"section", "what", "cells", "unit"?, "decimals"?}]}`. Cells are "B5", "B5:B10",
"B5:B10, B12" or "'Other sheet'!B5:B10". A range stands for the rows of the plan in their order, or
by reference where the section's references are given. A column read several times may be one range
without `repeat`: row by row, the repeats of a row beside each other.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition
from calibration.parity.workbook import places
from calibration.reading_json import Node
from calibration.sections import FIXED, Section
from calibration.states import Regime, Service
from common.canonical import canonical
from common.errors import Fault, Faults, InvalidInput
from metrology.quantities.units import UNITS

STATED = (
    "reference", "indication", "error", "limit", "u", "k", "expanded", "stated_error",
    "stated_expanded", "verdict",
)  # fmt: skip
WHOLE = "verdict"  # of the whole worksheet, in the section ""
MOST_CELLS = 20_000  # of all ranges of a mapping
MOST_DECIMALS = 15


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
    """Cells of one column of a section: an input, or an expected output.

    `repeat` is that of a column read several times, None where the range holds all repeats.
    `decimals` says how exactly an output is compared where the cell's format does not.
    """

    section: str
    what: str
    cells: tuple[str, ...]
    repeat: int | None = None
    unit: str = ""
    decimals: int | None = None


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

    @property
    def sections(self) -> list[str]:
        """The sections it speaks of, each once."""
        named = [each.section for each in (*self.inputs, *self.outputs) if each.section]
        return list(dict.fromkeys([*self.references, *named]))


def parsed(text: str) -> Any:
    """The JSON of a mapping. Raises InvalidInput where it is none."""
    try:
        found = json.loads(text, parse_constant=_no_number)
        text.encode()
        canonical(found).encode()
    except (ValueError, RecursionError) as error:
        message = _("Không phải là JSON: %s") % str(error)[:120]
        raise InvalidInput(Fault("mapping", message, code="bad_json")) from error
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


def read_mapping(data: Any, definition: Definition, sheets: Sequence[str]) -> Mapped:
    """The mapping in parsed JSON. Raises InvalidInput with every fault and its path."""
    faults = Faults()
    found = _Reader(definition, sheets).whole(Node(data, "", faults))
    faults.raise_if_any()
    return found


class _Reader:
    """Reads a mapping for one definition and one workbook."""

    def __init__(self, definition: Definition, sheets: Sequence[str]) -> None:
        self.definition = definition
        self.sheets = sheets
        self.left = MOST_CELLS

    def whole(self, node: Node) -> Mapped:
        """Everything, with the faults noted."""
        may = ("sheet", "service", "regime", "standards", "references", "facts")
        node.object(must=("inputs", "outputs"), may=may)
        references = {
            each.at("section").text(): self.cells(each.at("cells"))
            for each in node.at("references").items()
            if each.object(must=("section", "cells")) and self.known(each.at("section"))
        }
        found = Mapped(
            sheet=node.at("sheet").one_of(self.sheets, self.sheets[0]),
            service=node.at("service").one_of(Service.values, self.definition.services[0]),
            regime=node.at("regime").one_of(("", *Regime.values)),
            facts=self.facts(node.at("facts")),
            standards=tuple(self.standard(each) for each in node.at("standards").items()),
            references=references,
            inputs=tuple(self.input(each) for each in node.at("inputs").items(least=1)),
            outputs=tuple(self.output(each) for each in node.at("outputs").items(least=1)),
        )
        self.fits(node.at("inputs"), found.inputs, references)
        self.fits(node.at("outputs"), found.outputs, references)
        return found

    def facts(self, node: Node) -> dict[str, Given]:
        """Where the facts of the instrument stand."""
        keys = [field.key for field in self.definition.fields]
        if not node.given:
            return {}
        node.object(must=(), may=keys)
        given = node.value if isinstance(node.value, Mapping) else {}
        return {key: self.one(node.at(key)) for key in keys if key in given}

    def one(self, node: Node) -> Given:
        """A value from a cell, or typed."""
        if not node.object(must=(), may=("cell", "value", "unit")):
            return Given("", "", "")
        if node.at("cell").given is node.at("value").given:
            node.fault(_("Cần đúng một trong hai: ô (cell) hoặc giá trị (value)."))
        cells = self.cells(node.at("cell")) if node.at("cell").given else ()
        if len(cells) > 1:
            node.at("cell").fault(_("Ở đây chỉ dùng được một ô."), code="bad_range")
        return Given(next(iter(cells), ""), node.at("value").text(), _unit(node.at("unit")))

    def cells(self, node: Node) -> tuple[str, ...]:
        """The cells of ranges; none where they cannot be read."""
        if not node.given:
            return ()
        try:
            found = tuple(places(node.text()))
        except ValueError:
            allowed = "B5, B5:B10, B5:F5, 'Sheet 2'!B5:B10"
            node.fault(_("Cần một ô hoặc một vùng ô."), code="bad_range", allowed=allowed)
            return ()
        self.left -= len(found)
        if self.left < 0:
            node.fault(_("Ánh xạ có quá nhiều ô."), code="too_many", allowed=str(MOST_CELLS))
            return ()
        named = {place.rpartition("!")[0] for place in found} - {""}
        if not named <= set(self.sheets):
            allowed = ", ".join(self.sheets)
            node.fault(_("Bảng tính không có trang này."), code="unknown_name", allowed=allowed)
            return ()
        return found

    def known(self, node: Node) -> bool:
        """Whether the procedure has the section."""
        section = Section.parse(node.text())
        if section.table in self.definition.by_key or section.table in FIXED:
            return True
        allowed = ", ".join([*self.definition.by_key, *FIXED])
        node.fault(_("Quy trình không có bảng này."), code="unknown_name", allowed=allowed)
        return False

    def standard(self, node: Node) -> StandardCells:
        """A slot with its certificate."""
        node.object(must=("slot", "nominal", "value", "expanded"), may=("k", "unit"))
        ranges = [self.cells(node.at(name)) for name in ("nominal", "value", "expanded")]
        if len({len(cells) for cells in ranges}) > 1 and all(ranges):
            node.fault(_("Ba vùng ô của chuẩn phải dài bằng nhau."), code="length")
        return StandardCells(
            slot=node.at("slot").one_of([slot.key for slot in self.definition.standards]),
            nominal=ranges[0],
            value=ranges[1],
            expanded=ranges[2],
            k=self.one(node.at("k")) if node.at("k").given else Given("", "2", ""),
            unit=_unit(node.at("unit")),
        )

    def input(self, node: Node) -> Cells:
        """Readings of a column."""
        node.object(must=("section", "column", "cells"), may=("repeat", "unit"))
        section, column = node.at("section").text(), node.at("column").text()
        if node.at("section").given and self.known(node.at("section")):
            node.at("column").one_of(self.observed(section))
        repeat = node.at("repeat")
        return Cells(
            section, column, self.cells(node.at("cells")),
            repeat.whole(default=0, least=0, most=99) if repeat.given else None,
            _unit(node.at("unit")),
        )  # fmt: skip

    def observed(self, section: str) -> list[str]:
        """What a person fills in a section."""
        definition = self.definition
        fixed = {
            "checks": [check.key for check in definition.checks],
            "environment": [climate.key for climate in definition.environment],
            "adjustment": ["note"],
        }
        if section in fixed:
            return fixed[section]
        table = definition.by_key.get(Section.parse(section).table)
        return [column.key for column in table.observed] if table else []

    def output(self, node: Node) -> Cells:
        """What the workbook computed."""
        node.object(must=("what", "cells"), may=("section", "unit", "decimals"))
        section, what = node.at("section").text(), node.at("what").text()
        if not section:
            node.at("what").one_of((WHOLE,))
        elif self.known(node.at("section")):
            table = self.definition.by_key.get(Section.parse(section).table)
            computed = [c.key for c in table.columns if c.role == "computed"] if table else []
            node.at("what").one_of([*STATED, *computed] if table else [])
        decimals = node.at("decimals")
        return Cells(
            section, what, self.cells(node.at("cells")), None, _unit(node.at("unit")),
            decimals.whole(default=0, least=0, most=MOST_DECIMALS) if decimals.given else None,
        )  # fmt: skip

    def fits(
        self, node: Node, items: Sequence[Cells], references: Mapping[str, Collection[str]]
    ) -> None:
        """Nothing stands twice, and ranges are as long as the references of their section."""
        seen = set()
        for each, place in zip(items, _nodes(node), strict=False):
            name = (each.section, each.what, each.repeat)
            if name in seen:
                place.fault(_("Mục này đã có ở trên."), code="twice")
            seen.add(name)
            wanted = len(references.get(each.section, ()))
            if not wanted or not each.cells or len(each.cells) == wanted:
                continue
            if len(each.cells) % wanted or not self.repeated(each):
                place.at("cells").fault(
                    _("Vùng ô phải dài bằng vùng điểm chuẩn của bảng."),
                    code="length", allowed=str(wanted),
                )  # fmt: skip

    def repeated(self, each: Cells) -> bool:
        """Whether the range may hold all repeats of a column."""
        table = self.definition.by_key.get(Section.parse(each.section).table)
        column = table.column(each.what) if table else None
        return bool(column and column.observed and column.repeat > 1 and each.repeat is None)


def _nodes(node: Node) -> Iterator[Node]:
    return iter(node.items() if isinstance(node.value, list) else ())


def _unit(node: Node) -> str:
    return node.one_of(UNITS) if node.given else ""
