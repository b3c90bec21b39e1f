"""The form as its templates draw it: boxes in blocks, each with what is wrong in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from calibration.editor.content import at, kind_of
from calibration.editor.schema import Section
from calibration.editor.specs import MORE, Group, Leaf, Part, Rows, Variant
from calibration.editor.tree import find
from common.errors import Fault
from common.templatetags.show import words as spoken

_AREAS = frozenset({"lines", "formulas", "pairs", "choices", "assigned", "grid", "json"})
_DIGITS = frozenset({"number", "whole", "numbers"})
_FORMULAS = frozenset({"formula", "formulas", "assigned", "amount", "grid", "json"})
_GAPS = frozenset({"required", "blank", "bad_name", "not_a_number", "unknown_name"})
_LONGEST_LIST = 300


@dataclass(frozen=True)
class Wrong:
    """One thing wrong in a box; a gap is a box that is still blank."""

    message: str
    gap: bool
    allowed: str = ""


@dataclass(frozen=True)
class Box:
    """One field with its label and its faults."""

    name: str
    leaf: Leaf
    text: str
    label: Any
    owner: str = ""
    wrongs: tuple[Wrong, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.name.replace(".", "-")

    @property
    def form(self) -> str:
        """Which control it is."""
        kind = self.leaf.kind
        if kind in _AREAS:
            return "area"
        return kind if kind in ("tick", "ticks", "select") else "line"

    @property
    def classes(self) -> str:
        """How its text is set."""
        if self.leaf.kind in _DIGITS:
            return "digits"
        return "formula" if self.leaf.kind in _FORMULAS else ""

    @property
    def options(self) -> Sequence[tuple[str, Any]]:
        """What may be chosen; what stands there stays even if it is none of them."""
        found = self.leaf.options() if self.leaf.options else ()
        known = {value for value, _words in found}
        if self.form == "select" and self.chosen not in known:
            return [(self.chosen, self.chosen or "–"), *found]
        if self.form == "ticks":  # what is ticked first: the list may be long
            return sorted(found, key=lambda each: each[0] not in self.ticked)
        return found

    @property
    def chosen(self) -> str:
        """The option that is chosen."""
        return self.text or self.leaf.default

    @property
    def shown(self) -> str:
        """Its text for reading: the words of what was chosen."""
        if not self.text:
            return ""
        if self.form == "tick":
            return str(_("có") if self.text == "1" else _("không"))
        known = {value: str(label) for value, label in self.options} if self.leaf.options else {}
        return "; ".join(known.get(each, each) for each in self._values)

    @property
    def _values(self) -> Sequence[str]:
        if self.form == "ticks":
            return sorted(self.ticked)
        return (self.text,)

    @property
    def ticked(self) -> frozenset[str]:
        """The options that are ticked."""
        return frozenset(each.strip() for each in self.text.split(","))

    @property
    def tick(self) -> tuple[bool, str, str]:
        """Whether it is on, and what is sent when it is on and when it is off.

        What nobody touched stays blank, so that a form that was only looked at says the same.
        """
        by_default, blank = self.leaf.default == "1", not self.text
        on = self.text == "1" or (blank and by_default)
        return on, "" if blank and by_default else "1", "" if blank and not by_default else "0"

    @property
    def gap(self) -> bool:
        """Nothing stands in it, and something is needed."""
        return bool(self.wrongs) and all(each.gap for each in self.wrongs)

    @property
    def lines(self) -> int:
        """How high an area is."""
        return min(12, max(2, self.text.count("\n") + 1))


@dataclass
class Row:
    """One row with its blocks."""

    place: str
    number: int
    title: str
    blocks: list["Block"]
    first: bool = False
    last: bool = False

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.place.replace(".", "-")


@dataclass
class Block:
    """Boxes beside each other, or rows, or what a choice leads to."""

    form: str  # boxes, group, rows
    label: Any = ""
    hint: Any = ""
    place: str = ""
    boxes: list[Box] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    add: Any = ""
    one: Any = ""
    aside: bool = False  # folded unless something is wrong in it
    mark: Any = None  # what is known of the numbers of its object; see `marks`

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.place.replace(".", "-")

    @property
    def filled(self) -> bool:
        """Whether anything is said anywhere in it."""
        return any(box.text.strip() for box in self.all_boxes())

    @property
    def opened(self) -> bool:
        """Whether something is wrong in it."""
        return any(box.wrongs for box in self.boxes)

    def all_boxes(self) -> Iterator[Box]:
        """Every box below."""
        yield from self.boxes
        for block in self.blocks:
            yield from block.all_boxes()
        for row in self.rows:
            for block in row.blocks:
                yield from block.all_boxes()


class Drawer:
    """Draws the parts of a form."""

    def __init__(
        self,
        wrongs: Mapping[str, Sequence[Wrong]] | None = None,
        marks: Mapping[str, Any] | None = None,
    ) -> None:
        self.wrongs, self.marks = wrongs or {}, marks or {}

    def section(self, section: Section, tree: Mapping[str, Any]) -> list[Block]:
        """The blocks of one page."""
        own = find(tree, section.place) if section.place else tree
        return self.blocks(section.parts, own or {}, section.place, "")

    def blocks(
        self,
        parts: Iterable[Part],
        tree: Mapping[str, Any],
        path: str,
        owner: str,
        *,
        rest: bool = True,
    ) -> list[Block]:
        """Boxes together; each list, group and choice is a block of its own."""
        found, boxes = [], Block("boxes")
        for part in parts:
            if isinstance(part, Leaf):
                boxes.boxes.append(self.box(part, tree, path, owner))
            elif isinstance(part, Group) and _is_words(part):
                boxes.boxes += self.words(part, tree, path, owner)
            else:
                found.append(self.block(part, tree, path, owner))
        front = [boxes] if boxes.boxes else []
        return [
            *front,
            *found,
            *([self.more(tree, path, owner)] if rest and tree.get(MORE) else []),
        ]

    def words(self, part: Group, tree: Mapping[str, Any], path: str, owner: str) -> Iterator[Box]:
        """A text in both languages."""
        inner, place = tree.get(part.key) or {}, at(path, part.key)
        for each in part.parts:
            if isinstance(each, Leaf):
                yield self.box(each, inner, place, owner, _label(part, each))

    def more(self, tree: Mapping[str, Any], path: str, owner: str) -> Block:
        """What the form has no box for."""
        leaf = Leaf(MORE, _("Phần khác, dạng JSON"), "json", "x")
        return Block("boxes", boxes=[self.box(leaf, tree, path, owner)])

    def block(self, part: Part, tree: Mapping[str, Any], path: str, owner: str) -> Block:
        """One list, group or choice."""
        match part:
            case Group(key=""):
                return self.together(part, tree, path, owner)
            case Rows():
                return self.rows(part, tree, path)
            case Variant():
                return self.variant(part, tree, path, owner)
            case _:
                assert isinstance(part, Group)
                inner, place = tree.get(part.key) or {}, at(path, part.key)
                blocks = self.blocks(part.parts, inner, place, owner)
                return Block("group", part.label, part.hint, place, blocks=blocks)

    def together(self, part: Group, tree: Mapping[str, Any], path: str, owner: str) -> Block:
        """Boxes of the object around them; those about its source are folded away."""
        blocks = self.blocks(part.parts, tree, path, owner, rest=False)
        boxes = [box for block in blocks for box in block.boxes]
        mark = next((box for box in boxes if box.leaf.key == "confidence"), None)
        if mark is None:
            return Block("group", part.label, part.hint, boxes=boxes)
        known = self.marks.get(path)
        return Block("group", part.label, mark.text, boxes=boxes, aside=True, mark=known)

    def variant(self, part: Variant, tree: Mapping[str, Any], path: str, owner: str) -> Block:
        """The choice and the boxes of what is chosen."""
        inner, place = tree.get(part.key) or {}, at(path, part.key)
        chosen = kind_of(part, inner)
        kinds = tuple((name, kind.label) for name, kind in part.kinds.items())
        choice = Leaf(part.choice, part.ask or part.label, "select", "x", options=lambda: kinds)
        box = self.box(choice, {part.choice: chosen}, place, owner)
        beside = part.beside if chosen or part.choice != "type" else ()
        blocks = self.blocks((*part.kinds[chosen].parts, *beside), inner, place, owner)
        return Block("variant", part.label, part.hint, place, boxes=[box], blocks=blocks)

    def rows(self, part: Rows, tree: Mapping[str, Any], path: str) -> Block:
        """A list of rows."""
        place, given = at(path, part.key), tree.get(part.key) or []
        rows = []
        for i, each in enumerate(given):
            title = title_of(each)
            owner = title or f"{part.one} {i + 1}"
            blocks = self.blocks(part.parts, each, at(place, i), owner)
            rows.append(Row(at(place, i), i + 1, title, blocks, i == 0, i == len(given) - 1))
        return Block("rows", part.label, part.hint, place, rows=rows, add=part.add, one=part.one)

    def box(
        self, leaf: Leaf, tree: Mapping[str, Any], path: str, owner: str, label: Any = ""
    ) -> Box:
        """One box."""
        name = at(path, leaf.key)
        text = tree.get(leaf.key, "")
        text = text if isinstance(text, str) else ""
        return Box(name, leaf, text, label or leaf.label, owner, tuple(self.wrongs.get(name, ())))


def title_of(row: Mapping[str, Any]) -> str:
    """What a row is called, in the reader's language."""
    label = row.get("label") or row.get("title") or {}
    named = spoken(label) if isinstance(label, Mapping) else ""
    return str(named or row.get("key") or row.get("name") or row.get("when") or "")


