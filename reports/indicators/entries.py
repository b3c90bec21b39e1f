"""What all rows that people enter share when they are counted."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from contracts.queries import end_of
from reports.indicators.question import Question

SHARED_RULE = _(
    "Của đơn vị và các đơn vị cấp dưới; “trong kỳ” là từ ngày đầu kỳ đến ngày chốt; dòng đã bỏ "
    "không tính."
)


def rule(what: Promise | str) -> Any:
    """A definition, with the rule that holds for all entered rows."""
    return format_lazy("{what} {rule}", what=what, rule=SHARED_RULE)


def standing(model: type[Model], asked: Question) -> QuerySet[Any]:
    """Rows under the unit that were not taken back; `known_on`: as it was at that day's end."""
    rows = model._default_manager.filter(still("", asked))
    return rows.filter(centre__path__startswith=asked.centre.path).order_by()


def still(prefix: str, asked: Question) -> Q:
    """Entered, and not taken back."""
    not_struck = Q(**{f"{prefix}struck_at__isnull": True})
    if asked.known_on is None:
        return not_struck
    end = end_of(asked.known_on)
    entered = Q(**{f"{prefix}entered_at__lt": end})
    return entered & (not_struck | Q(**{f"{prefix}struck_at__gte": end}))


def told(titles: list[str]) -> str:
    """Several titles in one line, each once."""
    return "; ".join(dict.fromkeys(title for title in titles if title))
