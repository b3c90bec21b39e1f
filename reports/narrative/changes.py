"""What a proposal says now that it did not say when somebody began to write from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """Paragraphs of the old proposal that became others. `at` is where, in the old one."""

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: its lines that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def changes(base: str, proposal: str) -> list[Change]:
    """What differs between the proposal that somebody began from and the present one."""
    old, new = paragraphs(base), paragraphs(proposal)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:  # line by line: each is taken alone
            found += [Change(i1 + n, (old[i1 + n],), (new[j1 + n],)) for n in range(i2 - i1)]
        elif tag != "equal":
            found.append(Change(i1, tuple(old[i1:i2]), tuple(new[j1:j2])))
    return found


def taken(text: str, base: str, change: Change) -> str:
    """A person's text with one change taken over; everything else they wrote stays."""
    mine = paragraphs(text)
    places = [mine.index(line) for line in change.old if line in mine]
    at = places[0] if places else _after(mine, paragraphs(base)[: change.at])
    kept = [line for n, line in enumerate(mine) if n not in set(places)]
    before = at - sum(place < at for place in places)
    return "\n".join([*kept[:before], *change.new, *kept[before:]])


def settled(base: str, change: Change) -> str:
    """The proposal that the text now begins from: the change is no longer one."""
    lines = paragraphs(base)
    lines[change.at : change.at + len(change.old)] = change.new
    return "\n".join(lines)


def _after(mine: Sequence[str], before: Sequence[str]) -> int:
    """Below the nearest paragraph that stood before it and still stands; else at the end."""
    for line in reversed(before):
        if line in mine:
            return mine.index(line) + 1
    return 0 if not before else len(mine)
