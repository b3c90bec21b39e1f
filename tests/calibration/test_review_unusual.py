"""What is unusual about a worksheet: each rule at its bound, and the order of what is found."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calibration.review.comparing import compare
from calibration.review.record import Condition, Past, Point, Record, Taken, Used
from calibration.review.unusual import RANKS, findings

START = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = START.date()


def point(row: int = 0, **more: Any) -> Point:
    given: dict[str, Any] = {
        "section": "accuracy", "unit": "bar", "reference": Decimal(2 * row), "limit": Decimal("0.16"),
        "error": Decimal("0.05"), "expanded": Decimal("0.04"), "share": Decimal("0.3"),
        "words": f"{2 * row} bar",
    }  # fmt: skip
    return Point(row=row, **{**given, **more})


def taken(seconds: float, digits: str = "2.05", row: int = 0, **more: Any) -> Taken:
    moment = START + timedelta(seconds=seconds)
    given: dict[str, Any] = {"received_at": moment, "cell": ("accuracy", row, "up", 0)}
    return Taken(digits=digits, unit="bar", taken_at=moment, **{**given, **more})


def series(step: float, n: int = 6) -> list[Taken]:
    return [taken(i * step, f"{i}.05", row=i) for i in range(n)]


def kinds(record: Record) -> list[str]:
    return [each.kind for each in findings(record)]


def air(value: str, **more: Any) -> Condition:
    given: dict[str, Any] = {
        "label": {"vi": "Nhiệt độ", "en": "Temperature"}, "least": Decimal(15), "most": Decimal(25),
        "shown": f"{value} °C", "allowed": "15…25 °C",
    }  # fmt: skip
    return Condition(value=Decimal(value), **{**given, **more})


def test_ordinary_work_has_nothing_unusual() -> None:
    quiet = Record(
        on=TODAY,
        started_at=START,
        points=[point(row) for row in range(6)],
        readings=series(8),
        climate=[air("20")],
        standards=[Used("P-01", TODAY + timedelta(days=200), False)],
        past=Past(1, date(2025, 11, 1), tuple(point(row) for row in range(6))),
    )

    assert findings(quiet) == []


@pytest.mark.parametrize(
    ("share", "expanded", "found"),
    [
        ("0.79", "0.02", []),
        ("0.8", "0.02", ["near"]),
        ("1", "0.02", ["near"]),
        ("1.01", "0.02", []),  # beyond: that is a failure, said as such
        ("0.79", "0.04", ["hangs_on_u"]),
    ],
)
def test_near_the_limit(share: str, expanded: str, found: list[str]) -> None:
    one = point(share=Decimal(share), expanded=Decimal(expanded))

    assert kinds(Record(points=[one])) == found


def test_after_an_adjustment_the_points_left_are_those_near_a_limit() -> None:
    found = point(share=Decimal("0.95"))
    left = replace(point(), section="accuracy!left", share=Decimal("0.2"))

    assert kinds(Record(points=[found, left], adjusted="chỉnh kim")) == ["adjusted"]


@pytest.mark.parametrize(
    ("before", "more", "found"),
    [
        ("0.05", {}, []),
        ("0.00", {}, []),  # 0.05 of U 0.057: explained
        ("-0.01", {}, ["drifted"]),  # more than both U, little of the limit
        ("-0.03", {}, ["history"]),  # half of the limit
        ("-0.03", {"expanded": None}, ["history"]),
        ("-0.01", {"expanded": None}, []),
        ("-0.01", {"limit": None}, ["history"]),
        ("-9", {"unit": "kPa"}, []),  # another unit is another instrument's card
    ],
)
def test_outside_its_history(before: str, more: dict[str, Any], found: list[str]) -> None:
    now = point(1)
    then = point(1, **({"error": Decimal(before)} | {k: v for k, v in more.items() if k == "unit"}))
    now = replace(now, **{k: v for k, v in more.items() if k != "unit"})

    assert kinds(Record(points=[now], past=Past(1, date(2025, 11, 1), (then,)))) == found


def test_what_was_left_then_is_compared_with_what_is_found_now() -> None:
    now = [point(1), replace(point(1), section="accuracy!left", error=Decimal("0.15"))]
    then = (replace(point(1), section="accuracy!left", error=Decimal("0.04")),)
    record = Record(points=now, past=Past(1, date(2025, 11, 1), then))

    changes = compare(record.as_found, then)

    assert [change.delta for change in changes] == [Decimal("0.01")]
    assert kinds(record) == []


def test_a_measured_reference_is_the_same_point_when_it_is_near() -> None:
    now = point(0, reference=Decimal("20.012"))

    near = compare([now], [point(0, reference=Decimal("19.998"))])
    far = compare([now], [point(0, reference=Decimal("5.001"))])
    moved = compare([point(3, reference=Decimal(5))], [point(2, reference=Decimal(5))])

    assert [len(each) for each in (near, far, moved)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (air("20"), []),
        (air("15.6"), []),
        (air("15.5"), ["climate_edge"]),
        (air("25"), ["climate_edge"]),
        (air("25.1", reason="điều hòa hỏng"), ["climate_outside"]),
        (air("14.9", most=None), ["climate_outside"]),
        (air("15", most=None), []),
    ],
)
def test_the_environment(one: Condition, found: list[str]) -> None:
    assert kinds(Record(climate=[one])) == found


def test_six_values_in_three_seconds_were_not_read() -> None:
    assert kinds(Record(readings=series(0.6))) == ["burst"]
    assert kinds(Record(readings=series(0.7))) == []
    assert kinds(Record(readings=series(0.1, n=5))) == []


def test_a_long_pause_is_said() -> None:
    found = findings(Record(readings=[taken(0), taken(2 * 3600, "4.05", row=1)]))

    assert [(each.kind, each.facts["minutes"]) for each in found] == [("pause", "120")]


def test_a_clock_that_goes_back() -> None:
    later: dict[str, Any] = {"received_at": START + timedelta(hours=1)}
    back = [taken(600), taken(500, row=1, **later)]
    two_tablets = [taken(600, device="A"), taken(500, row=1, device="B", **later)]
    little = [taken(600), taken(545, row=1, **later)]

    assert kinds(Record(readings=back)) == ["clock_back"]
    assert kinds(Record(readings=two_tablets)) == []
    assert kinds(Record(readings=little)) == []
    assert kinds(Record(readings=[taken(-3600)], started_at=START)) == ["clock_back"]


def test_corrections_are_counted_with_their_reasons() -> None:
    old = taken(0, superseded=True)
    new = taken(5, "2.10", supersedes=True, reason="gõ nhầm")

    found = findings(Record(readings=[old, new]))

    assert [(each.kind, each.facts) for each in found] == [
        ("corrected", {"n": "1", "reasons": "gõ nhầm"})
    ]


def test_numbers_that_are_too_equal() -> None:
    now = series(8)
    same = Past(1, date(2025, 11, 1), (), tuple(series(9)))
    nominal = [taken(i * 8, f"{2 * i}.00", row=i) for i in range(6)]
    repeats = [
        taken(i * 8, "7.5", row=i // 3, cell=("repeatability", i // 3, "r", i % 3))
        for i in range(9)
    ]

    assert kinds(Record(readings=now, past=same)) == ["copied"]
    assert kinds(Record(readings=[*now[:-1], taken(99, "7", row=5)], past=same)) == []
    assert kinds(Record(readings=nominal, points=[point(i) for i in range(6)])) == ["all_nominal"]
    assert kinds(Record(readings=repeats)) == ["no_spread"]


def test_standards_scope_files_and_returns() -> None:
    record = Record(
        on=TODAY,
        standards=[
            Used("P-01", TODAY + timedelta(days=30), False),
            Used("P-02", TODAY + timedelta(days=31), False),
            Used("P-03", TODAY + timedelta(days=300), True),
        ],
        outside={"vi": "ngoài dải", "en": "out of range"},
        files=("kim lệch",),
        returned=2,
        first=True,
        failed=True,
    )

    found = findings(record)

    assert [each.kind for each in found] == [
        "failed", "doubted", "returned", "outside_scope", "expiring", "first", "files",
    ]  # fmt: skip
    assert [each.rank for each in found] == sorted((e.rank for e in found), reverse=True)
    assert {each.kind for each in found} <= set(RANKS)
