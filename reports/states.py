"""What a period report and a figure may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.states import move


class ReportState(models.TextChoices):
    """A period report's life. What was closed stays closed; reopening makes the next version."""

    DRAFT = "draft", _("dự thảo")
    REVIEWED = "reviewed", _("đã soát")
    CLOSED = "closed", _("đã chốt")


S = ReportState
REPORT_MOVES = {
    "review": move(S.DRAFT, to=S.REVIEWED),
    "return": move(S.REVIEWED, to=S.DRAFT),
    "close": move(S.REVIEWED, to=S.CLOSED),
}


class ReportKind(models.TextChoices):
    """Which layout and which figures a report has."""

    UNIT = "unit", _("báo cáo của đơn vị")
    BLOCK = "block", _("báo cáo của khối thi đua")
    AUTHORITY = "authority", _("báo cáo hằng năm gửi cơ quan quản lý")


class FigureKind(models.TextChoices):
    """How a figure came to be; printed beside it where it is not simply counted."""

    COMPUTED = "computed", _("tính từ hồ sơ")
    ENTERED = "entered", _("nhập tay, có minh chứng")
    UNPROVEN = "unproven", _("nhập tay, không có minh chứng")
    APPROXIMATE = "approximate", pgettext_lazy("số", "khoảng")
    ESTIMATE = "estimate", _("ước")
    WORDS = "words", _("bằng lời")


class PlanPeriod(models.TextChoices):
    """What a rate of a part of the year is held against (practice.md 3.3, 4)."""

    OWN = "own", _("kế hoạch của chính kỳ")
    PRO_RATA = "pro_rata", _("kế hoạch năm chia theo tháng")
    YEAR = "year", _("kế hoạch cả năm")
