"""All figures of the quality officer's page, and the rows behind each, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.people import Person
from certificates.states import CertificateState, Kind
from planning.states import ActivityKind
from reports.dashboards import quality_papers as papers
from reports.dashboards import quality_scope as scope
from reports.dashboards.quality_standards import Adherence, checkings, recalibrations
from reports.dashboards.shell import Asked
from reports.indicators.computing import answers
from reports.indicators.deeds import Deed, done_in, under_way
from reports.indicators.labels import ACTIVITY, CERTIFICATE, STANDARD
from reports.indicators.shapes import Figure

PROCEDURE, CASE = "calibration.procedureversion", "certificates.impactcase"
CODES = (
    "audit_notes_fixed", "standards_maintained", "standards_not_maintained", "standards_due",
    "in_scope_services", "out_of_scope_services", "procedures_reviewed", "procedures_issued",
    "procedures_issue_rate",
)  # fmt: skip
AGES: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 90), (91, 180), (181, None))  # days


@dataclass(frozen=True)
class Rows:
    """What a figure opens: its name, the model, ids or a queryset of them."""

    name: Any
    model: str
    ids: Any


@dataclass(frozen=True)
class Aged:
    """Open findings of an age, by the place among AGES; those past their day."""

    age: int
    rows: Sequence[Deed]
    late: Sequence[Deed]


class Quality:
    """One unit and period; each part is asked of the database once."""

    def __init__(self, asked: Asked, person: Person) -> None:
        self.asked = asked
        self.person = person
        self.question, self.figures = answers(
            CODES, centre=asked.centre, period=asked.period, cut_off=asked.cut_off
        )

    def figure(self, code: str) -> Figure:
        """The figure of an indicator."""
        return self.figures[code]

    @cached_property
    def open_findings(self) -> list[Deed]:
        """Found and not closed by the cut-off, the oldest first."""
        found = under_way(self.question, ActivityKind.FINDING)
        return sorted(found, key=lambda one: (one.begun_on, one.pk))

    @cached_property
    def closed_findings(self) -> list[Deed]:
        """Closed in the period."""
        return done_in(self.question, ActivityKind.FINDING)

    @cached_property
    def late_findings(self) -> list[Deed]:
        """Open past their day."""
        return [one for one in self.open_findings if self.is_late(one)]

    def is_late(self, one: Deed) -> bool:
        """Whether the day by which it was to be closed is over."""
        return one.due_on is not None and one.due_on < self.asked.cut_off

    def days(self, one: Deed) -> int:
        """How long it is open."""
        assert one.begun_on is not None  # a finding has the day on which it was found
        return (self.asked.cut_off - one.begun_on).days

    @cached_property
    def aged_findings(self) -> list[Aged]:
        """Open findings by age."""
        found = []
        for age, (least, most) in enumerate(AGES):
            rows = [
                one
                for one in self.open_findings
                if least <= self.days(one) and (most is None or self.days(one) <= most)
            ]
            found.append(Aged(age, rows, [one for one in rows if self.is_late(one)]))
        return found

    @cached_property
    def recalibrations(self) -> Adherence:
        """Calibrations of standards that ran out in the period."""
        return recalibrations(self.question)

    @cached_property
    def checkings(self) -> Adherence:
        """Checks of standards between calibrations."""
        return checkings(self.question)

    @cached_property
    def scope(self) -> list[scope.Line]:
        """Services under the scopes that they are judged by."""
        return scope.lines(self.question)

    @cached_property
    def procedures(self) -> list[papers.Waiting]:
        """Procedures that wait for somebody."""
        return papers.procedures(self.question)

    @cached_property
    def papers(self) -> tuple[list[papers.Ended], list[papers.Ended]]:
        """Papers by month and by kind."""
        return papers.ended_papers(self.question)

    @cached_property
    def cases(self) -> list[Any]:
        """Open impact cases."""
        return papers.open_cases(self.question, self.person)

    def sets(self) -> Mapping[str, Rows]:
        """The rows behind every figure, by the name that an address bears. Querysets stay lazy."""
        return {**self._findings(), **self._standards(), **self._scope(), **self._papers()}

    def _findings(self) -> Mapping[str, Rows]:
        found = {
            "findings": Rows(_("Phát hiện còn mở"), ACTIVITY, _ids(self.open_findings)),
            "findings_late": Rows(_("Phát hiện quá hạn xử lý"), ACTIVITY, _ids(self.late_findings)),
            "findings_closed": Rows(
                _("Phát hiện đã đóng trong kỳ"), ACTIVITY, _ids(self.closed_findings)
            ),
        }
        for one in self.aged_findings:
            days = age_words(one.age)
            name = gettext("Phát hiện còn mở, %(days)s") % {"days": days}
            found[f"findings_{one.age}"] = Rows(name, ACTIVITY, _ids(one.rows))
            name = gettext("Phát hiện quá hạn xử lý, %(days)s") % {"days": days}
            found[f"findings_late_{one.age}"] = Rows(name, ACTIVITY, _ids(one.late))
        return found

    def _standards(self) -> Mapping[str, Rows]:
        again, check = self.recalibrations, self.checkings
        found = self._figures("standards_maintained", "standards_not_maintained", "standards_due")
        lists = {
            "calibrated": (_("Chuẩn tới hạn trong kỳ, hiệu chuẩn đúng hạn"), again.in_time),
            "calibrated_late": (_("Chuẩn hiệu chuẩn muộn, chưa hiệu chuẩn lại"), again.late),
            "checked": (_("Chuẩn được kiểm tra giữa kỳ đúng hạn"), check.in_time),
            "checked_late": (_("Chuẩn kiểm tra giữa kỳ muộn, chưa kiểm tra"), check.late),
        }
        for code, (name, rows) in lists.items():
            ids = tuple(dict.fromkeys(one.standard.pk for one in rows))
            found[code] = Rows(name, STANDARD, ids)
        return found

    def _figures(self, *codes: str) -> dict[str, Rows]:
        found = [(code, self.figure(code)) for code in codes]
        return {code: Rows(one.words.name, one.rows.model, one.rows.ids) for code, one in found}

    def _scope(self) -> Mapping[str, Rows]:
        found = {}
        for line in self.scope:
            facts = {"service": line.service.label, "kind": line.kind.label}
            name = gettext("Giấy %(service)s được xét theo phạm vi %(kind)s") % facts
            found[line.code] = Rows(name, CERTIFICATE, line.every)
            name = gettext("Giấy %(service)s ngoài phạm vi %(kind)s") % facts
            found[f"{line.code}_outside"] = Rows(name, CERTIFICATE, line.outside)
        return found

    def _papers(self) -> Mapping[str, Rows]:
        every = papers.papers(self.question).order_by("issued_at", "pk")
        replaced = every.filter(state=CertificateState.SUPERSEDED)
        withdrawn = every.filter(state=CertificateState.WITHDRAWN)
        states = (CertificateState.SUPERSEDED, CertificateState.WITHDRAWN)
        found = {
            "issued": Rows(_("Giấy đã cấp trong kỳ"), CERTIFICATE, _pks(every)),
            "replaced": Rows(
                _("Giấy cấp trong kỳ đã được thay thế"), CERTIFICATE, _pks(replaced)
            ),
            "withdrawn": Rows(
                _("Giấy cấp trong kỳ đã thu hồi"), CERTIFICATE, _pks(withdrawn)
            ),
            "ended": Rows(
                _("Giấy cấp trong kỳ đã thay thế hoặc thu hồi"), CERTIFICATE,
                _pks(every.filter(state__in=states)),
            ),
            "cases": Rows(
                _("Hồ sơ ảnh hưởng đang xử lý"), CASE, tuple(one.pk for one in self.cases)
            ),
            "procedures": Rows(
                _("Quy trình cần xem lại"), PROCEDURE,
                tuple(one.version.pk for one in self.procedures),
            ),
        }  # fmt: skip
        for kind in Kind:
            for code in ("issued", "replaced", "withdrawn"):
                of = found[code]
                name = f"{of.name}: {kind.label}"
                found[f"{code}_{kind}"] = Rows(name, CERTIFICATE, of.ids.filter(kind=kind))
        for why in papers.Why:
            ids = tuple(one.version.pk for one in self.procedures if one.why == why)
            found[f"procedures_{why}"] = Rows(why.label, PROCEDURE, ids)
        return {**found, **self._figures("procedures_reviewed", "procedures_issued")}


def age_words(age: int) -> str:
    """An age in words."""
    least, most = AGES[age]
    if most is None:
        return gettext("trên %(n)s ngày") % {"n": least - 1}
    return gettext("%(least)s–%(most)s ngày") % {"least": least, "most": most}


def _ids(rows: Sequence[Deed]) -> tuple[int, ...]:
    return tuple(one.pk for one in rows)


def _pks(rows: Any) -> Any:
    return rows.values_list("pk", flat=True)
