"""Short names for formulas, made from labels."""

import re
from collections.abc import Collection

from common.text import fold

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 36


def free_key(label: str, taken: Collection[str]) -> str:
    """A name that formulas can use and that is not taken: “Độ phân giải” → do_phan_giai."""
    plain = _OTHER.sub("_", fold(label)).strip("_")[:_LONGEST].strip("_")
    name = plain if plain[:1].isalpha() else f"x_{plain}".rstrip("_")
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found
