"""The PDF of a statement: the same statement gives the same bytes, today and in ten years."""

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

TEMPLATES = Path(__file__).parent / "typst"
STANDARD: Final = "a-3b"  # what archives take, with room for the data file inside

# What the fonts certainly have: ASCII, Latin-1, Latin Extended-A, Vietnamese, Greek letters, and
# the signs of our own templates. Anything else is tried.
_CERTAIN = re.compile(r"[\n\t -~\u00a0-\u017fƠơƯưẠ-ỹΑ-ΡΣ-Ωα-ω‐-—‘’“”•…′″−≤≥₫]*")
_MOST_TRIED = 50
_LONG = re.compile(r"\S{38}(?=\S)")


def render(statement: Mapping[str, Any]) -> bytes:
    """The PDF/A-3b of a statement. Nothing but the statement goes in.

    Its text reaches the compiler as data, never as markup; fonts are the compiler's own, so that
    the machine's fonts change nothing; the clock inside the file is the moment of issue.
    """
    import typst

    issued_at = datetime.fromisoformat(statement["dates"]["issued_at"])
    printed = {name: _breakable(each) for name, each in statement.items() if name != "basis"}
    printed["check_url"] = statement["check_url"]
    inputs = {
        "statement": json.dumps(printed, ensure_ascii=False),
        "qr": qr(statement["check_url"]),
    }
    made: bytes = typst.compile(
        str(TEMPLATES / "certificate.typ"),
        root=str(TEMPLATES),
        sys_inputs=inputs,
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        timestamp=int(issued_at.timestamp()),
    )
    return made


def _breakable(value: Any) -> Any:
    """A word longer than a column may break anywhere, so that nothing runs off the page."""
    if isinstance(value, str):
        return _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", value)
    if isinstance(value, dict):
        return {name: _breakable(each) for name, each in value.items()}
    return [_breakable(each) for each in value] if isinstance(value, list) else value


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
