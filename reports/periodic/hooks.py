"""What the rooms of documents and of words put into a report; each tells it when it is loaded.

This room comes first: documents are made from its statements, so it imports neither.
"""

from collections.abc import Callable
from typing import NamedTuple

from reports.models import PeriodReport, ReportSection
from reports.periodic.statement import Statement


class File(NamedTuple):
    """A file beside a letter."""

    name: str
    content: bytes
    media_type: str


type_of_filling = Callable[[PeriodReport, Statement], list[dict[str, str]]]
type_of_files = Callable[[PeriodReport, str], list[File]]


def _as_written(report: PeriodReport, _statement: Statement) -> list[dict[str, str]]:
    rows = ReportSection.objects.filter(report=report).values_list("key", "text")
    return [{"key": key, "text": text, "filled": text} for key, text in rows]


def _no_files(_report: PeriodReport, _language: str) -> list[File]:
    return []


_filling: list[type_of_filling] = [_as_written]
_files: list[type_of_files] = [_no_files]


def fill_with(function: type_of_filling) -> type_of_filling:
    """Register who fills names of figures into the words: [{key, text, filled}] in their order."""
    _filling.append(function)
    return function


def attach_with(function: type_of_files) -> type_of_files:
    """Register who makes the documents of a closed report."""
    _files.append(function)
    return function


def filled_sections(report: PeriodReport, statement: Statement) -> list[dict[str, str]]:
    """The report's words with the figures in them, as they are frozen."""
    return _filling[-1](report, statement)


def attachments(report: PeriodReport, language: str = "vi") -> list[File]:
    """The documents of a closed report that go with a letter."""
    return _files[-1](report, language)
