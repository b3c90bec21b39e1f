"""The centre's standards and procedures: valid, falling due, overdue; in force since 2021."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from calibration.models import ProcedureVersion
from calibration.services import confirm_all, draft_next, load_templates, put_in_force
from calibration.states import ProcedureState, Service
from instruments.models import Standard, StandardCalibration
from instruments.services import (
    add_standard,
    add_standard_calibration,
    agree_control_limits,
    correct_calibration,
    record_check,
    set_interval,
)
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import convert, difference_unit
from reports.demo.people import SINCE, House
from reports.demo.tables import read

FIRST = (date(2021, 11, 15), date(2022, 11, 14))  # covers the quarter that is played
YEAR = timedelta(days=365)
# Of the last digit, year by year: what a laboratory finds is never quite on the line.
_SCATTER = (0, 1, -1, 0, 1)
# This certificate was first typed in with the sign of a correction turned round.
MISTYPED, MISTYPED_AT = "BC-01", "5 L"
WHY_CORRECTED = "Gõ nhầm dấu của hiệu chính tại 5 L; đối chiếu lại với giấy chứng nhận."
DECIDED = {"QC-02": 12, "DN-01": 12}  # months
WHY_DECIDED = "Giữ như khuyến nghị của nơi hiệu chuẩn."
WHY_LIMITS = "Bằng sai số cho phép của chuẩn, theo hướng dẫn kiểm tra giữa kỳ của trung tâm."
IN_FORCE = ("pressure-gauge", "scale-platform")  # the others stay drafts to look at
UNCHECKED = "số liệu mẫu: chưa đối chiếu, chỉ để thử / demo data: not checked"


@dataclass(frozen=True)
class Point:
    """One certified point: the correction now, its drift a year, U."""

    nominal: Quantity
    correction: Quantity
    drift: Quantity
    expanded: Quantity

    def line(self, years: Decimal, number: int) -> tuple[Quantity, Quantity, Quantity, str]:
        """The line of the certificate so many years before the newest, to its own last digit."""
        step = Decimal(1).scaleb(int(self.correction.value.as_tuple().exponent))
        moved = self.correction.value - self.drift.value * years
        if self.drift.value and years:
            moved += step * _SCATTER[number % len(_SCATTER)]
        unit = difference_unit(self.nominal.unit)
        found = convert(moved.quantize(step), self.correction.unit, unit)
        value = Quantity(format(self.nominal.value + found, "f"), self.nominal.unit)
        return self.nominal, value, self.expanded, "2"


def standards(house: House, today: date, at: datetime) -> dict[str, Standard]:
    """The standards with their calibrations and checks, by code; those that are there stay."""
    made = {one.code: one for one in Standard.objects.filter(centre=house.hue)}
    points = _points()
    for card in read("standards.csv"):
        if card["code"] not in made:
            standard = made[card["code"]] = _standard(house, card, at)
            _calibrate(house, standard, card, points[standard.code], today, at)
    _checks(house, made, today, at)
    _decide(house, made, at)
    return made


def _points() -> dict[str, list[Point]]:
    names = ("nominal", "correction", "drift_per_year", "expanded")
    return {
        code: [Point(*(Quantity.parse(row[name]) for name in names)) for row in of]
        for code, of in groupby(read("standard_values.csv"), key=lambda row: row["code"])
    }


def _standard(house: House, card: dict[str, str], at: datetime) -> Standard:
    plain = ("code", "name_vi", "name_en", "quantity", "maker", "model", "accuracy")
    return add_standard(
        centre=house.hue,
        range_min=Quantity.parse(card["range_min"]),
        range_max=Quantity.parse(card["range_max"]),
        serial=f"VD-{card['code']}",
        also=card["also"].split(),
        mpe=Quantity.parse(card["mpe"]) if card["mpe"] else None,
        by=house.quality,
        at=at,
        **{name: card[name] for name in plain},
    )


def _calibrate(
    house: House,
    standard: Standard,
    card: dict[str, str],
    points: list[Point],
    today: date,
    at: datetime,
) -> None:
    days = list(_days(card, today))
    newest = days[-1][0]
    for number, (on, until) in enumerate(days, start=1):
        years = Decimal((newest - on).days) / Decimal("365.25")
        lines = [point.line(years, number + i) for i, point in enumerate(points)]
        typed = _turned(lines) if (standard.code, number) == (MISTYPED, 2) else lines
        event = add_standard_calibration(
            standard=standard,
            on=on,
            valid_until=until,
            laboratory="Viện Đo lường Ví Dụ",
            certificate_number=f"{standard.code}/{on:%y}.{number:03}",
            traceable_to="VDL",
            values=typed,
            by=house.quality,
            at=at,
        )
        if typed is not lines:
            _put_right(house, event, lines, at)


def _days(card: dict[str, str], today: date) -> Iterator[tuple[date, date]]:
    """One a year up to the newest, which ends `due_in` days from today; some began in 2021."""
    until = today + timedelta(days=int(card["due_in"]))
    on, more = until - timedelta(days=364), int(card["events"]) - 1
    if card["since_2021"]:
        yield FIRST
        more -= 1
    for years in range(more, 0, -1):
        begun = on - years * YEAR
        if not card["since_2021"] or begun > FIRST[1]:
            yield begun, begun + timedelta(days=364)
    yield on, until


Lines = list[tuple[Quantity, Quantity, Quantity, str]]


def _turned(lines: Lines) -> Lines:
    wrong = Quantity.parse(MISTYPED_AT)
    return [
        (n, Quantity(format(2 * n.value - v.value, "f"), v.unit), u, k) if n == wrong else
        (n, v, u, k)
        for n, v, u, k in lines
    ]  # fmt: skip


def _put_right(house: House, event: StandardCalibration, lines: Lines, at: datetime) -> None:
    correct_calibration(event_id=event.pk, values=lines, why=WHY_CORRECTED, by=house.quality, at=at)


def _checks(house: House, made: dict[str, Standard], today: date, at: datetime) -> None:
    """The intermediate checks, where there are none yet; limits are agreed with the first."""
    for code, of in groupby(read("standard_checks.csv"), key=lambda row: row["code"]):
        standard, by = made[code], house.technician
        if standard.checks.exists():
            continue
        for row in of:
            point = Quantity.parse(row["point"])
            if row["lower"]:
                agree_control_limits(
                    standard_id=standard.pk, point=point, item=row["item"], first=6,
                    lower=Quantity.parse(row["lower"]), upper=Quantity.parse(row["upper"]),
                    why=WHY_LIMITS, by=house.quality, at=at,
                )  # fmt: skip
            record_check(
                standard_id=standard.pk, on=today - timedelta(days=int(row["days_ago"])),
                point=point, found=Quantity.parse(row["found"]), item=row["item"],
                note=row["note"], by=by, at=at,
            )  # fmt: skip


def _decide(house: House, made: dict[str, Standard], at: datetime) -> None:
    for code, months in DECIDED.items():
        if made[code].interval_months is None:
            set_interval(
                standard_id=made[code].pk, months=months, why=WHY_DECIDED, by=house.quality, at=at
            )


def procedures(house: House, at: datetime) -> None:
    """Procedures in force since the centre's first day; the other templates as drafts."""
    for version in load_templates(house.hue, house.quality, at):
        fresh = ProcedureVersion.objects.get(pk=version.pk)
        if fresh.state == ProcedureState.DRAFT and fresh.code in IN_FORCE:
            confirm_all(version_id=fresh.pk, source=UNCHECKED, by=house.quality, at=at)
            put_in_force(version_id=fresh.pk, valid_from=SINCE, by=house.quality, at=at)
    rows = ProcedureVersion.objects.filter(
        centre=house.hue, code="pressure-gauge", service=Service.CALIBRATION
    )
    if not rows.exclude(version=1).exists():
        draft_next(version_id=rows.get().pk, by=house.quality, at=at)
