"""The frozen statement: everything a certificate prints and everything it was judged by.

Plain data, canonical JSON, one SHA-256. Texts are in both languages, numbers are canonical digits
as text, days are ISO dates. `SCHEMA` changes when the shape does; `LAYOUT` names the printed form.
"""

from certificates.statement.building import build
from certificates.statement.frozen import MEASURED, freeze, printed_text, read, same_measurements
from certificates.statement.measured import result, uncertainty
from certificates.statement.shared import LAYOUT, SCHEMA, SOFTWARE

__all__ = [
    "LAYOUT",
    "MEASURED",
    "SCHEMA",
    "SOFTWARE",
    "build",
    "freeze",
    "printed_text",
    "read",
    "result",
    "same_measurements",
    "uncertainty",
]
