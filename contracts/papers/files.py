"""The files of a paper, made from its frozen facts whenever somebody asks."""

import json
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from common.errors import Refused
from common.file_kinds import PDF
from contracts.models import Paper
from contracts.papers.printing import pdf
from contracts.papers.word.making import DOCX, WrongTemplate, by_ours, by_theirs


def facts_of_paper(paper: Paper) -> dict[str, Any]:
    """What a paper states, as it was frozen."""
    found: dict[str, Any] = json.loads(paper.facts)
    return found


def pdf_of(paper: Paper) -> bytes:
    """The PDF/A; the clock inside is the moment of its making."""
    return pdf(facts_of_paper(paper), paper.made_at)


def docx_of(paper: Paper) -> bytes:
    """The docx, by the template that was in force; raises Refused where that cannot be filled."""
    facts = facts_of_paper(paper)
    if paper.template is None:
        return by_ours(facts)
    with paper.template.file.open("rb") as file:
        content = file.read()
    try:
        return by_theirs(content, facts)
    except WrongTemplate as error:
        raise Refused(error.fault.message, code="template", faults=(error.fault,)) from error


def name_of(paper: Paper, ending: str) -> str:
    """What its file is called: “bbnt-01 45-2026-HĐDV.pdf”."""
    number = facts_of_paper(paper)["number"].replace("/", "-")
    return f"{number}{ending}"


def pdf_answer(paper: Paper) -> HttpResponse:
    """The PDF to look at."""
    return _answer(pdf_of(paper), PDF, name_of(paper, ".pdf"), inline=True)


def docx_answer(paper: Paper) -> HttpResponse:
    """The docx to keep."""
    return _answer(docx_of(paper), DOCX, name_of(paper, ".docx"))


def template_answer(content: bytes, name: str) -> HttpResponse:
    """A template with its tags, to keep and to change."""
    return _answer(content, DOCX, name)


def _answer(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Private, and never taken for anything else than it is."""
    answer = HttpResponse(content, content_type=kind)
    way = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
