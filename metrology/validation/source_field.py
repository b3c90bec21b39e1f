"""Where a case was published."""

from metrology.strict_json import fields, text
from metrology.validation.cases import Source
from metrology.validation.kind import word

CONFIDENCES = ("document", "secondary", "peer_tool", "memory", "rule")


def source(data: object) -> Source:
    """Read the `source` of a case; absent is a source nobody names."""
    if data is None:
        return Source("", "", "")
    given = fields(
        data, "source", required=("document", "source_confidence"), optional=("section", "evidence")
    )
    return Source(
        text(given["document"], "source.document"),
        str(given.get("section") or ""),
        word(given["source_confidence"], "source.source_confidence", CONFIDENCES),
    )
