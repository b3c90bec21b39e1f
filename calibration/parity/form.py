"""A mapping as a form: one box for each range; what the form does not show is carried along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition, Table
from calibration.parity.mapping import STATED
from calibration.parity.saying import WHAT, Namer
from calibration.sections import Section
from calibration.states import Regime, Service
from common.errors import Fault
from common.templatetags.show import words
from metrology.quantities.units import UNITS, units_of

Boxes = dict[str, str]  # name of a box: what is in it
_PARTS = ("unit", "decimals")  # of inputs and outputs: said in JSON only
WHOLE = ("sheet", "service", "regime")
NAMED_BY = {"inputs": "column", "outputs": "what"}
_CHANNELS = 2  # offered where the instrument may have several


@dataclass
class Box:
    """One box of the form."""

    name: str
    label: str
    value: str = ""
    kind: str = "range"  # range, text, choice
    choices: Sequence[tuple[str, str]] = ()
    wrong: list[str] = field(default_factory=list)


@dataclass
class Line:
    """What is asked on one line."""

    label: str
    boxes: list[Box]


@dataclass
class Group:
    """Lines under a heading; `more` stand behind a fold."""

    title: str
    lines: list[Line]
    more: list[Line] = field(default_factory=list)


# A mapping into boxes and back


def boxes_of(mapping: Any) -> Boxes:
    """What stands in each box; anything that is no text is left out."""
    return {name: text for name, text in _boxes(mapping) if isinstance(text, str) and text}


def _boxes(mapping: Any) -> Iterator[tuple[str, Any]]:
    whole = mapping if isinstance(mapping, Mapping) else {}
    yield from ((name, whole.get(name)) for name in WHOLE)
    facts = whole.get("facts")
    for key, given in facts.items() if isinstance(facts, Mapping) else ():
        yield from (
            (f"facts/{key}/{part}", _get(given, part)) for part in ("cell", "value", "unit")
        )
    for each in _list(whole, "standards"):
        about = f"standards/{_get(each, 'slot')}"
        parts = ("nominal", "value", "expanded", "unit")
        yield from ((f"{about}/{part}", _get(each, part)) for part in parts)
        yield from ((f"{about}/k{part}", _get(_get(each, "k"), part)) for part in ("cell", "value"))
    for each in _list(whole, "references"):
        yield f"references/{_get(each, 'section')}", _get(each, "cells")
    for kind, name in NAMED_BY.items():
        for each in _list(whole, kind):
            yield from _item_boxes(kind, name, each)


def _item_boxes(kind: str, name: str, each: Any) -> Iterator[tuple[str, Any]]:
    repeat = _get(each, "repeat")
    about = f"{kind}/{_get(each, 'section') or ''}/{_get(each, name)}"
    about += "/" if repeat is None else f"/{repeat}"
    for part in ("cells", *_PARTS):
        text = _get(each, part)
        yield f"{about}/{part}", str(text) if isinstance(text, int) else text


def _get(given: Any, key: str) -> Any:
    return given.get(key) if isinstance(given, Mapping) else None


def _list(whole: Mapping[str, Any], key: str) -> list[Any]:
    found = whole.get(key)
    return found if isinstance(found, list) else []


class _Mapping:
    """A mapping put together box by box; `paths` says which box a path came from."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}
        self.facts: dict[str, dict[str, str]] = {}
        self.standards: dict[str, dict[str, Any]] = {}
        self.references: dict[str, str] = {}
        self.items: dict[tuple[str, str, str, str], dict[str, Any]] = {}

    def take(self, name: str, text: str) -> None:
        """Put what stands in one box in its place; a name that is no box's is let go."""
        match name.split("/"):
            case ["facts", key, part]:
                self.facts.setdefault(key, {})[part] = text
            case ["standards", slot, "kcell" | "kvalue" as part]:
                k = self.standards.setdefault(slot, {"slot": slot}).setdefault("k", {})
                k[part.removeprefix("k")] = text
            case ["standards", slot, part]:
                self.standards.setdefault(slot, {"slot": slot})[part] = text
            case ["references", section]:
                self.references[section] = text
            case ["inputs" | "outputs" as kind, section, what, repeat, part]:
                about = self.items.setdefault((kind, section, what, repeat), {})
                about[part] = int(text) if part == "decimals" and text.isdecimal() else text

    def whole(self) -> dict[str, Any]:
        """The mapping. What has only a unit is not given at all."""
        facts = {key: given for key, given in self.facts.items() if set(given) != {"unit"}}
        self.paths |= {f"facts.{key}": f"facts/{key}/cell" for key in facts}
        found: dict[str, Any] = {"facts": facts, "standards": [], "references": []}
        found |= {kind: [] for kind in NAMED_BY}
        for slot, each in self.standards.items():
            if set(each) - {"slot", "unit", "k"}:
                self._add(found, "standards", each, f"standards/{slot}/nominal")
        for section, cells in self.references.items():
            each = {"section": section, "cells": cells}
            self._add(found, "references", each, f"references/{section}")
        for (kind, section, what, repeat), parts in self.items.items():
            if "cells" in parts:
                each = {NAMED_BY[kind]: what} | parts | ({"section": section} if section else {})
                if repeat.isdecimal() and kind == "inputs":
                    each["repeat"] = int(repeat)
                self._add(found, kind, each, f"{kind}/{section}/{what}/{repeat}/cells")
        return found

    def _add(self, found: dict[str, Any], kind: str, each: dict[str, Any], box: str) -> None:
        self.paths[f"{kind}.{len(found[kind])}"] = box
        found[kind].append(each)


