"""What the charts of the quality officer's page show, and the finding that each title says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.templatetags.show import count
from planning.rates import NONE, Rate
from reports.dashboards.charts import Bar, Drawing, Part, bars
from reports.dashboards.quality_figures import Aged, Quality, age_words
from reports.dashboards.quality_papers import Ended, Waiting, Why
from reports.dashboards.quality_scope import Line
from reports.dashboards.quality_standards import Adherence

MOST_CASES, DRAWN = 8, 6  # cases, months of a chart


def findings_chart(aged: Sequence[Aged]) -> Drawing | None:
    """Open findings by age: within their day, past it."""
    return bars(
        [
            Bar(
                age_words(one.age).capitalize(),
                (Part(len(one.rows) - len(one.late)), Part(len(one.late), "hatch")),
                count(len(one.rows)),
            )
            for one in aged
        ]
    )


def findings_title(found: Quality) -> str:
    """How many are open, how many past their day, the oldest."""
    every = found.open_findings
    if not every:
        return _("Không phát hiện nào còn mở")
    facts = {"n": count(len(every)), "days": count(found.days(every[0]))}
    said = _("%(n)s phát hiện còn mở, lâu nhất %(days)s ngày") % facts
    if not found.late_findings:
        return said
    late = count(len(found.late_findings))
    return _("%(said)s; %(late)s quá hạn xử lý") % {"said": said, "late": late}


@dataclass(frozen=True)
class Share:
    """How many keep a rule, of how many; `kept` and `missed` name their rows."""

    name: str
    kept: str
    missed: str
    up: int
    down: int

    @property
    def short(self) -> int:
        """How many do not."""
        return self.down - self.up

    @property
    def rate(self) -> Rate:
        """From the two numbers; “–” where nothing is asked."""
        return Rate(self.up, self.down)


def shares(found: Quality) -> list[Share]:
    """The three rules of a standard: in force, calibrated in time, checked in time."""
    kept = found.figure("standards_maintained")
    again, check = found.recalibrations, found.checkings
    return [
        Share(
            _("Còn hiệu lực hiệu chuẩn"), "standards_maintained", "standards_not_maintained",
            int(kept.numerator or 0), int(kept.denominator or 0),
        ),
        Share(
            _("Tới hạn trong kỳ, hiệu chuẩn đúng hạn"), "calibrated", "calibrated_late",
            len(again.in_time), len(again.every),
        ),
        Share(
            _("Kiểm tra giữa kỳ đúng hạn"), "checked", "checked_late",
            len(check.in_time), len(check.every),
        ),
    ]  # fmt: skip


def shares_chart(rows: Sequence[Share]) -> Drawing | None:
    """Those that hold, and the rest striped."""
    return bars(
        [
            Bar(one.name, (Part(one.up), Part(one.short, "hatch")),
                f"{count(one.up)} / {count(one.down)}" if one.down else NONE)
            for one in rows
        ]
    )  # fmt: skip


def standards_title(again: Adherence, check: Adherence) -> str:
    """The share calibrated in time, and the checks that are late."""
    if again.every:
        facts = {"rate": again.rate.shown, "late": count(len(again.late))}
        said = (
            _("%(rate)s lần tới hạn được hiệu chuẩn đúng hạn; %(late)s lần muộn") % facts
            if again.late
            else _("Mọi lần tới hạn đều được hiệu chuẩn đúng hạn")
        )
    else:
        said = _("Trong kỳ không lần hiệu chuẩn nào tới hạn")
    if not check.late:
        return said
    n = count(len(check.late))
    return _("%(said)s; %(n)s chuẩn chậm kiểm tra giữa kỳ") % {"said": said, "n": n}


def scope_name(line: Line) -> str:
    """A service under a kind of scope."""
    facts = {"service": str(line.service.label).capitalize(), "kind": line.kind.label}
    return pgettext("dịch vụ, phạm vi", "%(service)s – %(kind)s") % facts


def scope_chart(lines: Sequence[Line]) -> Drawing | None:
    """Papers within, and outside striped."""
    return bars(
        [
            Bar(
                scope_name(line),
                (Part(len(line.every) - len(line.outside)), Part(len(line.outside), "hatch")),
                line.rate.shown,
            )
            for line in lines
        ]
    )


def scope_title(lines: Sequence[Line]) -> str:
    """Where work lies outside, or that none does."""
    if not any(line.every for line in lines):
        return _("Trong kỳ không có giấy nào để xét phạm vi")
    out = [line for line in lines if line.outside]
    if not out:
        return _("Không giấy nào ngoài phạm vi")
    worst = max(out, key=lambda line: (line.rate.exact or 0, len(line.outside)))
    facts = {
        "name": scope_name(worst),
        "rate": worst.rate.shown,
        "n": count(len(worst.outside)),
        "whole": count(len(worst.every)),
    }
    return _("%(name)s: %(rate)s ngoài phạm vi (%(n)s trong %(whole)s giấy)") % facts


def cases_chart(cases: Sequence[Any]) -> Drawing | None:
    """Touched jobs of each open case: undecided, decided with something to do, done."""
    return bars(
        [
            Bar(
                str(one.event),
                (
                    Part(one.undecided, "hatch"),
                    Part(one.left),
                    Part(max(0, one.jobs - one.undecided - one.left), "then"),
                ),
                count(one.jobs),
            )
            for one in cases[:MOST_CASES]
        ]
    )


def cases_title(cases: Sequence[Any]) -> str:
    """How many are open, and what waits in them."""
    if not cases:
        return _("Không hồ sơ ảnh hưởng nào đang xử lý")
    facts = {
        "n": count(len(cases)),
        "undecided": count(sum(one.undecided for one in cases)),
        "left": count(sum(one.left for one in cases)),
    }
    return (
        _("%(n)s hồ sơ đang xử lý: %(undecided)s phiếu chưa quyết định, %(left)s còn việc phải làm")
        % facts
    )


def reasons(found: Sequence[Waiting]) -> list[tuple[Why, int]]:
    """How many procedures wait for each reason."""
    return [(why, sum(one.why == why for one in found)) for why in Why]


def procedures_chart(found: Sequence[Waiting]) -> Drawing | None:
    """Procedures by why they wait, where any do."""
    some = [(str(why.label).capitalize(), n) for why, n in reasons(found) if n]
    return bars([Bar(name, (Part(n),), count(n)) for name, n in some])


def procedures_title(found: Sequence[Waiting]) -> str:
    """How many wait, and why most do."""
    if not found:
        return _("Không quy trình nào cần xem lại")
    why, n = max(reasons(found), key=lambda pair: pair[1])
    facts = {"n": count(len(found)), "why": why.label, "most": count(n)}
    return _("%(n)s quy trình cần xem lại; nhiều nhất: %(why)s (%(most)s)") % facts


def month_name(one: Ended) -> str:
    """A month as the reader writes it."""
    return date_format(one.key, "m/Y")


def papers_chart(months: Sequence[Ended]) -> Drawing | None:
    """Papers replaced and withdrawn, by the month of their issue; the last months."""
    return bars(
        [
            Bar(
                date_format(one.key, "m/y"),
                (Part(one.replaced), Part(one.withdrawn, "hatch")),
                f"{count(one.replaced + one.withdrawn)} / {count(one.issued)}",
            )
            for one in months[-DRAWN:]
        ],
        beside=True,
    )


def papers_title(whole: Ended) -> str:
    """The share replaced or withdrawn, from the two sums."""
    if not whole.issued:
        return _("Trong kỳ chưa cấp giấy nào")
    facts = {
        "rate": whole.rate.shown,
        "replaced": count(whole.replaced),
        "withdrawn": count(whole.withdrawn),
    }
    said = _("%(rate)s giấy cấp trong kỳ đã thay thế hoặc thu hồi: %(replaced)s và %(withdrawn)s")
    return said % facts
