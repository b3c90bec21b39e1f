"""Papers set by Typst from plain data: text that any printer of ours can bear."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

STANDARD: Final = "a-3b"  # what archives take, with room for data files inside
_LONGEST = 30
# What the fonts lack would stop an archive file; the record itself keeps it as it is.
_LACKING = re.compile(
    r"[^\n\t -~\u00a0-\u017fƠơƯưẠ-ỹΑ-ΡΣ-Ωα-ω\u200b‐-—‘’“”•…′″⁰¹²³⁴-⁹⁻₀-₉→−√≈≠≤≥₫]"
)


def breakable(value: Any, longest: int = _LONGEST) -> Any:
    """A word longer than a column may break anywhere, so that nothing runs off the page."""
    if isinstance(value, str):
        return re.sub(rf"\S{{{longest}}}(?=\S)", "\\g<0>\N{ZERO WIDTH SPACE}", value)
    if isinstance(value, dict):
        return {name: breakable(each, longest) for name, each in value.items()}
    return [breakable(each, longest) for each in value] if isinstance(value, list) else value


def printable(value: Any) -> Any:
    """`breakable`, and a question mark for whatever the fonts lack."""
    if isinstance(value, str):
        return breakable(_LACKING.sub("?", value))
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list) else value


def typeset(template: Path, inputs: Mapping[str, str], at: datetime) -> bytes:
    """The PDF/A-3b of a template. Text comes in as data, never as markup.

    Fonts are the compiler's own and the clock inside is `at`: same data, same bytes.
    """
    import typst

    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        sys_inputs=dict(inputs),
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made
