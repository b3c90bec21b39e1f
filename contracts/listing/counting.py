"""How the rows of a list came out."""

from django.db.models import Count

from contracts.models import ListImport
from contracts.states import Fate


def fate_counts(source: ListImport) -> dict[str, int]:
    """How many rows of a list have each fate; only fates that occur, in their order."""
    rows = dict(source.rows.order_by().values_list("fate").annotate(n=Count("pk")))
    return {fate.value: rows[fate.value] for fate in Fate if fate.value in rows}
