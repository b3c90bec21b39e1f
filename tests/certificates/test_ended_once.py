"""Replaced twice and withdrawn at the same moment, by real processes: one of them happens."""

import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.certificates.stickers.test_processes import ROOT, _started, manage, together

PAPERS = 3
MAKE = f"""
from django.utils import timezone
from certificates.services import approve_and_issue
from tests.factories import calibration as made, people
now = timezone.now()
lab = made.lab("HUE", at=now)
for _ in range({PAPERS}):
    job = made.measured_job(lab, now=now)
    approve_and_issue(job_id=job.pk, by=lab.approver, at=timezone.now())
    people.misspelt(job.customer)
"""
COUNT = """
from audit.check import findings
from certificates.models import Certificate, Letter
rows = list(Certificate.objects.order_by("serial"))
print(len(rows), [one.serial for one in rows] == list(range(1, len(rows) + 1)),
      sum(one.supersedes_id is not None for one in rows), Letter.objects.count(),
      sum(one.state != "issued" for one in rows), list(findings()))
"""


def test_a_paper_ends_once(new_database: Callable[[], str], tmp_path: Path) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    manage(env, "shell", "--verbosity=0", "-c", MAKE)
    program = "tests/certificates/end_at_once.py"

    said = together(
        [
            _started([program, way], env)
            for way in ("supersede", "supersede", "withdraw", "withdraw")
        ]
    )

    told = defaultdict(list)
    for line in said:
        pk, _blank, what = line.partition(" ")
        told[pk].append(what)
    assert {tuple(sorted(each)).count("done") for each in told.values()} == {1}
    count, gapless, replaced, _letters, ended, findings = manage(
        env, "shell", "--verbosity=0", "-c", COUNT
    ).split(maxsplit=5)
    assert (gapless, ended, findings) == ("True", str(PAPERS), "[]")
    assert int(count) == PAPERS + int(replaced)
