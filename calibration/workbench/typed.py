"""What stands in the workbench's form, as text, whatever it is worth: nothing typed is lost.

Fields are named as their place in the measurement: `inputs.0.components.1.U`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MOST_FIELDS = 900  # of one posted form (Django's own bound is a thousand)
MOST_ROWS = 200
_ROW = 10  # fields of the largest row

# A component's distribution with the parameters its source gives, the common ones first.
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "normal:U+k": ("normal", ("U", "k")),
    "normal:U+p": ("normal", ("U", "p")),
    "normal:std": ("normal", ("std",)),
    "type_a:observations": ("type_a", ("observations",)),
    "pooled:s+n": ("pooled", ("s", "n")),
    "rectangular:half_width": ("rectangular", ("half_width",)),
    "rectangular:lower+upper": ("rectangular", ("lower", "upper")),
    "rectangular:specification": ("rectangular", ("sheet", "range", "span", "step")),
    "resolution:resolution": ("resolution", ("resolution",)),
    "triangular:half_width": ("triangular", ("half_width",)),
    "trapezoidal:half_width+top": ("trapezoidal", ("half_width", "top")),
    "arcsine:half_width": ("arcsine", ("half_width",)),
    "arcsine:std": ("arcsine", ("std",)),
    "ctrap:half_width+d": ("ctrap", ("half_width", "d")),
    "t:U+p+nu": ("t", ("U", "p", "nu")),
    "t:scale+nu": ("t", ("scale", "nu")),
    "t:std+nu": ("t", ("std", "nu")),
}
OPTIONAL = frozenset({"range", "span", "step"})
OWN_DOF = frozenset({"t", "type_a"})
FIRST_KIND = "normal:U+k"
PARAMETERS = tuple(dict.fromkeys(name for _, names in KINDS.values() for name in names))


@dataclass
class ComponentRow:
    """One component; `given` keeps parameters of other kinds too, should the kind come back."""

    kind: str = FIRST_KIND
    given: dict[str, str] = field(default_factory=dict)
    dof: str = ""
    source: str = ""

    @property
    def distribution(self) -> str:
        """The distribution's name in the measurement."""
        return KINDS[self.kind][0]

    @property
    def shown(self) -> tuple[str, ...]:
        """The parameters that its kind has."""
        return KINDS[self.kind][1]


@dataclass
class InputRow:
    """One input quantity."""

    name: str = ""
    value: str = ""
    unit: str = ""
    description: str = ""
    components: list[ComponentRow] = field(default_factory=list)


@dataclass
class OutputRow:
    """One output quantity."""

    name: str = ""
    unit: str = ""
    model: str = ""


@dataclass
class CorrelationRow:
    """A coefficient between two inputs, or "take it from their observations"."""

    a: str = ""
    b: str = ""
    r: str = ""
    observed: str = ""


