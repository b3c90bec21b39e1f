"""A rule's words in both languages and the clause it comes from."""

from typing import NamedTuple


class Wording(NamedTuple):
    """What a certificate prints about a rule, and where the rule is written."""

    text_vi: str
    text_en: str
    reference: str
