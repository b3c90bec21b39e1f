"""A report's facts as PDF/A and as docx: the same facts and moment give the same bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from common.papers import pictured, printable, typeset
from reports.documents import word
from reports.documents.plan import LAYOUT, Facts, blocks

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FOLDERS: Final[Mapping[str, Path]] = {
    LAYOUT: Path(__file__).parent / "typst" / "1" / "report.typ",
}


def pdf(facts: Facts, at: datetime) -> bytes:
    """The PDF; `at` is the clock inside the file."""
    return typeset(_FOLDERS[facts["layout"]], _inputs(facts), at)


def pictures(facts: Facts, *, ppi: int = 96) -> list[bytes]:
    """The same pages as PNG."""
    return pictured(_FOLDERS[facts["layout"]], _inputs(facts), ppi)


def docx(facts: Facts, at: datetime) -> bytes:
    """The docx of the same blocks."""
    return word.docx(
        blocks(facts), title=_title(facts), author=facts["name"], at=at, draft=facts["draft"]
    )


def _title(facts: Facts) -> str:
    return f"{facts['title']} – {facts['subject']}"


def _inputs(facts: Facts) -> dict[str, str]:
    """Signs that the font lacks become question marks: the facts keep them."""
    said = {
        "title": _title(facts),
        "centre": facts["name"],
        "draft": facts["draft"],
        "blocks": blocks(facts),
    }
    return {"report": json.dumps(printable(said), ensure_ascii=False)}
