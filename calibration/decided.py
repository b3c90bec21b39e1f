"""What verdicts rest on, in words: the decision rule, and what the procedure asks beside it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.pairs import Pair, pair

_MOVED_LIMIT, _OWN_LIMIT = re.compile(r"\bmpe\b"), re.compile(r"\b(?:limit|U)\b")


def decided_by(rule: Pair, acceptances: Iterable[Sequence[Mapping[str, Any]]]) -> Pair:
    """The decision rule where it moved a limit; with it the rules that take U or the limit.

    Those are the procedure's own (`U <= limit/3`), whatever the decision rule says.
    `acceptances` are the acceptance rules applied at each point, as results keep them.
    """
    asked = [each for rules in acceptances for each in rules]
    own = {each["key"]: each["label"] for each in asked if _OWN_LIMIT.search(each["rule"])}
    if not own:
        return rule
    vi, en = ("; ".join(label[lang] for label in own.values()) for lang in ("vi", "en"))
    if not any(_MOVED_LIMIT.search(each["rule"]) for each in asked):
        return pair(f"Chấp nhận khi: {vi}.", f"Accepted when: {en}.")
    return pair(f"{rule['vi']} Ngoài ra: {vi}.", f"{rule['en']} Besides: {en}.")
