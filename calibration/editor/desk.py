"""One person at one draft: the form as it stands, what it says, what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import translation

from calibration.definition import Definition, compile_definition
from calibration.editor.content import walk
from calibration.editor.kinds import SPELLED, respelled
from calibration.editor.layout import Block, Box, Drawer, placed
from calibration.editor.names import Name, Names
from calibration.editor.schema import WHOLE, Section, data_of, form_of, sections_of
from calibration.editor.specs import Tree
from calibration.editor.tree import find
from calibration.editor.trying import Tried, attempt
from calibration.models import ProcedureVersion, WorkingCopy
from calibration.procedures.formulas import formula_faults
from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput


@dataclass
class Desk:
    """The form of a draft. `revision` is 0 while nothing of it has been kept."""

    version: ProcedureVersion
    tree: Tree
    sample: Tree
    base: str
    revision: int = 0
    copy: WorkingCopy | None = None
    window: str = ""
    focus: str = ""

    @cached_property
    def said(self) -> tuple[dict[str, Any], list[Fault]]:
        """The definition that the form says, and texts that could not be read."""
        return data_of(self.tree, self.version.code)

    @cached_property
    def compiled(self) -> tuple[Definition | None, list[Fault]]:
        """The definition compiled, with every fault of it."""
        data, faults = self.said
        try:
            definition = compile_definition(data)
        except InvalidInput as error:
            seen = {each.field for each in faults}
            return None, [*faults, *(each for each in error.faults if each.field not in seen)]
        return (definition if not faults else None), faults or formula_faults(definition)

    @property
    def definition(self) -> Definition | None:
        """The definition, when nothing keeps it from being used."""
        return self.compiled[0]

    @property
    def faults(self) -> list[Fault]:
        """All that is wrong."""
        return self.compiled[1]

    @cached_property
    def unsaved(self) -> bool:
        """Whether the draft itself says something else."""
        return _plainly(self.said[0]) != _plainly(self.version.content)

    @cached_property
    def tried(self) -> Tried | None:
        """The sample, as far as the definition allows."""
        if self.definition is None:
            return None
        return attempt(self.definition, self.sample, self.version.service)

    def names(self, section: Section) -> dict[str, list[Name]]:
        """The names that formulas of one page may use."""
        return Names(self.tree, section.place).lists()

    @cached_property
    def sections(self) -> list[Section]:
        """The pages of the form."""
        return sections_of(self.tree)

    @cached_property
    def _placed(self) -> tuple[dict[str, Any], list[tuple[Fault, str]], dict[str, Box]]:
        boxes = {box.name: box for block in self._bare() for box in block.all_boxes()}
        there, listed = placed(self.faults, boxes)
        return there, listed, boxes

    def _bare(self) -> Iterator[Block]:
        for section in self.sections:
            yield from Drawer().section(section, self.tree)

    def blocks(self, section: Section) -> list[Block]:
        """One page with its faults."""
        return Drawer(self._placed[0]).section(section, self.tree)

    @cached_property
    def summary(self) -> list["Entry"]:
        """Every fault with the page and the box it belongs to."""
        _there, listed, boxes = self._placed
        return [self._entry(each, boxes.get(name)) for each, name in listed]

    def _entry(self, fault: Fault, box: Box | None) -> "Entry":
        if box is None:
            return Entry(fault, "", "", fault.field, gap=False)
        section = self.section_of(box.name)
        called = f"{box.owner}: {box.label}" if box.owner else str(box.label)
        gap = any(each.gap and each.message == str(fault.message) for each in box.wrongs) or any(
            each.gap for each in self._placed[0].get(box.name, ())
        )
        return Entry(fault, section.key if section else "", box.id, called, gap=gap)

    def section_of(self, name: str) -> Section | None:
        """The page on which a box stands."""
        for section in self.sections:
            if section.place and f"{name}.".startswith(f"{section.place}."):
                return section
        for section in self.sections:
            if section.place:
                continue
            own = {place for place, _leaf in walk(section.parts, self.tree)}
            if name in own or any(
                name.split(".", maxsplit=1)[0] == place.split(".")[0] for place in own
            ):
                return section
        return next((s for s in self.sections if _holds(s, name)), None)


@dataclass(frozen=True)
class Entry:
    """One line of the summary."""

    fault: Fault
    section: str
    box: str
    called: str
    gap: bool


def _holds(section: Section, name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in {getattr(part, "key", "") for part in section.parts}


def _plainly(data: Mapping[str, Any]) -> str:
    """A definition without parts that say nothing: an empty list is as none at all."""
    return canonical(_pruned(data))


def _pruned(value: Any) -> Any:
    if isinstance(value, Mapping):
        found = {key: _pruned(each) for key, each in value.items()}
        return {key: each for key, each in found.items() if each not in (None, [], {})}
    return [_pruned(each) for each in value] if isinstance(value, list) else value


def sit_down(version: ProcedureVersion, person: Any) -> Desk:
    """The person's own form of a draft, or that of the draft as it stands."""
    copy = version.working_copies.filter(by=person).first()
    if copy is None:
        other = version.working_copies.order_by("-at").first()
        sample = json.loads(other.sample) if other else {}
        return Desk(version, form_of(version.content), sample, version.digest)
    tree = json.loads(copy.typed)
    if copy.language != translation.get_language():
        _respell(tree, copy.language)
    return Desk(version, tree, json.loads(copy.sample), copy.base, copy.revision, copy)


def _respell(tree: Tree, before: str) -> None:
    """Numbers typed in the other language get this one's decimal sign."""
    now = translation.get_language() or "vi"
    with translation.override(before):
        for place, leaf in list(walk(WHOLE, tree)):
            above, _dot, last = place.rpartition(".")
            owner = find(tree, above)
            if leaf.kind in SPELLED and isinstance(owner, dict) and owner.get(last):
                owner[last] = respelled(leaf.kind, str(owner[last]), now)


def differs(version: ProcedureVersion, copy: WorkingCopy) -> bool:
    """Whether a working copy says something else than the draft."""
    if copy.base != version.digest:
        return True
    with translation.override(copy.language):
        data, faults = data_of(json.loads(copy.typed), version.code)
    return bool(faults) or _plainly(data) != _plainly(version.content)


def digest_of(data: Mapping[str, Any]) -> str:
    """The digest that a definition would have as a draft."""
    return sha256(canonical(data))
