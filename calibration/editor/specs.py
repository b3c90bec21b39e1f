"""What a form is made of: boxes, rows, groups, and groups of which one kind is chosen.

The places of the form are those of the definition's JSON (`tables.0.columns.4.expr`), so that what
is wrong there is wrong here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MORE = "more"  # parts of an object that the form has no box for, as JSON
Tree = dict[str, Any]  # texts, lists of trees, trees


@dataclass(frozen=True)
class Leaf:
    """One box. `kind` says how its text is read; see `kinds`."""

    key: str
    label: Any
    kind: str = "text"
    size: str = "m"
    hint: Any = ""
    example: Any = ""
    options: Callable[[], tuple[tuple[str, Any], ...]] | None = None
    default: str = ""  # what a blank counts as: "1" for a tick that is on
    names: str = ""  # the list of names that are offered
    fallback: str = ""  # the box beside it that a blank one is made from
    null: bool = False  # a blank is written as null, not left out


@dataclass(frozen=True)
class Group:
    """Boxes under one key; without a key they belong to the object around them."""

    key: str
    label: Any
    parts: "tuple[Part, ...]"
    hint: Any = ""
    must: bool = False  # an empty one is written as an empty object


@dataclass(frozen=True)
class Rows:
    """A list of groups. With `by` it is an object in the JSON, keyed by that box."""

    key: str
    label: Any
    parts: "tuple[Part, ...]"
    add: Any
    one: Any = ""  # what one row is called
    hint: Any = ""
    by: str = ""
    must: bool = False


@dataclass(frozen=True)
class Kind:
    """One of the kinds of a variant: its word and the boxes it has."""

    label: Any
    parts: "tuple[Part, ...]" = ()
    hint: Any = ""


@dataclass(frozen=True)
class Variant:
    """A group whose boxes depend on what is chosen in its first one.

    With `tells` that choice is written into the JSON under this key; without, the kind is the one
    whose first box is there.
    """

    key: str
    label: Any
    kinds: Mapping[str, Kind]
    tells: str = ""
    ask: Any = ""  # what stands above the choice
    hint: Any = ""
    beside: "tuple[Part, ...]" = ()  # boxes that every kind has

    @property
    def choice(self) -> str:
        """The name of the box that chooses."""
        return self.tells or "way"


Part = Leaf | Group | Rows | Variant
