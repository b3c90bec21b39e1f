"""Money as people type it: whole đồng, with thousands marks, never with decimals."""

import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.errors import Fault

MOST = 100_000_000_000  # one price, one discount: a hundred billion
MOST_SUM = 10_000_000_000_000  # one invoice, one payment
MOST_PIECES = 100_000

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_TAIL = re.compile(r"\s*(đồng|vnđ|vnd|đ|₫)\.?$", re.IGNORECASE)
_DOTS = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")

SENTENCES: dict[str, Any] = {
    "blank": _("Còn để trống."),
    "negative": _("Số tiền không được âm."),
    "decimals": _("Tiền là đồng nguyên, không có phần lẻ: viết 1.234 hoặc 1234."),
    "not_money": _("Không phải là số tiền. Viết như 1.234.000 hoặc 1234000."),
    "too_much": _("Số tiền quá lớn."),
}


class NotMoney(ValueError):
    """The text is no amount; `code` is a key of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """What to tell who typed it."""
        return str(SENTENCES[self.code])


def parse_dong(text: str, *, most: int = MOST) -> int:
    """“1.234.000”, “1 234 000 đ”, “1234000” → 1234000. In English also “1,234,000”.

    “1.234” is one thousand two hundred and thirty-four: đồng have no decimals, so there is
    nothing to ask back. “1,5”, “-3” and words are refused by name (NotMoney).
    """
    bare = _TAIL.sub("", text.translate(_BLANKS).strip().replace("−", "-"))
    if not bare:
        raise NotMoney("blank")
    minus, body = bare.startswith("-"), bare.lstrip("-+").strip()
    english = (get_language() or "vi").startswith("en")
    if not (re.fullmatch(r"[0-9]+", body) or _DOTS.fullmatch(body)) and not (
        english and _COMMAS.fullmatch(body)
    ):
        decimal = re.fullmatch(r"[0-9][0-9. ]*[.,][0-9]+|[0-9][0-9,]*\.[0-9]+", body)
        raise NotMoney("decimals" if decimal else "not_money")
    digits = re.sub(r"[^0-9]", "", body)
    if minus and int(digits[:30]):
        raise NotMoney("negative")
    if len(digits) > len(str(most)) + 20 or int(digits) > most:
        raise NotMoney("too_much")
    return int(digits)


def require_amount(name: str, amount: Any, *, least: int = 0, most: int = MOST) -> Fault | None:
    """The fault of an amount given as a number, or None."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        return Fault(name, SENTENCES["not_money"], code="not_money", found=str(amount)[:40])
    if amount < least:
        code = "negative" if amount < 0 else "too_small"
        message = SENTENCES["negative"] if amount < 0 else _("Phải lớn hơn 0.")
        return Fault(name, message, code=code, found=str(amount), allowed=f">= {least}")
    if amount > most:
        return Fault(
            name, SENTENCES["too_much"], code="too_much", found=str(amount), allowed=f"<= {most}"
        )
    return None
