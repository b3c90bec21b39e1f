"""Statements as they were stored by every schema so far: what is printed of them never moves.

The files are statements of the gauge of `tests/factories/certificates.py`, issued by the code of
their time (what they were judged by, which is not printed, is left out), beside their printed text.
To look at what a wanted change of layout 2 does before it is ever released: CHUAN_WRITE_TEXTS=1.
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from certificates import pdf
from tests.factories import pdfa

KEPT = Path(__file__).parent / "statements"
NAMES = sorted(path.stem for path in KEPT.glob("*.json"))


def kept(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    return found


def printed(said: dict[str, Any]) -> str:
    """The words of each page in a line of their own."""
    pages = PdfReader(io.BytesIO(pdf.render(said))).pages
    return "\n".join(" ".join(page.extract_text().split()) for page in pages) + "\n"


def test_there_is_one_of_every_schema() -> None:
    assert [kept(name)["schema"] for name in NAMES] == [1, 2, 3, 4]
    assert [kept(name)["layout"] for name in NAMES] == ["certificate/1"] * 3 + ["certificate/2"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_stated_is_printed_as_it_always_was(name: str) -> None:
    text = printed(kept(name))

    if os.environ.get("CHUAN_WRITE_TEXTS"):
        (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")
    assert text == (KEPT / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_what_was_stated_is_an_archive_file(name: str) -> None:
    assert pdfa.faults_of(pdf.render(kept(name))) == []
