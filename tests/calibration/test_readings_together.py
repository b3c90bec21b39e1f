"""Tablets at once, each a process of its own: nothing is lost, nobody waits crosswise."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLETS, JOBS, CELLS = 4, 3, 12
MAKE = f"""
from django.utils import timezone
from tests.factories import calibration as made
now = timezone.now()
lab = made.lab("HUE", at=now)
for _ in range({JOBS}):
    made.measuring_job(lab, now=now)
"""
COUNT = """
from audit.check import findings
from calibration.models import Reading
rows = Reading.objects.all()
print(rows.count(), rows.filter(supersedes=None).count(),
      rows.filter(superseded_by=None).count(), rows.values("device").distinct().count(),
      list(findings()))
"""


def test_tablets_on_the_same_cells_lose_nothing(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    manage(env, "shell", "--verbosity=0", "-c", MAKE)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    program = [sys.executable, "tests/calibration/send_readings.py"]
    tablets = [
        subprocess.Popen([*program, str(number)], cwd=ROOT, env=env, **pipes)  # type: ignore[call-overload]
        for number in range(TABLETS)
    ]

    together(tablets)

    cells = JOBS * CELLS
    said = manage(env, "shell", "--verbosity=0", "-c", COUNT)
    assert said == f"{cells * TABLETS} {cells} {cells} {TABLETS} []"


def together(tablets: list["subprocess.Popen[str]"]) -> None:
    """Start them at one moment and wait for all."""
    for tablet in tablets:
        assert tablet.stdin is not None
        tablet.stdin.write("go\n")
        tablet.stdin.flush()
    for tablet in tablets:
        tablet.communicate(timeout=300)
    assert [tablet.returncode for tablet in tablets] == [0] * TABLETS


def manage(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()
