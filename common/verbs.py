"""The words for the verbs of events. Each app adds its own beside its services."""

from collections.abc import Mapping
from typing import Any

VERBS: dict[str, Any] = {}


def name_verbs(words: Mapping[str, Any]) -> None:
    """Register the (lazily translated) words of an app's verbs."""
    VERBS.update(words)
