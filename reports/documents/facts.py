"""All that a report's files are made from: live for a draft, what was frozen for a closed one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.utils.translation import override

from common.canonical import canonical
from reports.documents.annex import KEY, annex, read_back
from reports.documents.plan import LAYOUT, Facts
from reports.documents.shapes import Table
from reports.documents.tables import tables_of
from reports.models import ClosedFigure, PeriodReport
from reports.narrative.ground import ground_of
from reports.narrative.proposing import Ground, placed
from reports.narrative.templates import Template, template_for
from reports.narrative.writing import texts, words_of
from reports.periodic.adjusting import adjustments
from reports.periodic.drafting import drafted
from reports.periodic.saying import type_of_rows
from reports.periodic.statement import Statement, frozen
from reports.states import ReportState

_HEAD: Final = "GIÁM ĐỐC"


@dataclass(frozen=True)
class Gathered:
    """A report with its words and tables, ready to be printed. `at` is the clock inside files."""

    report: PeriodReport
    statement: Statement
    adjustments: Sequence[Mapping[str, Any]]
    sections: Sequence[Mapping[str, str]]
    annex: Mapping[str, Table]
    rows: Mapping[str, type_of_rows]
    at: datetime

    @property
    def facts(self) -> Facts:
        """What the plan of the document prints."""
        with override("vi"):
            return _facts(self)


def gather(report: PeriodReport) -> Gathered:
    """Everything, reckoned once. A closed report is read from what was frozen."""
    with override("vi"):
        return _closed(report) if report.state == ReportState.CLOSED else _draft(report)


def _draft(report: PeriodReport) -> Gathered:
    found = drafted(report)
    rows = {line.code: found.rows(line.code) for line in found.statement}
    return Gathered(
        report=report,
        statement=found.statement,
        adjustments=tuple(adjustments(report)),
        sections=texts(words_of(report, ground_of(found.statement, found.rows))),
        annex=annex(report.kind, lambda code: ids_of(rows.get(code, [])), report.cut_off),
        rows=rows,
        at=report.made_at,
    )


def ids_of(rows: type_of_rows) -> list[int]:
    """The keys of rows."""
    return [int(row[0] or 0) for row in rows]


def _closed(report: PeriodReport) -> Gathered:
    statement = frozen(report)
    kept = ClosedFigure.objects.filter(closing=report.closing).values_list("code", "rows")
    rows: dict[str, type_of_rows] = {code: json.loads(text) for code, text in kept}
    told = next((one["filled"] for one in statement.texts if one["key"] == KEY), "")
    return Gathered(
        report=report,
        statement=statement,
        adjustments=statement.adjustments,
        sections=[_told(one, report) for one in statement.texts if one["key"] != KEY],
        annex=read_back(told),
        rows=rows,
        at=report.closed_at or report.made_at,
    )


def _told(one: Mapping[str, Any], report: PeriodReport) -> dict[str, str]:
    """A frozen section; the headings are its own, else those of the template of its day."""
    if "part" in one:
        return {name: one[name] for name in ("key", "part", "heading")} | {"text": one["filled"]}
    template = _template(report)
    for part in template.parts:
        for section in part.sections:
            if section.key == one["key"]:
                head = {"part": part.heading, "heading": section.heading}
                return {"key": one["key"], **head, "text": one["filled"]}
    return {"key": one["key"], "part": "", "heading": "", "text": one["filled"]}


def _template(report: PeriodReport) -> Template:
    return template_for(report.kind, report.dated_on or report.cut_off)


def _facts(found: Gathered) -> Facts:
    report, centre = found.report, found.report.centre
    template = _template(report)
    unit = report.block.name if report.block else centre.name_vi
    subject = placed(template.subject, Ground(found.statement.period, unit, {}))
    above = centre.above_vi or (centre.parent.name_vi if centre.parent else "")
    return {
        "layout": LAYOUT,
        "draft": report.state != ReportState.CLOSED,
        "title": template.title,
        "subject": subject,
        "above": above,
        "name": centre.name_vi,
        "place": centre.place_vi,
        "number": report.number,
        "dated_on": report.dated_on.isoformat() if report.dated_on else "",
        "parts": _parts(found.sections),
        "signer": _signer(report),
        "recipients": [one.strip() for one in report.recipients.splitlines() if one.strip()],
        "annex": f"Số liệu {found.statement.period.label_vi}, chốt ngày {report.cut_off:%d/%m/%Y}",
        "tables": tables_of(found.statement, found.adjustments, found.annex),
    }


def _parts(sections: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    groups = groupby(sections, key=lambda one: one["part"])
    return [
        {
            "heading": heading,
            "sections": [{"heading": one["heading"], "text": one["text"]} for one in group],
        }
        for heading, group in groups
    ]


def _signer(report: PeriodReport) -> dict[str, str]:
    """TM., KT. or TL. stand over the title; without any the head signs."""
    return {
        "for": report.signer_for,
        "title": report.signer_title or report.centre.head_title_vi or _HEAD,
        "name": report.signer_name or report.centre.head_name,
    }


def as_data(found: Gathered) -> dict[str, Any]:
    """The report for programs: head, figures, adjustments, words."""
    report = found.report
    return {
        "format": "chuan.report-document/1",
        "centre": report.centre.code,
        "block": report.block.code if report.block else None,
        "kind": report.kind,
        "period": report.period,
        "cut_off": report.cut_off.isoformat(),
        "version": report.version,
        "state": report.state,
        "number": report.number,
        "dated_on": report.dated_on.isoformat() if report.dated_on else None,
        "digest": found.statement.digest,
        "choices": dict(found.statement.choices),
        "figures": [_figure(line) for line in found.statement],
        "members": [dict(one) for one in found.statement.members],
        "adjustments": [dict(one) for one in found.adjustments],
        "sections": [dict(one) for one in found.sections],
        "tables": found.facts["tables"],
    }


def _figure(line: Any) -> dict[str, Any]:
    rate = line.rate
    return {
        **line.said,
        "cause": line.cause,
        "rate": str(rate.exact) if rate is not None and rate.exact is not None else None,
        "standing": str(line.standing or ""),
    }


def plain_json(found: Gathered) -> bytes:
    """Canonical JSON of `as_data`: widths of columns are no facts and numbers come as text."""
    data = as_data(found)
    for table in data["tables"]:
        table["columns"] = [column["title"] for column in table["columns"]]
    return canonical(data).encode()
