"""One of the tablets of test_readings_together: sends every cell until all it keyed stands.

Where another tablet was first it supersedes what stands there. Jobs, cells and ids come in an
order of its own, so that two sendings meet crosswise.
"""

import os
import random
import sys
from dataclasses import replace

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from django.utils import timezone  # noqa: E402 (the settings come first)

from accounts.models import User  # noqa: E402
from calibration.models import Job  # noqa: E402
from calibration.services.readings import Item, Status, record_items  # noqa: E402
from tests.factories import calibration as made  # noqa: E402

number = int(sys.argv[1])
chance = random.Random(number)
by = User.objects.get(full_name="Trần Thị Thử")
at = timezone.now()
waiting = {
    one.id: Item(job.pk, one)
    for job in Job.objects.filter(state="measuring")
    for one in made.up_and_down(made.GAUGE, now=at)
}
sys.stdin.readline()  # all start together
sent = 0
while waiting:
    batch = list(waiting.values())
    chance.shuffle(batch)
    sent += 1
    device = f"bàn {number}"
    for answer in record_items(items=batch, by=by, at=at, device=device):
        item = waiting[answer.id]
        if answer.status in (Status.ACCEPTED, Status.KNOWN):
            del waiting[answer.id]
        elif answer.theirs is not None:
            again = replace(item.reading, supersedes=answer.theirs.pk, reason="đọc lại")
            waiting[answer.id] = Item(item.job, again)
        else:
            raise SystemExit(f"{answer}")
sys.stdout.write(f"{sent}")
