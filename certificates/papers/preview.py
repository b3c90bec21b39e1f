"""How a template looks before it is in force: a sample certificate as pages or as a file."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Centre
from certificates import pdf
from certificates.papers import pictures, services
from certificates.papers.content import printable
from certificates.papers.sample import sample
from common.errors import Fault

PPI = 110  # sharp enough to read the small print of a page that fills half a screen


def looked_at(
    content: Mapping[str, Any], *, centre: Centre, kind: str
) -> tuple[dict[str, Any], list[Fault]]:
    """The content as far as it can be printed, and what is wrong with it."""
    found = services.faults(content, centre=centre, kind=kind)
    wrong = {fault.field for fault in found}
    return printable(dict(content), wrong, kind), found


def pages(content: Mapping[str, Any], *, centre: Centre, kind: str, at: datetime) -> list[str]:
    """The pages as addresses of data, for an image each; `content` is printable."""
    shown = pdf.pages(sample(centre, kind, dict(content), at), ppi=PPI, pictures=pictures.of)
    return [f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in shown]


def file(content: Mapping[str, Any], *, centre: Centre, kind: str, at: datetime) -> bytes:
    """The PDF; `content` is printable."""
    return pdf.render(sample(centre, kind, dict(content), at), pictures=pictures.of)
