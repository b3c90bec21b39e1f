"""Typst with Inter for what is printed here: labels, the month's paper. No archive files."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from common import fonts

FOLDER = Path(__file__).parent / "typst"


def compiled(
    template: str, data: Any, *, at: datetime, pictures: Mapping[str, str] | None = None
) -> bytes:
    """The PDF of a template. Text comes in as data, never as markup; same data, same bytes."""
    import typst

    made: bytes = typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **(pictures or {})},
        font_paths=[str(fonts.folder())],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made


def printable(text: str) -> str:
    """A question mark for whatever the font lacks, so that nothing vanishes unseen."""
    odd = set(fonts.lacking(text))
    return "".join("?" if char in odd else char for char in text) if odd else text
