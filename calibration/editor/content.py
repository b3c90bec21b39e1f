"""Between the form's texts and the definition's JSON, both ways."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from calibration.editor.keys import free_key
from calibration.editor.kinds import KINDS
from calibration.editor.specs import MORE, Group, Leaf, Part, Rows, Tree, Variant
from common.errors import Fault
from instruments.messages import fault
from metrology.errors import MetrologyError

Data = dict[str, Any]


class Reader:
    """Reads a form; `faults` are texts that could not be read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def object(self, parts: Sequence[Part], tree: Mapping[str, Any], path: str = "") -> Data:
        """The object that these boxes say; a blank box says nothing."""
        data: Data = {}
        for part in parts:
            self.part(part, tree, path, data)
        more = tree.get(MORE, "")
        if isinstance(more, str) and more.strip():
            data |= self.rest(more, at(path, MORE))
        return data

    def rest(self, text: str, path: str) -> Data:
        """The parts that have no box."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.faults.append(Fault(path, _("Cần một đối tượng JSON."), code="not_an_object"))
            return {}
        return found

    def part(self, part: Part, tree: Mapping[str, Any], path: str, data: Data) -> None:
        """Put one part into the object."""
        match part:
            case Leaf():
                self.leaf(part, tree, path, data)
            case Group(key=""):
                for each in part.parts:
                    self.part(each, tree, path, data)
            case Group():
                found = self.object(part.parts, _tree(tree.get(part.key)), at(path, part.key))
                if found or part.must:
                    data[part.key] = found
            case Rows():
                self.rows(part, tree, path, data)
            case Variant():
                self.variant(part, _tree(tree.get(part.key)), at(path, part.key), data)

    def leaf(self, leaf: Leaf, tree: Mapping[str, Any], path: str, data: Data) -> None:
        """Read one box; a blank one may be made from its neighbour."""
        text = str(tree.get(leaf.key, ""))
        if not text.strip() and leaf.fallback:
            text = _made(leaf, tree)
        if not text.strip():
            if leaf.null:
                data[leaf.key] = None
            return
        try:
            data[leaf.key] = KINDS[leaf.kind].read(text)
        except MetrologyError as error:
            data[leaf.key] = "0"
            self.faults.append(fault(at(path, leaf.key), error))
        except (ValueError, RecursionError):
            self.faults.append(Fault(at(path, leaf.key), _("Không đọc được."), found=text[:80]))

    def rows(self, part: Rows, tree: Mapping[str, Any], path: str, data: Data) -> None:
        """Read rows; blank ones too, so that places stay what they are."""
        place, given = at(path, part.key), _list(tree.get(part.key))
        found = [self.object(part.parts, row, at(place, i)) for i, row in enumerate(given)]
        _name(part, found)
        if not found and not part.must:
            return
        if not part.by:
            data[part.key] = found
            return
        inner = next(each.key for each in part.parts if isinstance(each, Rows))
        data[part.key] = {str(row.get(part.by, "")): row.get(inner, []) for row in found}

    def variant(self, part: Variant, tree: Tree, path: str, data: Data) -> None:
        """Read the kind that was chosen; what other kinds had stays in the form only."""
        chosen = kind_of(part, tree)
        found = self.object((*part.kinds[chosen].parts, *part.beside), tree, path)
        if part.tells:
            if not chosen:
                return
            found = {part.tells: chosen, **found}
        data[part.key] = found


def at(path: str, key: object) -> str:
    """The place of a part in its object."""
    return f"{path}.{key}" if path else str(key)


def kind_of(part: Variant, tree: Mapping[str, Any]) -> str:
    """Which kind is chosen; the first unless told."""
    chosen = tree.get(part.choice, "")
    return chosen if chosen in part.kinds else next(iter(part.kinds))


def read(parts: Sequence[Part], tree: Mapping[str, Any]) -> tuple[Data, list[Fault]]:
    """The JSON of a form, and the texts that could not be read."""
    reader = Reader()
    return reader.object(parts, tree), reader.faults


def fill(parts: Sequence[Part], data: Mapping[str, Any]) -> Tree:
    """The form that says an object. What no box can hold goes into the box of JSON."""
    tree: Tree = {}
    rest = dict(data)
    for part in parts:
        tree |= _filled(part, rest)
    rest = {key: each for key, each in rest.items() if key not in tree or each is not None}
    if rest:
        tree[MORE] = json.dumps(rest, ensure_ascii=False, indent=1)
    return tree


def _filled(part: Part, rest: Data) -> Tree:
    """The texts of one part, which is taken out of `rest` as far as it can be said."""
    match part:
        case Leaf():
            return _filled_leaf(part, rest)
        case Group(key=""):
            found: Tree = {}
            for each in part.parts:
                found |= _filled(each, rest)
            return found
        case Group():
            return _filled_group(part, rest)
        case Rows():
            return _filled_rows(part, rest)
        case Variant():
            return _filled_variant(part, rest)


def _filled_leaf(leaf: Leaf, rest: Data) -> Tree:
    if leaf.key not in rest:
        return {}
    if rest[leaf.key] is None:
        del rest[leaf.key]
        return {leaf.key: ""}
    text = KINDS[leaf.kind].write(rest[leaf.key])
    if text is None:
        return {}
    del rest[leaf.key]
    return {leaf.key: text}


def _filled_group(part: Group, rest: Data) -> Tree:
    if not isinstance(rest.get(part.key), Mapping):
        return {part.key: {}}
    return {part.key: fill(part.parts, rest.pop(part.key))}


def _filled_rows(part: Rows, rest: Data) -> Tree:
    given = rest.get(part.key, [])
    if part.by and isinstance(given, Mapping):
        inner = next(each.key for each in part.parts if isinstance(each, Rows))
        given = [{part.by: key, inner: each} for key, each in given.items()]
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        return {part.key: []}
    rest.pop(part.key, None)
    return {part.key: [fill(part.parts, each) for each in given]}


def _filled_variant(part: Variant, rest: Data) -> Tree:
    given = rest.get(part.key)
    if given is None:
        rest.pop(part.key, None)
        return {part.key: {part.choice: next(iter(part.kinds))}}
    if not isinstance(given, Mapping):
        return {part.key: {}}
    chosen = str(given.get(part.tells)) if part.tells else _way(part, given)
    if chosen not in part.kinds:
        return {part.key: {}}
    del rest[part.key]
    own = {key: each for key, each in given.items() if key != part.tells}
    return {part.key: {part.choice: chosen} | fill((*part.kinds[chosen].parts, *part.beside), own)}


def _way(part: Variant, given: Mapping[str, Any]) -> str:
    """The kind whose own box is there; the first for an object that is empty."""
    for name in part.kinds:
        if given.get(name) is not None:
            return name
    return next(iter(part.kinds)) if not given else ""


def _tree(found: object) -> Tree:
    return found if isinstance(found, dict) else {}


def _list(found: object) -> list[Tree]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _made(leaf: Leaf, tree: Mapping[str, Any]) -> str:
    """What a blank box is made from: the Vietnamese text. Keys are named row by row."""
    found = tree.get(leaf.fallback)
    return found if isinstance(found, str) and leaf.kind != "key" else ""


def _name(part: Rows, found: Sequence[Data]) -> None:
    """Name rows that have a label and no key: the label without marks, each name once."""
    if not any(isinstance(each, Leaf) and each.key == "key" for each in part.parts):
        return
    taken = {str(row["key"]) for row in found if row.get("key")}
    for row in found:
        label = row.get("label") or row.get("title")
        if not row.get("key") and isinstance(label, Mapping) and label.get("vi"):
            row["key"] = free_key(str(label["vi"]), taken)
            taken.add(row["key"])


def walk(
    parts: Sequence[Part], tree: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Leaf]]:
    """Every box of a form with its place."""
    for part in parts:
        match part:
            case Leaf():
                yield at(path, part.key), part
            case Group(key=""):
                yield from walk(part.parts, tree, path)
            case Group():
                yield from walk(part.parts, _tree(tree.get(part.key)), at(path, part.key))
            case Rows():
                for i, row in enumerate(_list(tree.get(part.key))):
                    yield from walk(part.parts, row, at(at(path, part.key), i))
            case Variant():
                own = _tree(tree.get(part.key))
                inner = (*part.kinds[kind_of(part, own)].parts, *part.beside)
                yield from walk(inner, own, at(path, part.key))
