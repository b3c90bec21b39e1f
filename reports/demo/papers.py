"""Templates and number patterns of the demo: Huế's own, with a logo and a mark of our drawing."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from certificates.models import Picture, Template, TemplateDraft
from certificates.papers import pictures
from certificates.papers.numbers import set_pattern
from certificates.papers.services import put_in_force, save_draft
from certificates.pdf.template import completed
from certificates.states import Kind
from reports.demo.people import House

DRAWINGS = Path(__file__).parent / "data"
VIOLET = "#5b2a6e"  # of Huế
LOOK: Mapping[str, Any] = {
    "accent": VIOLET,
    "logo_height": 18,
    "approver_label": {"vi": "Giám đốc", "en": "Director"},
    "contact": {"vi": "Thư điện tử: doluong@hue.example", "en": "E-mail: doluong@hue.example"},
    "footer": {
        "vi": "Dữ liệu mẫu, không có giá trị sử dụng",
        "en": "Demonstration data, of no validity",
    },
}
THANKS = {
    "vi": "Ý kiến về giấy này xin gửi trong 30 ngày kể từ ngày cấp.",
    "en": "Please send remarks on this certificate within 30 days of its issue.",
}
WHY = "Mẫu của trung tâm, có biểu trưng"


def papers(house: House, beginning: datetime, now: datetime) -> None:
    """In force from the first day of the demo; what comes next is there to be seen."""
    if Template.objects.filter(centre=house.hue).exists():
        return
    logo, mark = (_picture(house, name, beginning) for name in ("hue-logo.svg", "example-mark.svg"))
    own = {**LOOK, "logo": logo.sha256}
    marked = {**own, "mark": mark.sha256}
    first = beginning.date()
    _put(house, Kind.VERIFICATION, own, first, WHY, beginning)
    _put(house, Kind.NOTICE, own, first, WHY, beginning)
    _put(house, Kind.CALIBRATION, marked, first, WHY, beginning)
    new_year = date(now.year + 1, 1, 1)
    _put(
        house, Kind.CALIBRATION, {**marked, "notes": [THANKS]}, new_year,
        "Thêm lời nhắc về thời hạn góp ý", now,
    )  # fmt: skip
    said: dict[str, Any] = {"centre": house.hue, "by": house.quality, "at": now}
    _draft(house, Kind.VERIFICATION, {**own, "notes": [THANKS], "text_size": "10"}, now)
    set_pattern(
        kind=Kind.TESTING, from_year=now.year + 1, pattern="{centre}-TN{yy}.{serial:4}", **said
    )


def _picture(house: House, name: str, at: datetime) -> Picture:
    data = (DRAWINGS / name).read_bytes()
    return pictures.keep(centre=house.hue, name=name, data=data, by=house.quality, at=at)


def _draft(house: House, kind: Kind, content: Mapping[str, Any], at: datetime) -> TemplateDraft:
    own = completed(content, kind)  # a notice has no colour of its own
    return save_draft(centre=house.hue, kind=kind, content=own, by=house.quality, at=at)


def _put(
    house: House, kind: Kind, content: Mapping[str, Any], day: date, why: str, at: datetime
) -> Template:
    _draft(house, kind, content, at)
    return put_in_force(
        centre=house.hue, kind=kind, valid_from=day, why=why, by=house.quality, at=at
    )
