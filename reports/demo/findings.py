"""Findings of this year's internal audit: closed, open, and one that is late; all invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from planning.models import Activity
from planning.services.activities import add_activity
from planning.states import ActivityKind
from reports.demo.people import House

PAPER = "27/BC-ĐGNB"
# What was found, and the days from now: found, to be closed until, closed (None: still open).
FINDINGS: Sequence[tuple[str, int, int, int | None]] = (
    ("Phiếu đo áp kế thiếu chữ ký người soát lại", -75, -30, -48),
    ("Chưa ghi độ ẩm ở hai phiếu cân bàn", -75, -30, -33),
    ("Tem còn lại của tháng trước chưa kiểm kê", -75, -15, None),
    ("Quy trình kiểm tra giữa kỳ của quả cân chưa có hạn soát lại", -40, 20, None),
    ("Danh mục tài liệu bên ngoài thiếu bản sửa đổi mới", -40, 35, None),
)
TITLES = frozenset(title for title, *_days in FINDINGS)


def findings(house: House, now: datetime) -> None:
    """Enter those that are not there yet."""
    known = set(Activity.objects.filter(centre=house.hue).values_list("title", flat=True))
    for title, found, due, closed in FINDINGS:
        if title in known:
            continue
        days = {"begun_on": found, "due_on": due, "done_on": closed}
        facts = {
            name: now.date() + timedelta(days=number)
            for name, number in days.items()
            if number is not None
        }
        add_activity(
            centre=house.hue, by=house.quality, at=now, kind=ActivityKind.FINDING,
            title=title, paper=PAPER, again=True, **facts,
        )  # fmt: skip
