"""The report's data as a PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from calibration.validation_report import words
from common.papers import printable, typeset

TEMPLATES = Path(__file__).parent


def render(data: Mapping[str, Any], *, lang: Literal["vi", "en"]) -> bytes:
    """Print what `collect` gathered: "vi" with English beneath, or English alone.

    Text reaches the compiler as data, never as markup; the fonts are the compiler's own; the
    clock in the file is the moment of the report. Same data, same bytes.
    """
    inputs = {
        "report": json.dumps(printable(dict(data)), ensure_ascii=False),
        "attached": json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1),
        "words": json.dumps(_words(data), ensure_ascii=False),
        "lang": lang,
    }
    return typeset(TEMPLATES / "report.typ", inputs, datetime.fromisoformat(data["made_at"]))


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
