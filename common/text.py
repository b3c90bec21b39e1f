"""Vietnamese text: one normal form, a search key without tone marks, a sort key."""

import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789"
_LONGEST_ID = 18  # digits that always fit 64 bits
_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # huyền hỏi ngã sắc nặng


def nfc(text: str) -> str:
    """`text` in NFC, edges trimmed: the only form that is stored."""
    return unicodedata.normalize("NFC", text).strip()


def row_id(text: str) -> int | None:
    """The id of a row as a form or an address brings it; None for what can be none."""
    fits = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if fits else None


@lru_cache(maxsize=8192)  # a list says the same maker and the same type in every row
def fold(text: str) -> str:
    """The search key: no case, no tone or letter marks, đ as d, single blanks."""
    # PostgreSQL has no NUL in text, and nobody searches for one.
    known = text.replace("\x00", " ").casefold().replace("đ", "d")
    plain = unicodedata.normalize("NFD", known)
    bare = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return " ".join(bare.split())


def sort_key(text: str) -> str:
    """A key whose plain order is the Vietnamese order: letters first, then tones.

    ă after a, đ after d; tones decide only between equal letters (ma < mà < má < mạ).
    """
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.casefold()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in parts if mark in _TONES), "")
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        place = _ALPHABET.find(base)
        letters.append(chr(0x30 + place) if place >= 0 else (" " if base.isspace() else "!"))
        tones.append(str(_TONES.index(tone) + 1 if tone else 0))
    return "".join(letters).strip() + "\x01" + "".join(tones)


def person_sort_key(name: str) -> str:
    """Vietnamese names sort by the given name (last word), then by the whole."""
    words = name.split()
    return sort_key(words[-1]) + "\x02" + sort_key(name) if words else ""
