"""One table of allowed moves for each thing that has a life."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Refused


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


def move(*sources: str, to: str) -> Move:
    """Shorthand for a row of a table of moves."""
    return Move(frozenset(sources), to)


def advance(thing: Any, verb: str, moves: Mapping[str, Move]) -> tuple[str, str]:
    """Set `thing.state` by the move `verb` (the caller saves); returns (from, to).

    Raises Refused, in the reader's language, when the present state does not allow it.
    """
    step = moves[verb]
    before = str(thing.state)
    if before not in step.sources:
        shown = thing.get_state_display() if hasattr(thing, "get_state_display") else before
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.") % {"state": shown},
            code="wrong_state",
        )
    thing.state = step.target
    return before, step.target


def allowed_moves(state: str, moves: Mapping[str, Move]) -> tuple[str, ...]:
    """The verbs that `state` allows, in the order of the table."""
    return tuple(verb for verb, step in moves.items() if state in step.sources)
