"""What a report that is being closed says in words, and the files that go with its letters."""

from django.utils.translation import override

from common.file_kinds import PDF
from reports.documents.annex import KEY, annex, kept
from reports.documents.annex import needed as told_of
from reports.documents.facts import gather, ids_of
from reports.documents.files import name_of
from reports.documents.printing import DOCX, docx, pdf
from reports.models import PeriodReport
from reports.narrative.ground import ground_of, needed
from reports.narrative.writing import texts, words_of
from reports.periodic.hooks import File, attach_with, fill_with
from reports.periodic.reckoning import reckon
from reports.periodic.saying import rows_of
from reports.periodic.statement import Statement


@fill_with
def fill(report: PeriodReport, statement: Statement) -> list[dict[str, str]]:
    """Every section, written or proposed, with the figures in it; last the table of tasks."""
    with override("vi"):
        wanted = [line.code for line in statement if needed(line)]
        wanted += [code for code in told_of(report.kind).values() if code in statement.by_code]
        rows = {code: rows_of(one) for code, one in reckon(report, set(wanted)).items()}
        words = words_of(report, ground_of(statement, lambda code: rows.get(code, [])))
        written = {one.key: one.text for one in words.sections}
        told = [
            {"key": one["key"], "text": written[one["key"]], "filled": one["text"]}
            | {"part": one["part"], "heading": one["heading"]}
            for one in texts(words)
        ]
        tables = annex(report.kind, lambda code: ids_of(rows.get(code, [])), report.cut_off)
        last = {"key": KEY, "text": "", "filled": kept(tables), "part": "", "heading": "Phụ lục"}
        return [*told, last] if tables else told


@attach_with
def files(report: PeriodReport, _language: str) -> list[File]:
    """The PDF to read and the docx to work with, of a closed report."""
    found = gather(report)
    facts = found.facts
    return [
        File(name_of(report, "pdf"), pdf(facts, found.at), PDF),
        File(name_of(report, "docx"), docx(facts, found.at), DOCX),
    ]
