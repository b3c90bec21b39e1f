"""What is proposed: science tasks for the next year by level; investments and projects."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from planning.models import Proposal
from planning.states import Level, ProposalKind
from reports.indicators.entries import rule, standing, told
from reports.indicators.labels import PROPOSAL
from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import Found, Section, counted


@dataclass(frozen=True)
class Proposed:
    """One proposal."""

    pk: int
    centre_id: int
    kind: str
    level: str
    plan_year: int
    title: str
    made_on: date


_FIELDS = tuple(Proposed.__dataclass_fields__)


def proposals(asked: Question) -> list[Proposed]:
    """Those for the next year made by the cut-off, and those made in the period, in one query."""
    following = Q(plan_year=asked.period.year + 1, made_on__lte=asked.until)
    made = Q(made_on__range=(asked.start, asked.until))
    rows = standing(Proposal, asked).filter(following | made)
    return [Proposed(*row) for row in rows.order_by("made_on", "pk").values_list(*_FIELDS)]


def _for_next_year(level: str | None, asked: Question) -> Found:
    return counted(
        row.pk
        for row in asked.rows(proposals)
        if row.kind == ProposalKind.TASK
        and row.plan_year == asked.period.year + 1
        and level in (None, row.level)
    )


LEVELS = {
    "st_prop_nat": (Level.NATIONAL, _("Nhiệm vụ đề xuất cho năm sau: cấp quốc gia")),
    "st_prop_min": (Level.MINISTRY, _("Nhiệm vụ đề xuất cho năm sau: cấp Bộ")),
    "st_prop_prov": (Level.PROVINCE, _("Nhiệm vụ đề xuất cho năm sau: cấp tỉnh")),
    "st_prop_inst": (Level.INSTITUTION, _("Nhiệm vụ đề xuất cho năm sau: cấp cơ sở")),
    "st_prop_total": (None, _("Nhiệm vụ đề xuất cho năm sau")),
}
for _code, (_level, _name) in LEVELS.items():
    add(
        _code,
        partial(_for_next_year, _level),
        name=_name,
        definition=rule(
            _(
                "Đề xuất nhiệm vụ KH&CN có năm kế hoạch là năm sau năm báo cáo, lập đến ngày chốt, "
                "kể cả lập trước kỳ và kể cả bị từ chối."
            )
        ),
        unit="task",
        model=PROPOSAL,
        section=Section.SCIENCE,
        by_date=_("năm kế hoạch"),
    )


@indicator(
    "project_proposals",
    name=_("Đề xuất chủ trương đầu tư, hồ sơ đăng ký đề án, dự án"),
    definition=rule(
        _("Hồ sơ đề xuất đầu tư, đề án, dự án có ngày lập trong kỳ; liệt kê tên hồ sơ.")
    ),
    unit="proposal",
    model=PROPOSAL,
    section=Section.DUTY,
    by_date=_("ngày lập"),
)
def project_proposals(asked: Question) -> Found:
    """Investments and projects proposed in the period."""
    rows = [
        row
        for row in asked.rows(proposals)
        if row.kind != ProposalKind.TASK and asked.start <= row.made_on <= asked.until
    ]
    return counted((row.pk for row in rows), told=told([row.title for row in rows]))
