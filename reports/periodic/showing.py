"""A report's rows and moves as tables that the page and the API show alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from reports import rows as tables
from reports.indicators.labels import MEMBER
from reports.models import ClosedFigure, PeriodReport
from reports.periodic.adjusting import closed_before
from reports.periodic.drafting import drafted
from reports.periodic.saying import type_of_rows
from reports.periodic.statement import Line, Statement, frozen
from reports.states import ReportState


@dataclass(frozen=True)
class Behind:
    """A figure of a report with the rows behind it: now, or as frozen."""

    statement: Statement
    line: Line
    rows: type_of_rows

    @property
    def shape(self) -> Any:
        """What the tables of rows ask for: the model and the amounts."""
        amounts = {row[0]: (row[1], row[2]) for row in self.rows if row[1] is not None}
        return SimpleNamespace(rows=SimpleNamespace(model=self.line.model, amounts=amounts))

    @property
    def of_members(self) -> bool:
        """Whether rows are members of a block, each with what it brings to the sum."""
        return self.line.model == MEMBER

    @property
    def money(self) -> bool:
        """Whether rows bring amounts."""
        return any(row[1] is not None for row in self.rows)


def behind(report: PeriodReport, code: str) -> Behind:
    """The rows behind one figure; InvalidInput (field "figure") where the report has none such."""
    if report.state == ReportState.CLOSED:
        statement = frozen(report)
        line = _line(statement, code)
        text = ClosedFigure.objects.values_list("rows", flat=True).get(
            closing=report.closing, code=line.code
        )
        return Behind(statement, line, json.loads(text))
    found = drafted(report)
    line = _line(found.statement, code)
    return Behind(found.statement, line, found.rows(line.code))


def _line(statement: Statement, code: str) -> Line:
    if code in statement.by_code:
        return statement[code]
    message = _("Báo cáo này không có chỉ tiêu “%(key)s”.") % {"key": code[:60]}
    allowed = ", ".join(statement.by_code)
    raise InvalidInput(Fault("figure", message, code="unknown", found=code[:60], allowed=allowed))


def facts(model: str, ids: Sequence[int]) -> Mapping[int, tuple[str, tuple[Any, ...]]]:
    """{id: (address, cells)} of rows as they are now; one that is gone is missing."""
    return tables.read(model, list(ids)) if model in tables.models() else {}


def headings(model: str) -> tuple[str, ...]:
    """The columns of those cells."""
    if model not in tables.models():
        return ()
    return tables.headings(SimpleNamespace(rows=SimpleNamespace(model=model)))


def names(model: str) -> tuple[str, ...]:
    """The same as the API names them."""
    if model not in tables.models():
        return ()
    return tables.names(SimpleNamespace(rows=SimpleNamespace(model=model)))


def redefined(statement: Statement) -> list[tuple[Line, Line]]:
    """(then, now) of the figures whose definition changed since the last closed report."""
    earlier = closed_before(statement.report)
    if not earlier:
        return []
    then = frozen(earlier[-1]).by_code
    pairs = [(then[line.code], line) for line in statement.figures if line.code in then]
    return [(old, new) for old, new in pairs if old.version != new.version]
