"""The centre's standards and procedures: valid, falling due, overdue; in force since 2021."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calibration.models import ProcedureVersion
from calibration.services import confirm_all, draft_next, load_templates, put_in_force
from calibration.states import ProcedureState, Service
from instruments.models import Standard
from instruments.services import add_standard, add_standard_calibration
from metrology.quantities.quantity import Quantity
from reports.demo.people import SINCE, House

GAUGE, SPARE_GAUGE, OLD_GAUGE, WEIGHTS, SMALL_WEIGHTS = (
    "CA-01", "CA-02", "CA-03", "QC-01", "QC-02",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One standard. `due_in` days from today its newest calibration ends; below 0: overdue."""

    code: str
    name_vi: str
    name_en: str
    quantity: str
    maker: str
    model: str
    range_min: str
    range_max: str
    accuracy: str
    mpe: str
    nominals: Sequence[str]
    expanded: Sequence[str]
    due_in: int


_BARS = ("0 bar", "10 bar", "20 bar", "30 bar", "40 bar", "50 bar", "60 bar")
CARDS = (
    Card(
        GAUGE, "Áp kế chuẩn hiện số", "Digital reference pressure gauge", "pressure",
        "Chuẩn Áp", "CA-60D", "0 bar", "60 bar", "0,025 % toàn thang", "0.015 bar",
        _BARS, ("0.008 bar",) * 7, 214,
    ),
    Card(
        SPARE_GAUGE, "Áp kế chuẩn hiện số dự phòng", "Spare reference pressure gauge", "pressure",
        "Chuẩn Áp", "CA-60D", "0 bar", "60 bar", "0,025 % toàn thang", "0.015 bar",
        _BARS, ("0.009 bar",) * 7, 18,
    ),
    Card(
        OLD_GAUGE, "Thiết bị tạo áp kiểu pittông", "Pressure balance", "pressure",
        "Chuẩn Áp", "PT-160", "0 bar", "160 bar", "0,02 %", "0.032 bar",
        ("0 bar", "40 bar", "80 bar", "120 bar", "160 bar"), ("0.016 bar",) * 5, -9,
    ),
    Card(
        WEIGHTS, "Bộ quả cân chuẩn M1 20 kg", "Weights M1, 20 kg", "mass",
        "Quả Cân Ví Dụ", "M1-20", "20 kg", "300 kg", "M1", "1 g",
        ("20 kg",), ("0.3 g",), 160,
    ),
    Card(
        SMALL_WEIGHTS, "Bộ quả cân chuẩn F1 1 g – 1 kg", "Weights F1, 1 g to 1 kg", "mass",
        "Quả Cân Ví Dụ", "F1-1", "1 g", "1 kg", "F1", "5 mg",
        ("1 kg",), ("1.6 mg",), 27,
    ),
)  # fmt: skip
YEARS_BACK = 2021
IN_FORCE = ("pressure-gauge", "scale-platform")  # the others stay drafts to look at
UNCHECKED = "số liệu mẫu: chưa đối chiếu, chỉ để thử / demo data: not checked"


def standards(house: House, today: date, at: datetime) -> dict[str, Standard]:
    """The standards with a calibration for 2022 and the newest one, by code."""
    there = {s.code: s for s in Standard.objects.filter(centre=house.hue)}
    return {card.code: there.get(card.code) or _standard(house, card, today, at) for card in CARDS}


def _standard(house: House, card: Card, today: date, at: datetime) -> Standard:
    made = add_standard(
        centre=house.hue,
        code=card.code,
        name_vi=card.name_vi,
        name_en=card.name_en,
        serial=f"VD-{card.code}",
        quantity=card.quantity,
        maker=card.maker,
        model=card.model,
        range_min=Quantity.parse(card.range_min),
        range_max=Quantity.parse(card.range_max),
        accuracy=card.accuracy,
        mpe=Quantity.parse(card.mpe),
        by=house.quality,
        at=at,
    )
    for number, (on, until) in enumerate(_events(card, today), start=1):
        values = [
            (Quantity.parse(nominal), Quantity.parse(nominal), Quantity.parse(expanded), "2")
            for nominal, expanded in zip(card.nominals, card.expanded, strict=True)
        ]
        add_standard_calibration(
            standard=made,
            on=on,
            valid_until=until,
            laboratory="Viện Đo lường Ví Dụ",
            certificate_number=f"{card.code}/{on:%y}.{number:03}",
            traceable_to="VDL",
            values=values,
            by=house.quality,
            at=at,
        )
    return made


def _events(card: Card, today: date) -> list[tuple[date, date]]:
    """A calibration that covers the first half of 2022, and the newest one."""
    until = today + timedelta(days=card.due_in)
    return [(date(YEARS_BACK, 11, 15), date(2022, 11, 14)), (until - timedelta(days=364), until)]


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
