"""One of the processes of test_numbering: takes numbers, gives every tenth back by a rollback."""

import os
import sys
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from django.db import transaction  # noqa: E402 (the settings come first)

from accounts.models import Centre  # noqa: E402
from certificates.numbering import take_number  # noqa: E402
from certificates.states import Kind  # noqa: E402

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def take(centre: Centre, *, keep: bool) -> str | None:
    with transaction.atomic():
        taken = take_number(centre=centre, kind=Kind.VERIFICATION, at=AT)
        transaction.set_rollback(not keep)
    return taken.number if keep else None


sys.stdin.readline()  # all start together
hue = Centre.objects.get(code="HUE")
numbers = [take(hue, keep=turn % 10 != 9) for turn in range(int(sys.argv[1]))]
sys.stdout.write("\n".join(number for number in numbers if number))
