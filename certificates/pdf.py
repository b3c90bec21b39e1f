"""The PDF of a statement: the same statement gives the same bytes, today and in ten years."""

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from common.papers import STANDARD, breakable, typeset

TEMPLATES = Path(__file__).parent / "typst"

# What the fonts certainly have: ASCII, Latin-1, Latin Extended-A, Vietnamese, Greek letters, and
# the signs of our own templates. Anything else is tried.
_CERTAIN = re.compile(r"[\n\t -~\u00a0-\u017fƠơƯưẠ-ỹΑ-ΡΣ-Ωα-ω‐-—‘’“”•…′″−≤≥₫]*")
_MOST_TRIED = 50
_LONGEST_WORD = 38


def render(statement: Mapping[str, Any]) -> bytes:
    """The PDF/A-3b of a statement. Nothing but the statement goes in.

    Its text reaches the compiler as data, never as markup; fonts are the compiler's own, so that
    the machine's fonts change nothing; the clock inside the file is the moment of issue.
    """
    issued_at = datetime.fromisoformat(statement["dates"]["issued_at"])
    printed = {
        name: breakable(each, _LONGEST_WORD) for name, each in statement.items() if name != "basis"
    }
    printed["check_url"] = statement["check_url"]
    inputs = {
        "statement": json.dumps(printed, ensure_ascii=False),
        "qr": qr(statement["check_url"]),
    }
    return typeset(TEMPLATES / "certificate.typ", inputs, issued_at)


def qr(address: str) -> str:
    """The QR of an address, as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()


def unprintable(text: str) -> str:
    """The characters of `text` that the fonts lack; an archive file may not leave them blank."""
    rare = [char for char in dict.fromkeys(text) if not _CERTAIN.fullmatch(char)]
    return "".join(char for char in rare[:_MOST_TRIED] if not _shows(char))


def _shows(char: str) -> bool:
    import typst

    try:
        typst.compile(
            str(TEMPLATES / "trial.typ"),
            root=str(TEMPLATES),
            sys_inputs={"text": char},
            pdf_standards=[STANDARD],
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return False
    return True
