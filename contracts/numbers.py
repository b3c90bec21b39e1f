"""Numbers of contracts: typed, or the next one after the greatest of the centre's year."""

import re
from typing import Any

from accounts.models import Centre
from contracts.models import Contract


def propose_number(centre: Centre, year: int) -> str:
    """`45/2026/HĐDV-HUE`: one past the greatest number of that form. Not a gapless law."""
    tail = f"/{year}/HĐDV-{centre.code}"
    return next_number(Contract.objects.filter(centre=centre), tail)


def next_number(rows: Any, tail: str) -> str:
    """One past the greatest `number` of rows (a queryset) that ends with `tail`."""
    last = 0
    for number in rows.filter(number__endswith=tail).values_list("number", flat=True):
        head = re.fullmatch(r"([0-9]{1,9})" + re.escape(tail), number)
        if head is not None:
            last = max(last, int(head[1]))
    return f"{last + 1}{tail}"
