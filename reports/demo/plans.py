"""Targets of the demo: of 2022's first quarter, of this year and of this quarter."""

from datetime import date, datetime

from planning.models import Target
from planning.services import adjust_target, set_target
from reports.demo.people import House
from reports.period import Period

SOURCE = "Dữ liệu mẫu: Kế hoạch"  # by which --delete knows them
FIRST_QUARTER = {
    "contracts": 90,
    "instruments": 1_300,
    "samples": 20,
    "revenue_signed_gross": 720_000_000,
    "revenue_invoiced_net": 600_000_000,
}
THIS_QUARTER = {
    "contracts": 20,
    "instruments": 120,
    "samples": 2,
    "revenue_signed_gross": 150_000_000,
}
THIS_YEAR = {
    "contracts": 380,
    "instruments": 5_200,
    "revenue_signed_gross": 3_100_000_000,
    "revenue_invoiced_net": 2_800_000_000,
}
ADJUSTED = 3_300_000_000


def targets(house: House, now: datetime) -> None:
    """Set what is not there yet; one target is adjusted, so that the chain can be seen."""
    quarter, year = Period.quarter_of(now.date()), Period.parse(str(now.year))
    _set(house, Period.parse("2022-Q1"), FIRST_QUARTER, date(2021, 12, 28), "05/KH-VDL", now)
    _set(house, quarter, THIS_QUARTER, _before(quarter, now), "41/KH-VDL", now)
    _set(house, year, THIS_YEAR, date(now.year, 1, 5), "02/KH-VDL", now)
    revenue = Target.objects.get(
        centre=house.hue, period=year.code, measure="revenue_signed_gross", adjusts=None
    )
    if not Target.objects.filter(adjusts=revenue).exists():
        adjust_target(
            target_id=revenue.pk,
            value=ADJUSTED,
            source=f"{SOURCE} điều chỉnh 29/KH-VDL",
            decided_on=max(date(now.year, 1, 6), min(now.date(), date(now.year, 7, 10))),
            by=house.manager,
            at=now,
        )


def _before(quarter: Period, now: datetime) -> date:
    return min(quarter.start, now.date())


def _set(
    house: House,
    period: Period,
    values: dict[str, int],
    decided_on: date,
    paper: str,
    now: datetime,
) -> None:
    for measure, value in values.items():
        there = Target.objects.filter(centre=house.hue, period=period.code, measure=measure)
        if not there.exists():
            set_target(
                centre=house.hue,
                measure=measure,
                period=period.code,
                value=value,
                source=f"{SOURCE} {paper}",
                decided_on=decided_on,
                by=house.manager,
                at=now,
            )
