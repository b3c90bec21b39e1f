"""What changed between two definitions, part by part, in the words of the form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from calibration.editor.content import kind_of
from calibration.editor.kinds import KINDS
from calibration.editor.layout import title_of
from calibration.editor.schema import RESERVED, SECTIONS, TABLES
from calibration.editor.specs import Group, Leaf, Part, Rows, Variant
from common.canonical import canonical

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that changed: where, and from what to what ("" for nothing)."""

    kind: str
    where: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Changed:
    """The changes of one part of the definition."""

    label: Any
    changes: tuple[Change, ...]


def compare(before: Data, after: Data) -> list[Changed]:
    """Every change, grouped as the editor's pages are; parts that are alike are left out."""
    pages: list[tuple[Any, tuple[Part, ...]]] = [(s.label, s.parts) for s in SECTIONS]
    pages.insert(-1, (TABLES.label, (TABLES,)))
    found = [Changed(label, tuple(_of(parts, before, after, ""))) for label, parts in pages]
    known = {key for _label, parts in pages for key in _keys(parts)} | set(RESERVED)
    rest = Changed(_("Phần khác"), tuple(_others(before, after, known, "")))
    return [each for each in (*found, rest) if each.changes]


def _of(parts: Sequence[Part], before: Data, after: Data, where: str) -> Iterator[Change]:
    for part in parts:
        match part:
            case Leaf():
                yield from _leaf(part, before, after, where)
            case Group():
                yield from _group(part, before, after, where)
            case Rows():
                yield from _rows(part, before, after, where)
            case Variant():
                yield from _variant(part, before, after, where)


def _leaf(leaf: Leaf, before: Data, after: Data, where: str, label: str = "") -> Iterator[Change]:
    old, new = before.get(leaf.key), after.get(leaf.key)
    if old == new or {_text(leaf, old), _text(leaf, new)} == {""}:
        return
    told = _text(leaf, old), _text(leaf, new)
    if told[0] != told[1]:
        kind = ADDED if not told[0] else REMOVED if not told[1] else CHANGED
        yield Change(kind, _join(where, label or str(leaf.label)), *told)


def _text(leaf: Leaf, value: Any) -> str:
    """A value as its box would show it."""
    if value is None or value == []:
        return ""
    if leaf.kind == "tick":
        return _("có") if value else _("không")
    text = KINDS[leaf.kind].write(value)
    if text is None:
        return canonical(value)
    options = dict(leaf.options()) if leaf.options else {}
    if leaf.kind == "ticks":
        return "; ".join(str(options.get(each.strip(), each.strip())) for each in text.split(","))
    return str(options.get(text, text))


def _group(part: Group, before: Data, after: Data, where: str) -> Iterator[Change]:
    if not part.key:
        yield from _of(part.parts, before, after, where)
        return
    old, new = _object(before.get(part.key)), _object(after.get(part.key))
    words = [each.key for each in part.parts] == ["vi", "en"]
    for each in part.parts:
        if words and isinstance(each, Leaf):
            label = str(part.label) if each.key == "vi" else f"{part.label} ({each.label})"
            yield from _leaf(each, old, new, where, label)
        else:
            yield from _of((each,), old, new, _join(where, str(part.label)))
    yield from _others(old, new, _keys(part.parts), _join(where, str(part.label)))


def _rows(part: Rows, before: Data, after: Data, where: str) -> Iterator[Change]:
    old, new = _keyed(part, before.get(part.key)), _keyed(part, after.get(part.key))
    for key, row in old.items():
        if key not in new:
            yield Change(REMOVED, _join(where, _called(part, row, key)), said(part.parts, row))
    for key, row in new.items():
        called = _join(where, _called(part, row, key))
        if key not in old:
            yield Change(ADDED, called, "", said(part.parts, row))
            continue
        yield from _of(part.parts, old[key], row, called)
        yield from _others(old[key], row, _keys(part.parts), called)
    both = [key for key in old if key in new], [key for key in new if key in old]
    if both[0] != both[1]:
        named = (", ".join(keys) for keys in both)
        yield Change(CHANGED, _join(where, _("%(list)s: thứ tự") % {"list": part.label}), *named)


def _keyed(part: Rows, rows: Any) -> dict[str, Data]:
    """Rows by their name; by their number where they have none."""
    if part.by and isinstance(rows, Mapping):
        inner = next(each.key for each in part.parts if isinstance(each, Rows))
        return {str(key): {part.by: key, inner: each} for key, each in rows.items()}
    found: dict[str, Data] = {}
    for i, row in enumerate(rows if isinstance(rows, list) else []):
        own = _object(row)
        key = str(own.get("key") or i + 1)
        found[key if key not in found else f"{key} {i + 1}"] = own
    return found


def _called(part: Rows, row: Data, key: str) -> str:
    return f"{part.one} “{title_of(row) or key}”"


_MOST_SAID = 10
_FOR_PEOPLE = ("confidence", "source", "note", "key", "vi", "en")


def said(parts: Sequence[Part], row: Data) -> str:
    """What an object says, in one line: its boxes in order, those for people left out."""
    shown = [each for each in _of(tuple(_bare(parts)), {}, row, "") if each.new]
    return "; ".join(f"{each.where}: {each.new}" for each in shown[:_MOST_SAID])


def _bare(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Group) and not part.key:
            yield from _bare(part.parts)
        elif part.key not in _FOR_PEOPLE and not _is_name(part):
            yield part


def _is_name(part: Part) -> bool:
    return isinstance(part, Group) and part.key in ("label", "title")


def _variant(part: Variant, before: Data, after: Data, where: str) -> Iterator[Change]:
    old, new = before.get(part.key), after.get(part.key)
    here = _join(where, str(part.label))
    kinds = [_chosen(part, each) for each in (old, new)]
    if kinds[0] != kinds[1]:
        words = [str(part.kinds[kind].label) if kind in part.kinds else "" for kind in kinds]
        yield Change(CHANGED, here, *words)
    parts = [part.kinds[kind].parts for kind in dict.fromkeys(kinds) if kind in part.kinds]
    seen: dict[str, Part] = {}
    for each in [*(one for own in parts for one in own), *part.beside]:
        seen.setdefault(f"{each.key} {type(each).__name__} {each.label}", each)
    yield from _of(tuple(seen.values()), _object(old), _object(new), here)


def _chosen(part: Variant, value: Any) -> str:
    if not isinstance(value, Mapping):
        return next(iter(part.kinds)) if part.tells else ""
    if part.tells:
        return kind_of(part, value)
    return next((name for name in part.kinds if value.get(name) is not None), "")


def _others(before: Data, after: Data, known: set[str], where: str) -> Iterator[Change]:
    """Parts that have no box."""
    for key in sorted({*before, *after} - known):
        old, new = before.get(key), after.get(key)
        if old != new:
            texts = ("" if each is None else canonical(each) for each in (old, new))
            yield Change(CHANGED, _join(where, key), *texts)


def _keys(parts: Sequence[Part]) -> set[str]:
    found = set()
    for part in parts:
        if isinstance(part, Group) and not part.key:
            found |= _keys(part.parts)
        else:
            found.add(part.key)
    return found


def _object(value: Any) -> Data:
    return value if isinstance(value, Mapping) else {}


def _join(where: str, label: str) -> str:
    return f"{where}, {label}" if where else label
