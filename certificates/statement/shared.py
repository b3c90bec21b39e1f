"""What the parts of a statement share: its version, its moments, the procedure's definition."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from calibration.models import Job, Worksheet

# 2: a result keeps the whole budget (calibration/budget_record.py)
# 3: tables stand in a channel and a phase, each column has its own unit
# 4: rows say for machines what their cells print; the paper's template, key, stickers, clauses
SCHEMA: Final = 4
LAYOUT: Final = "certificate/2"
# A digital certificate names the software that made it, in this form: v1.2.3.
SOFTWARE: Final = {"name": "Chuẩn", "release": "v1.0.0"}

# What the check page tells of: kept beside the statement as it is.
PUBLIC: Final = ("title", "conclusion", "instrument", "dates", "valid_until", "centre")


def public_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a statement that are told to strangers, in part."""
    return {name: said[name] for name in PUBLIC}


def day_of(day: date | None) -> str | None:
    """A day as text."""
    return None if day is None else day.isoformat()


def moment(at: datetime | None) -> str | None:
    """A moment as text."""
    return None if at is None else at.isoformat()


def definition_of(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    """The procedure's definition; empty where the record is on paper."""
    known = job.procedure is not None and sheet is not None
    return job.procedure.content if known and job.procedure is not None else {}


def facts_of(sheet: Worksheet | None) -> dict[str, Any]:
    """The instrument's facts as the work began."""
    found: dict[str, Any] = json.loads(sheet.facts) if sheet is not None else {}
    return found
