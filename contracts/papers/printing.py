"""A paper as PDF/A: the same facts give the same bytes, today and in ten years."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from common.papers import pictured, printable, typeset
from contracts.papers.laying import blocks

_FOLDERS: Final[Mapping[str, Path]] = {
    "paper/1": Path(__file__).parents[1] / "typst" / "1" / "paper.typ",
}


def pdf(facts: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of a paper's facts; `at`, when it was made, is the clock inside the file."""
    return typeset(_FOLDERS[facts["layout"]], _inputs(facts), at)


def pictures(facts: Mapping[str, Any], *, ppi: int = 96) -> list[bytes]:
    """The same pages as PNG."""
    return pictured(_FOLDERS[facts["layout"]], _inputs(facts), ppi)


def _inputs(facts: Mapping[str, Any]) -> dict[str, str]:
    """Signs that the font lacks become question marks: the facts keep them."""
    said = {
        "title": facts["name_vi"],
        "number": facts["number"],
        "centre": facts["centre"]["name"],
        "blocks": blocks(facts),
    }
    return {"paper": json.dumps(printable(said), ensure_ascii=False)}
