"""A point as people name it, in both languages: table, channel, point."""

from collections.abc import Mapping
from typing import Any

from calibration.evaluation import Work
from calibration.plan import Laid, unit_of
from calibration.row_words import names_of_row
from calibration.sections import LEFT
from certificates.statement.wording import AS_LEFT
from metrology.quantities.units import UNITS


def place_words(work: Work, laid: Laid, row: Mapping[str, Any]) -> dict[str, str]:
    """“Sai số và độ hồi sai: 4 bar”, “Errors and hysteresis: 4 bar”."""
    title = work.definition.by_key[laid.table].title
    return {
        lang: f"{title.get(lang) or title['vi']}: "
        + ", ".join(part for part in _parts(work, laid, row, lang) if part)
        for lang in ("vi", "en")
    }


def _parts(work: Work, laid: Laid, row: Mapping[str, Any], lang: str) -> list[str]:
    label = row.get("label") or {}
    reference = row.get("reference", "")
    if reference and lang == "vi":
        reference = reference.replace(".", ",")
    symbol = UNITS[unit_of(work.plan, row)].symbol
    found = [
        (laid.label or {}).get(lang, ""),
        label.get(lang) or label.get("vi", "") or names_of_row(row)[lang],
        f"{reference} {symbol}".strip() if reference else "",
    ]
    if not any(found):
        found.append(str(row["row"] + 1))
    return [*found, AS_LEFT[lang] if laid.phase == LEFT else ""]
