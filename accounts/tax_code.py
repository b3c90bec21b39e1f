"""Vietnamese tax codes (mã số thuế): ten digits with a check digit, or 13 for a branch.

Weights and rule as in practice.md section 6: s = sum mod 11, check digit = 10 - s; s = 0 gives
none. Individuals and households use the 12-digit personal number since 1/7/2025; budget units
may have a 7-digit code instead, or nothing.
"""

import re

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_BRANCHED = re.compile(r"([0-9]{10})-?([0-9]{3})")


def clean_tax_code(text: str) -> str:
    """The code as it is stored ("0314409058-002"). Raises ValueError with an English reason."""
    bare = re.sub(r"[\s.]", "", text)
    branch = ""
    if match := _BRANCHED.fullmatch(bare):
        bare, branch = match.groups()
        if branch == "000":
            raise ValueError("branch 000 does not exist")
    if not (bare.isascii() and bare.isdigit()) or len(bare) not in {7, 10, 12}:
        raise ValueError("7, 10, 12 or 13 digits")
    if len(bare) == 10 and not _checks(bare):  # noqa: PLR2004 — the length of a company's code
        raise ValueError("the check digit does not match")
    return f"{bare}-{branch}" if branch else bare


def _checks(code: str) -> bool:
    rest = sum(w * int(d) for w, d in zip(_WEIGHTS, code, strict=False)) % 11
    return rest != 0 and 10 - rest == int(code[9]) and code[2:9] != "0000000"
