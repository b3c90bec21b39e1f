"""Patterns of numbers: what they may hold, from when they count, and that no two kinds meet."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from certificates.models import Counter, NumberPattern
from certificates.numbering import take_number
from certificates.papers import patterns
from certificates.papers.numbers import pattern_of, series_of, set_pattern
from certificates.states import Kind
from common.errors import InvalidInput, Refused
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def put(centre: Centre, pattern: str, **more: Any) -> NumberPattern:
    said: dict[str, Any] = {"kind": Kind.VERIFICATION, "from_year": 2026, "at": people.NOW} | more
    said.setdefault("by", people.person(Role.QUALITY_OFFICER, centre))
    return set_pattern(centre=centre, pattern=pattern, **said)


def take(centre: Centre, kind: Kind = Kind.VERIFICATION, **more: Any) -> str:
    with transaction.atomic():
        return take_number(centre=centre, kind=kind, at=more.get("at", people.NOW)).number


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("V{yy}.{serial:5}", "V26.00007"),
        ("{serial:4} - {yy} (YB)", "0007 - 26 (YB)"),
        ("{centre}-KD{yyyy}-{serial}", "HUE-KD2026-7"),
        ("{yyyy}{yy}{serial:1}", "2026267"),
    ],
)
def test_a_pattern_writes_the_year_the_centre_and_the_serial(pattern: str, number: str) -> None:
    assert patterns.faults(pattern, "HUE") == []
    assert patterns.compiled(pattern, "HUE").write(2026, 7) == number


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "required"),
        ("V26.{serial:5}", "year"),
        ("V{yy}", "serial"),
        ("V{yy}.{serial}{serial}", "serial"),
        ("V{yy}.{serial:9}", "place"),
        ("V{yy}.{serial:0}", "place"),
        ("V{yy:2}.{serial}", "place"),
        ("V{yy}.{serial:5", "place"),
        ("V{yy}.{{serial}}", "place"),
        ("V{yy}.{serial.__class__}", "place"),
        ("V{yy}/{serial}", "signs"),
        ("Đ{yy}.{serial}", "signs"),
        ("V{yy}\t{serial}", "signs"),
        ("V{yy}\u200b{serial}", "signs"),
        (".V{yy}{serial}", "edge"),
        ("-{yy}{serial}", "edge"),
        ("V{yy}{serial}.", "edge"),
        ("V{yy}..{serial}", "doubled"),
        ("V{yy}  {serial}", "doubled"),
        ("{centre}-{centre}-{centre}-{centre}-{yyyy}-{serial:8}-KD", "too_long"),
    ],
)
def test_what_a_pattern_may_not_be_is_told_apart(pattern: str, code: str) -> None:
    assert code in {fault.code for fault in patterns.faults(pattern, "HUE-LONG")}


def test_a_centre_that_set_nothing_keeps_the_letters(hue: Centre) -> None:
    assert [one.following for one in series_of(hue, 2026)] == [
        "V26.00001", "C26.00001", "T26.00001", "N26.00001",
    ]  # fmt: skip


def test_numbers_are_taken_by_the_pattern_of_their_centre_kind_and_year(hue: Centre) -> None:
    put(hue, "{centre}-KD{yy}-{serial:4}")

    assert take(hue) == "HUE-KD26-0001"
    assert take(hue) == "HUE-KD26-0002"
    assert take(hue, Kind.CALIBRATION) == "C26.00001"
    assert take(people.centre()) == "V26.00001"


def test_a_pattern_counts_from_its_year_on(hue: Centre) -> None:
    put(hue, "KD{yy}.{serial:5}", from_year=2028)

    assert [pattern_of(hue, Kind.VERIFICATION, year) for year in (2026, 2027, 2028, 2031)] == [
        "V{yy}.{serial:5}", "V{yy}.{serial:5}", "KD{yy}.{serial:5}", "KD{yy}.{serial:5}",
    ]  # fmt: skip


def test_a_year_that_has_numbers_keeps_its_pattern(hue: Centre) -> None:
    take(hue)
    before = Event.objects.count()

    with pytest.raises(InvalidInput) as refused:
        put(hue, "KD{yy}.{serial:5}")

    [fault] = refused.value.faults
    assert (fault.field, fault.code, fault.allowed) == (
        "from_year", "year_has_numbers", "2027–2099",
    )  # fmt: skip
    assert not NumberPattern.objects.exists()
    assert Event.objects.count() == before
    assert put(hue, "KD{yy}.{serial:5}", from_year=2027).from_year == 2027
    assert take(hue) == "V26.00002"


@pytest.mark.parametrize("year", [2025, 2100, 0, 99999])
def test_years_gone_and_far_away_are_refused(hue: Centre, year: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(hue, "KD{yy}.{serial:5}", from_year=year)

    assert [fault.code for fault in refused.value.faults] == ["year"]
    assert not Counter.objects.exists()


def test_a_pattern_mistyped_for_a_coming_year_is_put_right(hue: Centre) -> None:
    put(hue, "KC{yy}.{serial:5}", from_year=2027)
    put(hue, "KD{yy}-{serial:5}", from_year=2027)

    assert pattern_of(hue, Kind.VERIFICATION, 2027) == "KD{yy}-{serial:5}"
    with pytest.raises(Refused, match="Năm ấy đã có mẫu số này"):
        put(hue, "KD{yy}-{serial:5}", from_year=2027)


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        ("C{yy}.{serial:5}", Kind.CALIBRATION),
        ("c{yy}.{serial:3}", Kind.CALIBRATION),  # files of one name on many systems
        ("T{yy}.0{serial}", Kind.TESTING),
        ("N{yy}.{serial:8}", Kind.NOTICE),
    ],
)
def test_two_kinds_may_not_come_to_one_number(hue: Centre, pattern: str, other: Kind) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(hue, pattern)

    [fault] = refused.value.faults
    assert (fault.field, fault.code, fault.found) == ("pattern", "not_alone", other.value)


def test_a_new_pattern_may_not_come_to_numbers_of_the_one_before(hue: Centre) -> None:
    put(hue, "{yy}{serial:5}")

    with pytest.raises(InvalidInput) as refused:
        put(hue, "{serial:5}{yy}", from_year=2027)  # 2600027: the 27th of 2026, or of 2027

    assert refused.value.faults[0].found == Kind.VERIFICATION.value
    assert put(hue, "{yy}{serial:6}", from_year=2027).pattern == "{yy}{serial:6}"


def test_the_numbers_of_all_patterns_that_stand_together_are_different(hue: Centre) -> None:
    put(hue, "{serial:3}-{yy}-KD")
    put(hue, "{serial:3}-{yy}-HC", kind=Kind.CALIBRATION)
    put(hue, "{serial}-{yyyy}-HC", kind=Kind.CALIBRATION, from_year=2027)
    put(hue, "TN{yy}{serial}", kind=Kind.TESTING)
    numbers = [
        patterns.compiled(pattern_of(hue, kind, year), hue.code).write(year, serial)
        for kind in Kind
        for year in range(2026, 2032)
        for serial in (*range(1, 130), 1027, 26_001, 99_999, 100_026)
    ]

    assert len(numbers) == len(set(numbers))


def test_setting_a_pattern_is_sealed_in_an_event(hue: Centre) -> None:
    row = put(hue, "KD{yy}.{serial:5}")

    event = Event.objects.get(verb="pattern.set")
    assert (event.chain, event.subject_id) == ("HUE", str(row.pk))
    assert row.seal_key() in event.seals
