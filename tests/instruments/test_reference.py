"""The law's types and cycles: loaded twice = once, old rule on an old day."""

from datetime import date

import pytest
from django.core.management import call_command

from audit.models import Event
from instruments.cycles import cycle_on, last_day, valid_until
from instruments.models import InstrumentType, VerificationCycle
from instruments.reference import load_reference
from tests.factories.instruments import kind
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_loaded_twice_is_loaded_once() -> None:
    load_reference(NOW)
    first = list(VerificationCycle.objects.order_by("pk").values())

    load_reference(NOW)

    assert InstrumentType.objects.count() == 141
    assert InstrumentType.objects.filter(group_two=True).count() == 98
    assert list(VerificationCycle.objects.order_by("pk").values()) == first
    assert VerificationCycle.objects.filter(confirmed=True).count() == 99
    assert VerificationCycle.objects.filter(confirmed=False).count() == 93
    assert Event.objects.filter(verb="reference.load").count() == 1


def test_the_command_loads_and_may_run_again() -> None:
    call_command("reference")
    call_command("reference")

    assert InstrumentType.objects.count() == 141


def test_a_description_that_moved_on_is_mended_and_cycles_stay() -> None:
    gauge = kind("pressure-gauge")
    InstrumentType.objects.filter(pk=gauge.pk).update(name_en="old words")
    VerificationCycle.objects.filter(instrument_type=gauge, confirmed=True).update(months=7)

    load_reference(NOW)

    gauge.refresh_from_db()
    assert gauge.name_en == "Spring (Bourdon) pressure gauge"
    assert cycle_on(gauge, TODAY).months == 7  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "day", "months"),
    [
        ("taximeter", date(2013, 11, 14), None),
        ("taximeter", date(2013, 11, 15), 12),
        ("taximeter", date(2019, 12, 31), 12),
        ("taximeter", date(2020, 1, 1), 18),
        ("traffic-speed", date(2019, 6, 1), 12),
        ("elec-meter-3ph-elec", date(2018, 6, 1), 24),
        ("elec-meter-3ph-elec", date(2022, 6, 1), 36),
        ("elec-meter-3ph-ind", date(2022, 6, 1), 48),
        ("elec-meter-1ph-ind", date(2024, 10, 14), 60),
        ("elec-meter-1ph-ind", date(2024, 10, 15), None),
        ("ev-dc-car", date(2024, 10, 14), None),
        ("ev-dc-car", date(2024, 10, 15), 36),
        ("truck-scale", date(2026, 11, 20), 12),  # the damaged copy of 2026 says 24
        ("analytical-balance", date(2026, 11, 20), 12),
        ("rail-tanker", date(2026, 11, 20), None),  # only in the damaged copy
        ("tape-measure", date(2026, 11, 20), None),
        ("micrometer", date(2026, 11, 20), None),
    ],
)
def test_the_cycle_of_a_day(code: str, day: date, months: int | None) -> None:
    found = cycle_on(kind(code), day)

    assert (found.months if found else None) == months
    assert found is None or found.confirmed


@pytest.mark.parametrize(
    ("day", "months", "end_of_month", "same_day"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 31), date(2027, 3, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29), date(2024, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 31), date(2027, 1, 1)),
        (date(2026, 11, 30), 72, date(2032, 11, 30), date(2032, 11, 30)),
        (date(2026, 12, 31), 6, date(2027, 6, 30), date(2027, 6, 30)),
    ],
)
def test_months_are_counted_on_the_calendar(
    day: date, months: int, end_of_month: date, same_day: date
) -> None:
    assert last_day(day, months, "end_of_month") == end_of_month
    assert last_day(day, months, "same_day") == same_day


def test_valid_until_is_counted_by_the_rule_of_its_day() -> None:
    taxi = kind("taximeter")

    old = valid_until(taxi, date(2019, 5, 10), "periodic", "same_day")
    new = valid_until(taxi, date(2020, 5, 10), "periodic", "same_day")

    assert old == (date(2020, 5, 10), "Chu kỳ 12 tháng theo TT 23/2013/TT-BKHCN Điều 4 (bản gốc).")
    assert new == (
        date(2021, 11, 10),
        "Chu kỳ 18 tháng theo TT 23/2013/TT-BKHCN Điều 4, sửa bởi TT 07/2019.",
    )


def test_the_convention_is_the_installations(settings: object) -> None:
    gauge = kind("pressure-gauge")
    assert valid_until(gauge, date(2026, 11, 20), "initial").until == date(2027, 11, 30)

    settings.VERIFICATION_VALID_UNTIL = "same_day"  # type: ignore[attr-defined]

    assert valid_until(gauge, date(2026, 11, 20), "initial").until == date(2027, 11, 20)


@pytest.mark.parametrize(
    ("code", "regime", "why"),
    [
        ("tape-measure", "initial", "Chỉ kiểm định ban đầu: không có chu kỳ kiểm định định kỳ."),
        ("rail-tanker", "periodic", "Chưa có chu kỳ đã đối chiếu áp dụng cho ngày 20/11/2026."),
        ("micrometer", "initial", "Không phải kiểm định bắt buộc: khách hàng quyết định chu kỳ."),
        ("pressure-gauge", "", "Không phải kiểm định bắt buộc: khách hàng quyết định chu kỳ."),
    ],
)
def test_without_a_cycle_it_says_why(code: str, regime: str, why: str) -> None:
    assert valid_until(kind(code), TODAY, regime) == (None, why)
