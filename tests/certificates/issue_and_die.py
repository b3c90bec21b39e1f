"""Approves a job and is killed right after the commit, before any task ran."""

import os
import signal
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from certificates.services import approve_and_issue  # noqa: E402 (the settings come first)
from tests.factories import certificates as made  # noqa: E402
from tests.factories import people  # noqa: E402

bench = made.bench("HUE")
job = made.gauge_job(bench)
certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
sys.stdout.write(f"{certificate.number}\n")
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
