"""One text for one value: what is hashed is this text, and this text is what is stored."""

import hashlib
import json
from typing import Any

# Made once: every sealed row passes here.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no blanks, no NaN; numbers come as text, never as floats."""
    return _ENCODER.encode(value)


def sha256(text: str | bytes) -> str:
    """The SHA-256 of `text` (UTF-8), as hex."""
    raw = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(raw).hexdigest()