def mapping_of(boxes: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The mapping in the boxes, and which box each of its paths came from."""
    given = {name: text.strip() for name, text in boxes.items() if text.strip()}
    made = _Mapping()
    for name, text in given.items():
        made.take(name, text)
    whole = {name: given[name] for name in WHOLE if name in given}
    return {**whole, **made.whole()}, made.paths


def box_at(path: str, paths: Mapping[str, str], names: Mapping[str, Any]) -> str:
    """The box that a fault's path speaks of; "" for none."""
    parts = path.split(".")
    base = paths.get(".".join(parts[:2]), "")
    exact = f"{base.rpartition('/')[0]}/{parts[-1]}" if base else path
    return exact if exact in names else base if base in names else ""


# The boxes of a definition


class MappingForm:
    """The groups of a form, with what stands in each box and what is wrong with it."""

    def __init__(
        self, definition: Definition, sheets: Sequence[str], boxes: Boxes,
        faults: Sequence[Fault] = (), paths: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.definition = definition
        self.boxes = boxes
        self.shown: dict[str, Box] = {}
        self.groups = [self._whole(sheets), self._facts(), *self._standards(), *self._tables(),
                       self._fixed()]  # fmt: skip
        self.carried = [(name, text) for name, text in boxes.items() if name not in self.shown]
        self.others = []
        for fault in faults:
            name = box_at(fault.field, paths or {}, self.shown)
            said = f"{fault.message} {fault.allowed}".strip()
            if name:
                self.shown[name].wrong.append(said)
            else:
                self.others.append((fault.field, said))

    def _box(self, name: str, label: str, kind: str = "range", choices: Any = ()) -> Box:
        box = Box(name, label, self.boxes.get(name, ""), kind, choices)
        self.shown[name] = box
        return box

    def _whole(self, sheets: Sequence[str]) -> Group:
        own = self.definition.services
        services = [(value, label) for value, label in Service.choices if value in own]
        regimes = [("", "–"), *Regime.choices]
        boxes = [
            self._box("sheet", _("Trang tính"), "choice", [(name, name) for name in sheets]),
            self._box("service", _("Dịch vụ"), "choice", services),
            self._box("regime", _("Chế độ"), "choice", regimes),
        ]
        return Group(_("Bảng tính"), [Line("", boxes)])

    def _facts(self) -> Group:
        lines = []
        for each in self.definition.fields:
            name = f"facts/{each.key}"
            boxes = [
                self._box(f"{name}/cell", _("ô")),
                self._box(f"{name}/value", _("hoặc giá trị"), "text"),
            ]
            if each.type == "quantity":
                boxes.append(self._unit(f"{name}/unit", each.quantity))
            lines.append(Line(words(each.label), boxes))
        return Group(_("Thông số của phương tiện đo"), lines)

    def _unit(self, name: str, quantity: str) -> Box:
        units = units_of(quantity)
        known = self.boxes.get(name, "")
        more = [UNITS[known]] if known in UNITS and UNITS[known] not in units else []
        choices = [("", "–"), *((unit.code, unit.symbol) for unit in (*units, *more))]
        return self._box(name, _("đơn vị"), "choice", choices)

    def _standards(self) -> Iterator[Group]:
        for slot in self.definition.standards:
            name = f"standards/{slot.key}"
            lines = [
                Line(str(WHAT["nominal"]), [self._box(f"{name}/nominal", _("vùng"))]),
                Line(str(WHAT["value"]), [self._box(f"{name}/value", _("vùng"))]),
                Line("U", [self._box(f"{name}/expanded", _("vùng"))]),
                Line("k", [self._box(f"{name}/kcell", _("ô")),
                           self._box(f"{name}/kvalue", _("hoặc giá trị"), "text")]),
                Line(_("Đơn vị"), [self._unit(f"{name}/unit", slot.quantity)]),
            ]  # fmt: skip
            yield Group(words(slot.label), lines)

    def _sections(self) -> list[str]:
        """Every table, once for each channel offered; and what the mapping already speaks of."""
        several = bool(self.definition.channels)
        found = []
        for table in self.definition.tables:
            per_channel = several and table.per_channel
            numbers = range(1, _CHANNELS + 1) if per_channel else ()
            found += [table.key, *(str(Section(table.key, number)) for number in numbers)]
        parts = [name.split("/") for name in self.boxes]
        named = [each[1] for each in parts if each[0] in ("references", "inputs", "outputs")
                 and len(each) > 1]  # fmt: skip
        known = [text for text in named if Section.parse(text).table in self.definition.by_key]
        return list(dict.fromkeys([*found, *known]))

    def _tables(self) -> Iterator[Group]:
        namer = Namer(self.definition)
        for section in self._sections():
            table = self.definition.by_key[Section.parse(section).table]
            yield self._table(section, table, namer.section(section))

    def _table(self, section: str, table: Table, title: str) -> Group:
        lines, more = [], []
        if table.reference:
            box = self._box(f"references/{section}", _("vùng"))
            lines.append(Line(_("Điểm chuẩn (để khớp dòng)"), [box]))
        for column in table.observed:
            about = f"inputs/{section}/{column.key}"
            label = words(column.label)
            lines.append(Line(label, [self._box(f"{about}//cells", _("vùng"))]))
            for i in range(max(1, column.repeat)):
                box = self._box(f"{about}/{i}/cells", _("vùng"))
                said = _("%(column)s, lần %(n)s") % {"column": label, "n": i + 1}
                if column.repeat > 1 or box.value:
                    more.append(Line(said, [box]))
        computed = [(c.key, words(c.label)) for c in table.columns if c.role == "computed"]
        stated = [(what, str(WHAT[what])) for what in STATED]
        for what, label in [*computed, *stated]:
            box = self._box(f"outputs/{section}/{what}//cells", _("vùng"))
            said = _("Kết quả: %(what)s") % {"what": label}
            usual = (what, label) in computed or what in ("limit", "u", "expanded", "verdict")
            (lines if usual or box.value else more).append(Line(said, [box]))
        return Group(title, lines, more)

    def _fixed(self) -> Group:
        lines, more = [], []
        verdict = self._box("outputs//verdict//cells", _("ô"))
        lines.append(Line(_("Kết quả: kết luận của toàn bộ"), [verdict]))
        for section, items in (
            ("checks", self.definition.checks), ("environment", self.definition.environment)
        ):  # fmt: skip
            for each in items:
                box = self._box(f"inputs/{section}/{each.key}//cells", _("ô"))
                more.append(Line(words(each.label), [box]))
        return Group(_("Toàn bộ phiếu"), lines, more)
