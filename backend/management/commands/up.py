"""`manage.py up`: what `make run` calls. Migrates, loads reference and demo data, serves."""

import time
from typing import Any

import environ
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from certificates.signing.services import ensure_development
from reports.demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Sets up the embedded default with demo data and serves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="reference data only")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        env = environ.Env()
        host, port = env.str("HOST", default="127.0.0.1"), env.int("PORT", default=8000)
        self.say("Migrating the database …")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("Loading reference data …")
        call_command("reference")
        if not options["no_demo"]:
            self.say("Loading demo data (made once) …")
            call_command("demo")
        self._ensure_key()
        self.say(f"Ready after {time.monotonic() - started:.1f} s.")
        self.say(f"\n  Chuẩn: http://{host}:{port}/\n")
        if not options["no_demo"]:
            self.say(f"  Demo accounts (password for all: {PASSWORD}):")
            for account in ACCOUNTS:
                self.say(f"    {account.email:34} {account.role_vi} / {account.role_en}")
        self.say("\nStop with Ctrl-C; data stay in DATA_DIR. `make clean` resets.")
        call_command("serve", host=host, port=port)

    def _ensure_key(self) -> None:
        """The embedded default signs from the first day, and says with what."""
        now = timezone.now()
        key = ensure_development(active_from=now, at=now)
        if key is not None:
            self.say(f"Made a DEVELOPMENT signing key, of no legal value: {key.subject}")

    def say(self, line: str) -> None:
        """Print at once: the reader watches."""
        self.stdout.write(line)
        self.stdout.flush()
