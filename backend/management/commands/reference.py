"""`manage.py reference`: what the law and the trade say, for all apps. Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contracts.reference import load_reference as load_contracts
from instruments.reference import load_reference as load_instruments


class Command(BaseCommand):
    help = "Loads instrument types, cycles and VAT rates; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        load_instruments(now)
        load_contracts(now)