@dataclass
class Typed:
    """The whole form."""

    inputs: list[InputRow] = field(default_factory=list)
    outputs: list[OutputRow] = field(default_factory=list)
    correlations: list[CorrelationRow] = field(default_factory=list)
    rule: str = "automatic"
    p: str = ""
    draws: str = "200000"
    seed: str = "1"
    simulated_p: str = ""
    procedure: str = ""
    title: str = ""
    monte_carlo: str = ""  # "1": its result is on the page
    opened: str = ""  # the kept budget that was opened
    removed: str = ""  # the row that was removed last, for who wants it back
    stale: bool = False  # a kind was changed: the fields it needs are not on the page yet

    @classmethod
    def blank(cls) -> "Typed":
        """A form to begin with."""
        return cls([InputRow(components=[ComponentRow()])], [OutputRow()])

    @property
    def is_blank(self) -> bool:
        """Nothing has been typed."""
        inputs = (text for each in self.inputs for text in (each.name, each.value))
        return not any([*inputs, *(each.model for each in self.outputs)])

    @property
    def removed_name(self) -> str:
        """What the removed row was called, "" where it had no name or there is none."""
        try:
            found = json.loads(self.removed)["row"]["name"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
        return found if isinstance(found, str) else ""

    @property
    def size(self) -> int:
        """How many fields the form has."""
        rows = sum(4 + sum(4 + len(c.given) for c in each.components) for each in self.inputs)
        return rows + 3 * len(self.outputs) + 4 * len(self.correlations) + 10


def read_form(posted: Mapping[str, str]) -> Typed:
    """Read the fields of a posted form; names that are no field of it are left aside."""
    tree = _tree(posted)
    single: dict[str, Any] = {
        name: tree[name] for name in _SINGLE if isinstance(tree.get(name), str)
    }
    typed = Typed(
        [_input(rows) for rows in _rows(tree.get("inputs"))],
        [_plain(OutputRow, rows) for rows in _rows(tree.get("outputs"))],
        [_plain(CorrelationRow, rows) for rows in _rows(tree.get("correlations"))],
        **single,
    )
    typed.stale = any(
        name not in component.given
        for each in typed.inputs
        for component in each.components
        for name in component.shown
    )
    return typed


_SINGLE = (
    "rule", "p", "draws", "seed", "simulated_p", "procedure", "title", "monte_carlo", "opened",
    "removed",
)  # fmt: skip


def _tree(posted: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name in list(posted)[:MOST_FIELDS]:
        inner = tree
        *above, last = name.split(".")
        for key in above:
            found = inner.setdefault(key, {})
            inner = found if isinstance(found, dict) else {}
        inner[last] = posted[name].replace("\0", "")
    return tree


def _rows(found: object) -> Iterable[dict[str, Any]]:
    """Give the rows in the order of their numbers."""
    if not isinstance(found, dict):
        return []
    keyed = [(int(key), row) for key, row in found.items() if _is_index(key)]
    return [row for _, row in sorted(keyed, key=lambda pair: pair[0]) if isinstance(row, dict)]


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < len(str(MOST_ROWS)) + 1


def _plain(kind: type[Any], row: Mapping[str, Any]) -> Any:
    names = [each.name for each in fields(kind)]
    return kind(**{name: row[name] for name in names if isinstance(row.get(name), str)})


def _input(row: Mapping[str, Any]) -> InputRow:
    made: InputRow = _plain(InputRow, {k: v for k, v in row.items() if k != "components"})
    made.components = [_component(each) for each in _rows(row.get("components"))]
    return made


def _component(row: Mapping[str, Any]) -> ComponentRow:
    texts = {name: text for name, text in row.items() if isinstance(text, str)}
    kind = texts.get("kind", "")
    return ComponentRow(
        kind=kind if kind in KINDS else FIRST_KIND,
        given={name: texts[name] for name in PARAMETERS if name in texts},
        dof=texts.get("dof", ""),
        source=texts.get("source", ""),
    )


def act(typed: Typed, action: str) -> str:
    """Add or remove a row: "add:inputs", "remove:inputs.2.components.0", and "restore" the last.

    Gives where to go on.

    An action that names nothing changes nothing; the answer is the field to put the cursor in.
    """
    verb, _, place = action.partition(":")
    if verb == "restore":
        return _restore(typed)
    rows, index, path = _find(typed, place)
    if rows is None:
        return ""
    if verb == "add" and len(rows) < MOST_ROWS and typed.size < MOST_FIELDS - _ROW:
        rows.append(_NEW[path.rpartition(".")[2]]())
        last = "kind" if path.endswith("components") else _FIRST[path]
        return f"{path}.{len(rows) - 1}.{last}"
    if verb == "remove" and index is not None and index < len(rows):
        fields = _fields(rows.pop(index))
        typed.removed = json.dumps({"place": path, "index": index, "row": fields})
        return "restore"
    return ""


def _fields(row: Any) -> dict[str, Any]:
    """A row as the fields of a form."""
    if isinstance(row, ComponentRow):
        return {"kind": row.kind, "dof": row.dof, "source": row.source} | row.given
    found = {each.name: getattr(row, each.name) for each in fields(row)}
    if isinstance(row, InputRow):
        found["components"] = {str(i): _fields(each) for i, each in enumerate(row.components)}
    return found


def _restore(typed: Typed) -> str:
    """Put the removed row back where it stood; anything but such a row changes nothing."""
    try:
        given = json.loads(typed.removed)
        place, index, row = given["place"], given["index"], given["row"]
        rows, _index, path = _find(typed, place)
        last = path.rpartition(".")[2]
        made = _READ[last](row)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    if rows is None or not isinstance(index, int) or len(rows) >= MOST_ROWS:
        return ""
    index = max(0, min(index, len(rows)))
    rows.insert(index, made)
    typed.removed = ""
    return f"{path}.{index}.{'kind' if last == 'components' else _FIRST[last]}"


_READ: Mapping[str, Any] = {
    "inputs": _input,
    "outputs": lambda row: _plain(OutputRow, row),
    "correlations": lambda row: _plain(CorrelationRow, row),
    "components": _component,
}


_NEW: Mapping[str, Any] = {
    "inputs": lambda: InputRow(components=[ComponentRow()]),
    "outputs": OutputRow,
    "correlations": CorrelationRow,
    "components": ComponentRow,
}
_FIRST = {"inputs": "name", "outputs": "name", "correlations": "a"}


def _find(typed: Typed, place: str) -> tuple[list[Any] | None, int | None, str]:
    """The rows that a place names, the number in them, and the rows' own place."""
    parts = place.split(".")
    numbers = [int(part) for part in parts if _is_index(part)]
    shape = [part for part in parts if not _is_index(part)]
    if shape in (["inputs"], ["outputs"], ["correlations"]):
        return getattr(typed, shape[0]), numbers[0] if numbers else None, shape[0]
    if shape == ["inputs", "components"] and numbers and numbers[0] < len(typed.inputs):
        own = numbers[1] if len(numbers) > 1 else None
        path = f"inputs.{numbers[0]}.components"
        return typed.inputs[numbers[0]].components, own, path
    return None, None, ""
