from datetime import UTC, date, datetime

import pytest

from common.errors import InvalidInput
from reports.period import ALLOWED, Period


@pytest.mark.parametrize(
    ("text", "start", "end", "vi", "en"),
    [
        ("2022-Q1", date(2022, 1, 1), date(2022, 3, 31), "quý I/2022", "Q1 2022"),
        ("2024-q4", date(2024, 10, 1), date(2024, 12, 31), "quý IV/2024", "Q4 2024"),
        (
            "2026-H1",
            date(2026, 1, 1),
            date(2026, 6, 30),
            "6 tháng đầu năm 2026",
            "first half of 2026",
        ),
        (
            "2026-H2",
            date(2026, 7, 1),
            date(2026, 12, 31),
            "6 tháng cuối năm 2026",
            "second half of 2026",
        ),
        (
            "2026-9M",
            date(2026, 1, 1),
            date(2026, 9, 30),
            "9 tháng đầu năm 2026",
            "first nine months of 2026",
        ),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "tháng 2/2024", "February 2024"),
        (" 2026-11 ", date(2026, 11, 1), date(2026, 11, 30), "tháng 11/2026", "November 2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "năm 2026", "2026"),
    ],
)
def test_a_period_is_whole_months_with_both_ends(
    text: str, start: date, end: date, vi: str, en: str
) -> None:
    period = Period.parse(text)

    assert (period.start, period.end) == (start, end)
    assert (period.label_vi, period.label_en) == (vi, en)
    assert period.code == text.strip().upper()
    assert period.contains(start)
    assert period.contains(end)


@pytest.mark.parametrize(
    "text",
    ["", "quý 1", "2022-Q5", "2022-Q0", "2022-H3", "2022-13", "2022-00", "2022-1", "22-Q1", "Q1-2022",
     "2022-3M", "2022-Q1-Q2", "0001", "9999", "٢٠٢٢", "2022-Q1\n2022", "2022/01", "x" * 500],
)  # fmt: skip
def test_other_text_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Period.parse(text)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.found, fault.allowed) == ("period", text[:40], ALLOWED)


def test_moments_are_midnights_of_the_centres_zone() -> None:
    march = Period.parse("2022-03")

    assert march.begins_at.astimezone(UTC) == datetime(2022, 2, 28, 17, tzinfo=UTC)
    assert march.ends_before.astimezone(UTC) == datetime(2022, 3, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "before", "after", "a_year_before"),
    [
        ("2022-Q1", "2021-Q4", "2022-Q2", "2021-Q1"),
        ("2022-H2", "2022-H1", "2023-H1", "2021-H2"),
        ("2022-01", "2021-12", "2022-02", "2021-01"),
        ("2022-12", "2022-11", "2023-01", "2021-12"),
        ("2022", "2021", "2023", "2021"),
        ("2022-9M", "2021-9M", "2023-9M", "2021-9M"),
    ],
)
def test_neighbours_are_of_the_same_kind(
    code: str, before: str, after: str, a_year_before: str
) -> None:
    period = Period.parse(code)

    assert period.before() == Period.parse(before)
    assert period.after() == Period.parse(after)
    assert period.a_year_before() == Period.parse(a_year_before)


def test_months_quarter_and_cut_off() -> None:
    quarter = Period.quarter_of(date(2026, 11, 20))

    assert quarter.code == "2026-Q4"
    assert [month.code for month in quarter.months()] == ["2026-10", "2026-11", "2026-12"]
    assert quarter.cut_off(date(2026, 11, 20)) == date(2026, 11, 20)
    assert quarter.cut_off(date(2027, 1, 5)) == date(2026, 12, 31)
    assert quarter.cut_off(date(2026, 9, 1)) == date(2026, 12, 31)
