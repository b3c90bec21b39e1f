"""Approvals at once, each a process of its own: never the same piece, nobody waits crosswise."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[3]
APPROVERS, JOBS, TURNS = 4, 16, 12
MAKE = f"""
from django.utils import timezone
from tests.factories import calibration as made, stickers
now = timezone.now()
lab = made.lab("HUE", at=now)
stickers.series(lab.centre, lab.quality, last=100, at=now)
stickers.in_hand(lab.centre, lab.quality, lab.technician, 1, 80, at=now)
for _ in range({JOBS}):
    made.measured_job(lab, now=now)
"""
COUNT = """
from django.utils import timezone
from accounts.models import Centre
from audit.check import findings
from certificates.models import Certificate, Sticker
from certificates.stickers.ledger import books
from certificates.stickers.months import Month
day = timezone.localdate()
[book] = books(Centre.objects.get(code="HUE"), Month(day.year, day.month))
print(Certificate.objects.count(), Sticker.objects.filter(state="used").count(),
      Sticker.objects.filter(state="used").values("job").distinct().count(),
      book.agrees, list(findings()))
"""


def test_approvals_at_once_take_each_piece_once(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    manage(env, "shell", "--verbosity=0", "-c", MAKE)
    program = "tests/certificates/stickers/processes.py"
    commands = [[program, "approve", str(n), str(APPROVERS)] for n in range(APPROVERS)]
    commands.append([program, "shuffle", "0", str(TURNS)])

    said = together([_started(command, env) for command in commands])

    numbers, pieces = zip(*(line.split() for line in said), strict=True)
    assert sorted(numbers) == [f"V{numbers[0][1:3]}.{n:05d}" for n in range(1, JOBS + 1)]
    assert sorted(pieces) == [f"26V.{n:05d}" for n in range(1, JOBS + 1)]
    assert manage(env, "shell", "--verbosity=0", "-c", COUNT) == f"{JOBS} {JOBS} {JOBS} True []"


def test_a_piece_is_used_or_destroyed_and_never_both(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    manage(env, "migrate", "--verbosity=0")
    manage(env, "shell", "--verbosity=0", "-c", MAKE)
    program = "tests/certificates/stickers/processes.py"
    commands = [[program, "approve", str(n), "2"] for n in range(2)]
    commands.append([program, "destroy", "0", "40"])

    said = together([_started(command, env) for command in commands])

    used = [piece for line in said for piece in line.split()[1:]]
    assert len(used) == len(set(used)) == JOBS
    assert manage(env, "shell", "--verbosity=0", "-c", COUNT) == f"{JOBS} {JOBS} {JOBS} True []"


def _started(command: list[str], env: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def together(processes: list["subprocess.Popen[str]"]) -> list[str]:
    """Start them at one moment, wait for all; every line that any of them said."""
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=300) for one in processes]
    assert [one.returncode for one in processes] == [0] * len(processes), told
    return [line for out, _errors in told for line in out.splitlines()]


def manage(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()
