"""The code on the label of what was received: short, read aloud and typed without mistakes."""

import secrets

from calibration.models import Custody

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B: none of these looks like another on a worn label.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
LENGTH = 7


def new_codes(count: int) -> list[str]:
    """So many codes that nothing in the database has."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {_drawn() for _ in range(count - len(found))}
        found |= drawn - _taken(drawn)
    return sorted(found)


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _taken(codes: set[str]) -> set[str]:
    several, known = sorted(codes), set()
    for start in range(0, len(several), 500):
        rows = Custody.objects.filter(code__in=several[start : start + 500])
        known |= set(rows.values_list("code", flat=True))
    return known


def as_written(text: str) -> str:
    """What a person typed, as codes are stored: capitals, without spaces and dashes."""
    return "".join(char for char in text.upper() if char.isalnum())[: 2 * LENGTH]
