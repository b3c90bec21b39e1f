"""Loads every app's `tasks` module, so that task rows find their functions by name."""

from importlib import import_module
from importlib.util import find_spec

APPS = (
    "accounts",
    "instruments",
    "calibration",
    "certificates",
    "certificates.archive",
    "certificates.impact",
    "certificates.letters",
    "contracts",
    "contracts.ledger.bank",
    "planning",
    "reports",
)


def load() -> None:
    """Import `<app>.tasks` where there is one."""
    for app in APPS:
        if find_spec(f"{app}.tasks") is not None:
            import_module(f"{app}.tasks")
