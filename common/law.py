"""References to Vietnamese law in the reader's language: rows and statements keep the Vietnamese.

"TT 23/2013/TT-BKHCN Điều 4, sửa bởi TT 07/2019" is in English "Circular 23/2013/TT-BKHCN,
Article 4, as amended by Circular 07/2019/TT-BKHCN". What is no such reference stays as it is.
"""

import re
from typing import Final

from django.utils.translation import get_language

_WORDS: Final = (
    (r"\bTT (?=\d+/\d{4})", "Circular "),
    (r"\bNĐ (?=\d+/\d{4})", "Decree "),
    (r"\bNQ (?=[\d.]+/\d{4})", "Resolution "),
    (r",?\s*\b[Đđ]iều (\d+(?:, \d+)+)", r", Articles \1"),
    (r",?\s*\b[Đđ]iều (\d+)", r", Article \1"),
    (r"\b[Kk]hoản (\d+)", r"clause \1"),
    (r"\b[Pp]hụ lục\b", "Annex"),
    (r"\(bản gốc\)", "(original text)"),
    (r"\bbản pháp điển\b", "codified text"),
    (r"\bbỏ loại này từ\b", "drops this type from"),
    (r"\bbổ sung mục\b", "adding item"),
    (r"\bmục (\d+)", r"item \1"),
    (r",?\s*\b(?:đã )?(?:được )?sửa(?: đổi)?(?: bởi| theo)\b", ", as amended by"),
)
_RULES: Final = tuple((re.compile(pattern), word) for pattern, word in _WORDS)
_MINISTRY = re.compile(r"Circular \d+/\d{4}(/TT-\w+)")
_BARE = re.compile(r"(Circular \d+/\d{4})(?![\d/])")


def shown(reference: str) -> str:
    """The reference as the reader writes it."""
    return reference if (get_language() or "vi").startswith("vi") else in_english(reference)


def in_english(reference: str) -> str:
    """The reference in English; only its ministry amends a circular, so a bare one is of it."""
    found = reference
    for pattern, word in _RULES:
        found = pattern.sub(word, found)
    named = _MINISTRY.search(found)
    return _BARE.sub(rf"\1{named[1]}", found) if named else found
