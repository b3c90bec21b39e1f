"""`manage.py serve`: the embedded server. One process: pages, API, and the thread for task rows."""

import logging
import math
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from backend.schedule import plan_today
from common import queue

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
PLAN_SECONDS = 600
LARGEST_BODY = 25 * 2**20  # as in deploy/Caddyfile: refused by its length, before it is read
SERVER: dict[str, Any] = {
    "threads": 8,
    "ident": None,
    "max_request_body_size": LARGEST_BODY,
    "clear_untrusted_proxy_headers": True,
    # Slow or idle ones cost little; with waitress's own hundred anyone could shut others out.
    "connection_limit": 1000,
    "asyncore_use_poll": True,  # select() ends at the file with number 1024
}


def drain_forever(stop: threading.Event) -> None:
    """Run task rows as they come; woken by the hint, looking by itself twice a second."""
    planned = -math.inf
    while not stop.is_set():
        try:
            if time.monotonic() - planned > PLAN_SECONDS:
                plan_today()
                planned = time.monotonic()
            queue.drain()
        except Exception:  # the thread must outlive a locked database or a full disk
            log.exception("the task thread stumbled and goes on")
        close_old_connections()
        queue.woken.wait(POLL_SECONDS)
        queue.woken.clear()


class Command(BaseCommand):
    help = "Serves pages and API and executes task rows, in this one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        from waitress import serve

        from backend.wsgi import application

        queue.release_abandoned()
        stop = threading.Event()
        threading.Thread(target=drain_forever, args=(stop,), name="tasks", daemon=True).start()
        try:
            serve(application, host=options["host"], port=options["port"], **SERVER)
        finally:
            stop.set()
            queue.woken.set()
