"""What was posted, put into the form as it stood; rows added, removed, moved, brought back."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.http import QueryDict

from calibration.editor.specs import Tree

MOST_ROWS = 200
MOST_FIELDS = 990  # of one posted page; Django's own bound is a thousand
_SET = ":set"  # a box in which several may be ticked


def posted_tree(posted: QueryDict) -> Tree:
    """The posted fields by place: rows are objects with their numbers as names."""
    tree: Tree = {}
    for name in list(posted)[:MOST_FIELDS]:
        values = [str(each).replace("\0", "") for each in posted.getlist(name)]
        several = name.endswith(_SET)
        text = ", ".join(each for each in values if each) if several else values[-1]
        _put(tree, name.removesuffix(_SET).split("."), text)
    return tree


def _put(tree: Tree, path: list[str], text: str) -> None:
    for key in path[:-1]:
        found = tree.setdefault(key, {})
        if not isinstance(found, dict):
            return
        tree = found
    tree[path[-1]] = text


def merged(old: Any, posted: Any) -> Any:
    """The form with what was posted of it; what was not posted stays.

    Texts of a kind that is not chosen now are kept, should it be chosen again.
    """
    if isinstance(old, list):
        rows = [deepcopy(each) for each in old]
        for number, each in _numbered(posted):
            if number < len(rows):
                rows[number] = merged(rows[number], each)
        return rows
    if not isinstance(posted, Mapping):
        return posted
    whole: Tree = dict(old) if isinstance(old, Mapping) else {}
    for key, each in posted.items():
        whole[key] = merged(whole.get(key), each)
    return whole


def _numbered(posted: Any) -> list[tuple[int, Any]]:
    if not isinstance(posted, Mapping):
        return []
    return [(int(key), each) for key, each in posted.items() if _is_index(key)]


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ROWS))


def find(tree: Mapping[str, Any], path: str) -> Any:
    """What stands at a place; None where nothing does."""
    found: Any = tree
    for key in path.split(".") if path else []:
        if isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, list) and _is_index(key) and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found


def act(tree: Tree, action: str) -> str:
    """Do `add:tables.0.columns`, `remove:….2`, `up:`, `down:`, `double:` or `restore`.

    Gives the place to go on with; an action that names nothing changes nothing.
    """
    verb, _colon, place = action.partition(":")
    if verb == "add":
        return _add(tree, place)
    if verb == "restore":
        return _restore(tree)
    above, _dot, last = place.rpartition(".")
    rows = find(tree, above)
    if not isinstance(rows, list) or not _is_index(last) or int(last) >= len(rows):
        return ""
    return _in_rows(tree, verb, above, rows, int(last))


def _add(tree: Tree, place: str) -> str:
    above, _dot, last = place.rpartition(".")
    owner = find(tree, above)
    if not isinstance(owner, dict) or not last:
        return ""
    rows = owner.setdefault(last, [])
    if not isinstance(rows, list) or len(rows) >= MOST_ROWS:
        return ""
    rows.append({})
    return f"{place}.{len(rows) - 1}"


def _in_rows(tree: Tree, verb: str, above: str, rows: list[Any], index: int) -> str:
    if verb == "remove":
        tree["removed"] = json.dumps({"place": above, "index": index, "row": rows.pop(index)})
        return "restore"
    if verb == "double" and len(rows) < MOST_ROWS:
        rows.insert(index + 1, _another(rows[index]))
        return f"{above}.{index + 1}"
    target = {"up": index - 1, "down": index + 1}.get(verb, -1)
    if not 0 <= target < len(rows):
        return f"{above}.{index}" if verb in ("up", "down") else ""
    rows[index], rows[target] = rows[target], rows[index]
    return f"{above}.{target}"


def _another(row: Any) -> Any:
    """The same row again; its name in formulas is its own."""
    found = deepcopy(row)
    if isinstance(found, dict):
        found.pop("key", None)
    return found


def _restore(tree: Tree) -> str:
    """Put the removed row back where it stood."""
    try:
        kept = json.loads(tree.pop("removed", ""))
        place, index, row = str(kept["place"]), int(kept["index"]), kept["row"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    rows = find(tree, place)
    if not isinstance(rows, list) or not isinstance(row, dict) or len(rows) >= MOST_ROWS:
        return ""
    index = max(0, min(index, len(rows)))
    rows.insert(index, row)
    return f"{place}.{index}"
