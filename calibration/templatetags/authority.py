"""How lines of a scope are shown."""

from collections.abc import Sequence

from django import template

from calibration.authority.capability import cmc_words
from calibration.authority.coverage import lines_words, range_words
from calibration.models import ScopeLine

register = template.Library()


@register.filter
def reach(line: ScopeLine) -> str:
    """The range of a line in words."""
    return range_words(line.range_min, line.range_max)


@register.filter
def ranges(lines: Sequence[ScopeLine]) -> str:
    """The ranges of lines with their accuracy."""
    return lines_words(lines)


@register.filter
def cmc(line: ScopeLine) -> str:
    """The CMC of a line in words; blank when it states none."""
    return cmc_words(line.cmc)
