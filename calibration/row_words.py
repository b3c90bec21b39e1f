"""A point as people name it: its label, its own values, its reference."""

from collections.abc import Mapping
from typing import Any

from calibration.plan import tables_of, unit_of
from calibration.sections import Section
from common.templatetags.show import digits, words
from metrology.quantities.units import UNITS


def point_words(plan: Mapping[str, Any], section: str, row: Mapping[str, Any]) -> str:
    """“Qmax · 20 L”, “Vòi 2 · 4 bar”, in the reader's language."""
    parts = [channel_words(plan, section)]
    if row.get("label"):
        parts.append(words(row["label"]))
    else:
        parts.append(words(names_of_row(row)))
    if row.get("reference"):
        parts.append(f"{digits(row['reference'])} {UNITS[unit_of(plan, row)].symbol}".strip())
    return " · ".join(part for part in parts if part)


def channel_words(plan: Mapping[str, Any], section: str) -> str:
    """The name of a section's channel; "" where there is none."""
    number = Section.parse(section).channel
    if not number:
        return ""
    return next(
        (words(laid.label) for laid in tables_of(plan) if laid.channel == number and laid.label),
        str(number),
    )


def names_of_row(row: Mapping[str, Any]) -> dict[str, str]:
    """The words among a row's own values (`Qmax`), in both languages; its numbers name nothing."""
    found = " ".join(each for each in (row.get("values") or {}).values() if isinstance(each, str))
    return {"vi": found, "en": found}
