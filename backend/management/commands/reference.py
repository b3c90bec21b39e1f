"""`manage.py reference`: what the law and the trade say, for all apps. Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from instruments.reference import load_reference as load_instruments

try:  # until the prices' loader has landed
    from contracts.reference import load_reference as load_contracts
except ImportError:
    load_contracts = None  # type: ignore[assignment]


class Command(BaseCommand):
    help = "Loads instrument types, cycles and VAT rates; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        load_instruments(now)
        if load_contracts is not None:
            load_contracts(now)
