"""When two names of customers may be one: legal forms and spelling aside, numbers never."""

import re
from difflib import SequenceMatcher

from common.text import fold

LIKE = 0.9  # of 1: a letter or two in a name of some twenty
# What a name says about the legal form, folded; longer ones first.
_FORMS = (
    "trach nhiem huu han",
    "mot thanh vien",
    "hai thanh vien",
    "doanh nghiep tu nhan",
    "cong ty",
    "co phan",
    "tnhh",
    "ctcp",
    "dntn",
    "mtv",
    "1tv",
    "cty",
    "jsc",
    "ltd",
    "llc",
    "co",
    "cp",
)
_SHORT = {
    "tm": "thuong mai",
    "dv": "dich vu",
    "sx": "san xuat",
    "xd": "xay dung",
    "xnk": "xuat nhap khau",
    "ubnd": "uy ban nhan dan",
    "htx": "hop tac xa",
    "bv": "benh vien",
    "cn": "chi nhanh",
    "tp": "thanh pho",
}
_FORM = re.compile(r"\b(?:" + "|".join(_FORMS) + r")\b")
_NO_WORD = re.compile(r"[^\w]+")


def bare(name: str) -> str:
    """The name without legal form, case, tone marks and punctuation, short words in full.

    A name that is nothing but its legal form stays as it is, folded.
    """
    words = _NO_WORD.sub(" ", fold(name))
    full = " ".join(_SHORT.get(word, word) for word in words.split())
    rest = " ".join(_FORM.sub(" ", full).split())
    return rest or full


def alike(one: str, other: str) -> bool:
    """Whether two bare names are one, or nearly; what counts or numbers something must agree."""
    if one == other:
        return True
    if _numbers(one) != _numbers(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKE


def _numbers(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isdigit() for char in word)]
