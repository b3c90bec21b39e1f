"""The PDF of a statement: the same statement gives the same bytes, today and in ten years."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

TEMPLATES = Path(__file__).parent / "typst"
STANDARD: Final = "a-3b"  # what archives take, with room for the data file inside


def render(statement: Mapping[str, Any]) -> bytes:
    """The PDF/A-3b of a statement. Nothing but the statement goes in.

    Its text reaches the compiler as data, never as markup; fonts are the compiler's own, so that
    the machine's fonts change nothing; the clock inside the file is the moment of issue.
    """
    import typst

    issued_at = datetime.fromisoformat(statement["dates"]["issued_at"])
    inputs = {
        "statement": json.dumps(statement, ensure_ascii=False),
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


def qr(address: str) -> str:
    """The QR of an address, as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()
