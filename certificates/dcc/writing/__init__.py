"""Writing: a frozen statement as a digital calibration certificate."""

from certificates.dcc.writing.document import FIRST_SCHEMA, write

__all__ = ["FIRST_SCHEMA", "write"]
