"""Papers set by Typst from plain data: text that any printer of ours can bear."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import local
from typing import Any, Final

from common import fonts

STANDARD: Final = "a-3b"  # what archives take, with room for data files inside
_LONGEST = 30
_KEPT: Final = local()


def breakable(value: Any, longest: int = _LONGEST) -> Any:
    """A word longer than a column may break anywhere, so that nothing runs off the page."""
    if isinstance(value, str):
        return re.sub(rf"\S{{{longest}}}(?=\S)", "\\g<0>\N{ZERO WIDTH SPACE}", value)
    if isinstance(value, dict):
        return {name: breakable(each, longest) for name, each in value.items()}
    return [breakable(each, longest) for each in value] if isinstance(value, list) else value


def printable(value: Any) -> Any:
    """`breakable`, and a question mark for whatever Inter lacks: the record itself keeps it."""
    if isinstance(value, str):
        lacking = fonts.lacking(value)
        return breakable(value.translate(dict.fromkeys(map(ord, lacking), "?")))
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list) else value


def typeset(
    template: Path, inputs: Mapping[str, str], at: datetime, *, inter: bool = True
) -> bytes:
    """The PDF/A-3b of a template. Text comes in as data, never as markup.

    Fonts are Inter and the compiler's own, never the machine's, and the clock inside is `at`: same
    data, same bytes. `inter=False` is for templates that were frozen before Inter came.
    """
    made: bytes = _compiler(template, inter=inter).compile(
        sys_inputs=dict(inputs), pdf_standards=[STANDARD], timestamp=int(at.timestamp())
    )
    return made


def pictured(template: Path, inputs: Mapping[str, str], ppi: int) -> list[bytes]:
    """The pages of a template as PNG, for the screen; arguments as of `typeset`."""
    made = _compiler(template, inter=True).compile(sys_inputs=dict(inputs), format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _compiler(template: Path, *, inter: bool) -> Any:
    """A compiler that stays warm: it keeps fonts and parsed templates. One for each thread."""
    import typst

    kept: dict[tuple[Path, bool], Any] = _KEPT.__dict__.setdefault("compilers", {})
    found = kept.get((template, inter))
    if found is None:
        found = kept[template, inter] = typst.Compiler(
            str(template),
            root=str(template.parent),
            font_paths=[str(fonts.folder())] if inter else [],
            ignore_system_fonts=True,
        )
    return found
