"""The words of a report as they stand: what people wrote, else what the report says by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput
from reports.models import PeriodReport, ReportSection
from reports.narrative.changes import Change, changes
from reports.narrative.ground import ground_of
from reports.narrative.naming import filled
from reports.narrative.proposing import Ground, placed, proposed
from reports.narrative.templates import Part, Section, Template, template_for
from reports.periodic.drafting import drafted


@dataclass(frozen=True)
class Written:
    """One section: its place, the text in force, and the proposal as it would be now."""

    key: str
    part: str
    number: str
    heading: str
    proposal: str
    row: ReportSection | None
    ground: Ground

    @property
    def name(self) -> str:
        """As lists name it."""
        return f"{self.number}. {self.heading or self.part}"

    @property
    def text(self) -> str:
        """With the names of figures inside."""
        return self.row.text if self.row else self.proposal

    @property
    def said(self) -> str:
        """With the figures filled in."""
        return filled(self.text, self.ground.figures)

    @cached_property
    def changes(self) -> list[Change]:
        """What the proposal says that it did not say when the person began."""
        return changes(self.row.base, self.proposal) if self.row else []

    @property
    def version(self) -> str:
        """Tells one state of the stored text from another."""
        return version_of(self.row)


@dataclass(frozen=True)
class Words:
    """All sections of a report, with the title that its template gives it."""

    report: PeriodReport
    template: Template
    ground: Ground
    sections: tuple[Written, ...]

    @property
    def subject(self) -> str:
        """What the report is about."""
        return placed(self.template.subject, self.ground)

    def section(self, key: str) -> Written:
        """One of them; InvalidInput (field "section") names those there are."""
        for one in self.sections:
            if one.key == key:
                return one
        allowed = ", ".join(one.key for one in self.sections)
        message = _("Báo cáo không có mục “%(key)s”.") % {"key": key[:20]}
        raise InvalidInput(Fault("section", message, "unknown", found=key[:20], allowed=allowed))


def version_of(row: ReportSection | None) -> str:
    """A digest of what is stored; blank where nothing is."""
    return sha256(canonical([row.text, row.base]))[:16] if row else ""


def words_of(report: PeriodReport, ground: Ground) -> Words:
    """The words of a report from what they stand on."""
    template = template_for(report.kind, report.dated_on or report.cut_off)
    kept = ReportSection.objects.filter(report=report) if report.pk else ()
    rows = {row.key: row for row in kept}
    sections = tuple(
        _written(section, part, ground, rows)
        for part in template.parts
        for section in part.sections
    )
    return Words(report, template, ground, sections)


def words_now(report: PeriodReport) -> Words:
    """The words of a draft as its rows are now."""
    found = drafted(report)
    with override("vi"):
        return words_of(report, ground_of(found.statement, found.rows))


def _written(
    section: Section, part: Part, ground: Ground, rows: Mapping[str, ReportSection]
) -> Written:
    return Written(
        key=section.key,
        part=placed(part.heading, ground),
        number=section.key.rpartition(".")[2],
        heading=section.heading,
        proposal=proposed(section, ground),
        row=rows.get(section.key),
        ground=ground,
    )


def texts(words: Words) -> list[dict[str, Any]]:
    """The sections as a closed report keeps them: filled in, with their headings."""
    return [
        {"key": one.key, "part": one.part, "heading": one.heading, "text": one.said}
        for one in words.sections
    ]
