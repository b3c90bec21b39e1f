"""Amounts in words, in Vietnamese, as papers print them: “Bảy trăm năm mươi ba triệu đồng”."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")  # and “tỷ” again and again
_BILLION = 10**9


def in_words(amount: int, *, zero_tens: str = "lẻ", four: str = "tư") -> str:
    """`amount` đồng in words, with a capital and “đồng” at the end.

    `zero_tens` is “lẻ” or, in the north, “linh” (105); `four` after tens is “tư” or “bốn” (24).
    Below zero it begins with “Âm”: an adjusting invoice takes something back.
    """
    text = _number(abs(amount), zero_tens=zero_tens, four=four)
    whole = f"{'âm ' if amount < 0 else ''}{text} đồng"
    return whole[0].upper() + whole[1:]


def _number(amount: int, *, zero_tens: str, four: str) -> str:
    if amount == 0:
        return _DIGITS[0]
    billions, rest = divmod(amount, _BILLION)
    words = []
    if billions:
        words += [_number(billions, zero_tens=zero_tens, four=four), "tỷ"]
    groups = [rest // 10 ** (3 * place) % 1000 for place in (2, 1, 0)]
    for place, group in zip((2, 1, 0), groups, strict=True):
        if group:
            full = bool(words)  # after a greater group hundreds are said even when zero
            words.append(_group(group, full=full, zero_tens=zero_tens, four=four))
            words.append(_GROUPS[place])
    return " ".join(word for word in words if word)


def _group(group: int, *, full: bool, zero_tens: str, four: str) -> str:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones and words:
            words.append(zero_tens)
        if ones:
            words.append(_DIGITS[ones])
        return " ".join(words)
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_ones(ones, tens, four))
    return " ".join(words)


def _ones(ones: int, tens: int, four: str) -> str:
    """After tens: mười lăm, hai mươi mốt, hai mươi tư."""
    if ones == 5:  # noqa: PLR2004
        return "lăm"
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:  # noqa: PLR2004
        return four
    return _DIGITS[ones]
