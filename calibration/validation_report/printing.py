"""The report's data as a PDF."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from calibration.validation_report import words

TEMPLATES = Path(__file__).parent
STANDARD: Final = "a-3b"  # what archives take, with room for the data file inside

_LONG = re.compile(r"\S{30}(?=\S)")
# What the fonts lack would stop an archive file; the attached data keep it as it is.
_LACKING = re.compile(
    r"[^\n\t -~\u00a0-\u017fƠơƯưẠ-ỹΑ-ΡΣ-Ωα-ω\u200b‐-—‘’“”•…′″⁰¹²³⁴-⁹⁻₀-₉→−√≈≠≤≥₫]"
)


def render(data: Mapping[str, Any], *, lang: Literal["vi", "en"]) -> bytes:
    """Print what `collect` gathered: "vi" with English beneath, or English alone.

    Text reaches the compiler as data, never as markup; the fonts are the compiler's own; the
    clock in the file is the moment of the report. Same data, same bytes.
    """
    import typst

    made: bytes = typst.compile(
        str(TEMPLATES / "report.typ"),
        root=str(TEMPLATES),
        sys_inputs={
            "report": json.dumps(_printable(dict(data)), ensure_ascii=False),
            "attached": json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1),
            "words": json.dumps(_words(data), ensure_ascii=False),
            "lang": lang,
        },
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        timestamp=int(datetime.fromisoformat(data["made_at"]).timestamp()),
    )
    return made


def _words(data: Mapping[str, Any]) -> dict[str, Any]:
    totals = data["totals"]
    texts = {name: _filled(pair, totals) for name, pair in words.TEXTS.items()}
    return texts | {
        "title": words.TITLE._asdict(),
        "subtitle": words.SUBTITLE._asdict(),
        "kinds": {name: pair._asdict() for name, pair in words.KINDS.items()},
        "confidences": {name: pair._asdict() for name, pair in words.CONFIDENCES.items()},
        "how": [_filled(pair, data["monte_carlo"]) for pair in words.METHOD],
        "outside": [pair._asdict() for pair in words.NOT_COVERED],
    }


def _filled(pair: words.Pair, blanks: Mapping[str, str]) -> dict[str, str]:
    return {lang: text.format(**blanks) for lang, text in pair._asdict().items()}


def _printable(value: Any) -> Any:
    """A word longer than a column may break anywhere, so that nothing runs off the page."""
    if isinstance(value, str):
        return _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", _LACKING.sub("?", value))
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value
