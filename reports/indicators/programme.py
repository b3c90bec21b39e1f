"""The year's programme of work (chương trình công tác): how much of it is done."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from planning.models import ProgrammeItem
from reports.indicators.entries import rule, standing
from reports.indicators.labels import ITEM
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, ratio


@dataclass(frozen=True)
class Planned:
    """One line of a programme."""

    pk: int
    centre_id: int
    done_on: date | None


def programme(asked: Question) -> list[Planned]:
    """The lines of the year that were issued by the cut-off, in one query."""
    rows = standing(ProgrammeItem, asked).filter(year=asked.period.year, issued_on__lte=asked.until)
    return [Planned(*row) for row in rows.order_by("pk").values_list("pk", "centre_id", "done_on")]


def _done(asked: Question) -> list[int]:
    return [
        row.pk
        for row in asked.rows(programme)
        if row.done_on is not None and row.done_on <= asked.until
    ]


_DONE_ON = _("ngày hoàn thành")


@indicator(
    "plan_tasks_done",
    name=_("Nhiệm vụ trong Chương trình công tác đã hoàn thành"),
    definition=rule(
        _(
            "Mục của chương trình công tác năm đã hoàn thành đến ngày chốt, kể từ đầu năm / tổng "
            "số mục đã ban hành đến ngày chốt."
        )
    ),
    unit="task",
    model=ITEM,
    section=Section.GENERAL,
    by_date=_DONE_ON,
)
def done(asked: Question) -> Found:
    """Done of all; its rows are those done."""
    found = _done(asked)
    return counted(found, numerator=len(found), denominator=len(asked.rows(programme)))


@indicator(
    "plan_tasks_total",
    name=_("Nhiệm vụ trong Chương trình công tác"),
    definition=rule(_("Mục của chương trình công tác năm đã ban hành đến ngày chốt.")),
    unit="task",
    model=ITEM,
    section=Section.GENERAL,
    by_date=_("ngày ban hành"),
)
def total(asked: Question) -> Found:
    """All that was issued."""
    return counted(row.pk for row in asked.rows(programme))


@indicator(
    "plan_tasks_rate",
    name=_("Tỷ lệ hoàn thành Chương trình công tác"),
    definition=_(
        "100 × mục đã hoàn thành / tổng số mục của chương trình công tác năm, tính từ số nguyên; "
        "làm tròn một chữ số khi in."
    ),
    unit=PERCENT,
    model=ITEM,
    section=Section.GENERAL,
    by_date=_DONE_ON,
    places=1,
)
def rate(asked: Question) -> Found:
    """Done of all in percent; its rows are all."""
    rows = asked.rows(programme)
    return ratio(len(_done(asked)), len(rows), [row.pk for row in rows])
