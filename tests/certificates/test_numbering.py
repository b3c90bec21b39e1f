"""Numbers: their form, their year, and no gap and no duplicate between processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from certificates.models import Counter
from certificates.numbering import take_number
from certificates.states import Kind
from tests.factories import people

ROOT = Path(__file__).parents[2]
PROCESSES, TURNS = 6, 100


@pytest.mark.django_db
def test_each_kind_has_its_letter_and_its_own_sequence() -> None:
    centre = people.centre()

    taken = [take_number(centre=centre, kind=kind, at=people.NOW) for kind in Kind]

    assert [one.number for one in taken] == ["V26.00001", "C26.00001", "T26.00001", "N26.00001"]


@pytest.mark.django_db
def test_each_centre_counts_for_itself() -> None:
    first, second = people.centre(), people.centre()
    take_number(centre=first, kind=Kind.VERIFICATION, at=people.NOW)

    taken = take_number(centre=second, kind=Kind.VERIFICATION, at=people.NOW)

    assert taken == (2026, 1, "V26.00001")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "C26.00001"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "C27.00001"),
    ],
)
def test_the_year_turns_at_midnight_where_the_centre_is(at: datetime, number: str) -> None:
    taken = take_number(centre=people.centre(), kind=Kind.CALIBRATION, at=at)

    assert taken.number == number


@pytest.mark.django_db
def test_past_five_digits_the_number_grows() -> None:
    centre = people.centre()
    Counter.objects.create(centre=centre, kind=Kind.TESTING, year=2026, last=99_999)

    taken = take_number(centre=centre, kind=Kind.TESTING, at=people.NOW)

    assert taken == (2026, 100_000, "T26.100000")


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_taken_outside_a_transaction() -> None:
    centre = people.centre()

    with pytest.raises(RuntimeError, match="transaction"):
        take_number(centre=centre, kind=Kind.VERIFICATION, at=people.NOW)

    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_rolled_back_transaction_is_given_again() -> None:
    centre = people.centre()
    with transaction.atomic():
        take_number(centre=centre, kind=Kind.VERIFICATION, at=people.NOW)
        transaction.set_rollback(True)

    with transaction.atomic():
        taken = take_number(centre=centre, kind=Kind.VERIFICATION, at=people.NOW)

    assert taken.serial == 1


OWN = (
    "from datetime import UTC, datetime; from accounts.models import Centre, User; "
    "from certificates.papers.numbers import set_pattern; "
    "set_pattern(centre=Centre.objects.get(), kind='verification', from_year=2026, "
    "pattern='{centre}-KD{yyyy}-{serial:3}', at=datetime(2026, 1, 5, tzinfo=UTC), "
    "by=User.objects.make(email='q@test.example', full_name='Q'))"
)


@pytest.mark.parametrize(
    ("setting", "written"),
    [("", lambda n: f"V26.{n:05d}"), (OWN, lambda n: f"HUE-KD2026-{n:03d}")],
    ids=["as-the-house-writes", "by-a-pattern"],
)
def test_six_processes_leave_no_gap_and_no_duplicate(
    setting: str,
    written: Callable[[int], str],
    new_database: Callable[[], str],
    tmp_path: Path,
) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    make = "from accounts.models import Centre; Centre.objects.create(code='HUE', name_vi='Huế')"
    python(["manage.py", "shell", "--verbosity=0", "-c", f"{make}; {setting}"], env)
    command = [sys.executable, "tests/certificates/take_numbers.py", str(TURNS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    takers = [subprocess.Popen(command, cwd=ROOT, env=env, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]

    said = together(takers)

    assert sorted(said) == sorted(written(serial) for serial in range(1, 541))


def together(takers: list["subprocess.Popen[str]"]) -> list[str]:
    """Start them at one moment, wait for all, give every number that any of them kept."""
    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("go\n")
        taker.stdin.flush()
    said = [taker.communicate(timeout=300)[0].split() for taker in takers]
    assert [taker.returncode for taker in takers] == [0] * len(takers)
    return [number for numbers in said for number in numbers]


def python(arguments: list[str], env: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=True)