def _is_words(part: Group) -> bool:
    keys = [each.key for each in part.parts]
    kinds = {each.kind if isinstance(each, Leaf) else "" for each in part.parts}
    return keys == ["vi", "en"] and kinds == {"text"}


def _label(part: Group, leaf: Leaf) -> Any:
    return part.label if leaf.key == "vi" else leaf.label


def placed(
    faults: Iterable[Fault], boxes: Mapping[str, Box]
) -> tuple[dict[str, list[Wrong]], list[tuple[Fault, str]]]:
    """Each fault beside the box it names, or beside the nearest one there is.

    Gives the faults by box, and all of them in order with their box ("" for none).
    """
    there: dict[str, list[Wrong]] = {}
    listed = []
    for each in faults:
        name = _nearest(each, boxes)
        listed.append((each, name))
        if name:
            gap = not boxes[name].text.strip() and each.code in _GAPS
            there.setdefault(name, []).append(wrong_of(each, gap=gap))
    return there, listed


def wrong_of(each: Fault, *, gap: bool) -> Wrong:
    """The fault in words."""
    message, allowed = str(each.message), each.allowed
    if allowed and allowed in message:
        allowed = ""
    return Wrong(message, gap, allowed if len(allowed) <= _LONGEST_LIST else "")


def _nearest(fault: Fault, known: Mapping[str, Box]) -> str:
    name = fault.field
    while True:
        ends = ("vi", "way", "type", "key", "label.vi", "title.vi")
        for candidate in (name, *(at(name, last) for last in ends)):
            if candidate in known:
                return _inside(fault, name, known) or candidate
        if not name:
            return ""
        name = name.rpartition(".")[0]


def _inside(fault: Fault, place: str, known: Mapping[str, Box]) -> str:
    """Of a limit only the whole is named: the box in which that stands which was found wrong."""
    if not fault.found or place in known:
        return ""
    below = [box for name, box in known.items() if name.startswith(f"{place}.")]
    same = (box.name for box in below if box.text.strip() == fault.found)
    within = (box.name for box in below if fault.found in box.text)
    return next(same, "") or next(within, "")
