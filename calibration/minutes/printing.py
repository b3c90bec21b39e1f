"""The worksheet as a PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from calibration.minutes.collect import minutes
from calibration.models import Job
from common.papers import printable, typeset

TEMPLATE = Path(__file__).parent / "minutes.typ"


def minutes_pdf(job: Job) -> bytes:
    """The biên bản of a job that has a worksheet; a draft says so until it is approved."""
    at = job.approved_at or job.submitted_at or job.worksheet.started_at
    return render(minutes(job), at)


def render(data: Mapping[str, Any], at: datetime) -> bytes:
    """Print what `minutes` gathered; `at` is the clock inside the file."""
    printed = json.dumps(printable(dict(data)), ensure_ascii=False)
    return typeset(TEMPLATE, {"minutes": printed}, at)
