"""One of the processes of test_processes: approves every nth job, or moves stickers about."""

import os
import sys
from contextlib import suppress

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from django.utils import timezone  # noqa: E402 (the settings come first)

from accounts.models import Centre, User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from calibration.models import Job  # noqa: E402
from certificates.services import approve_and_issue  # noqa: E402
from certificates.stickers import services, taking  # noqa: E402
from common.errors import Refused  # noqa: E402

WHAT, NUMBER, OF = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
hue = Centre.objects.get(code="HUE")


def somebody(role: Role) -> User:
    return User.objects.filter(memberships__role=role, memberships__centre=hue).earliest("pk")


def approve() -> None:
    by = somebody(Role.APPROVER)
    for pk in list(Job.objects.order_by("pk").values_list("pk", flat=True))[NUMBER::OF]:
        made = approve_and_issue(job_id=pk, by=by, at=timezone.now())
        sys.stdout.write(f"{made.number} {' '.join(taking.shown_on(pk))}\n")


def shuffle() -> None:
    """Take the upper half of what is in hand back and hand it out again, over and over."""
    keeper, hand = somebody(Role.QUALITY_OFFICER), somebody(Role.TECHNICIAN)
    run = {"centre": hue, "code": "26V", "first": 41, "last": 80, "by": keeper}
    for _ in range(OF):
        services.give_back(**run, at=timezone.now())  # type: ignore[arg-type]
        services.issue(**run, to=hand, at=timezone.now())  # type: ignore[arg-type]


def destroy() -> None:
    """Report spoilt and destroy, one by one, what the approvals are about to take."""
    keeper = somebody(Role.QUALITY_OFFICER)
    for number in range(1, OF + 1):
        run = {"centre": hue, "code": "26V", "first": number, "last": number, "by": keeper}
        run |= {"why": "rách", "at": timezone.now()}
        with suppress(Refused):  # an approval was quicker
            services.report_damage(**run)  # type: ignore[arg-type]
            services.destroy(**run, protocol="BB-1")  # type: ignore[arg-type]


sys.stdin.readline()  # all start together
{"approve": approve, "shuffle": shuffle, "destroy": destroy}[WHAT]()
