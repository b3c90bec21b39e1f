"""The one registry of what the reports count.

A new indicator is one small function under `@indicator(code, name=…, definition=…, unit=…, …)` in a
module that is imported below; it gets a `Question` and gives what was `Found`:

    @indicator("papers", name=_("Bài báo"), definition=_("…"), unit="paper", model=ACTIVITY,
               section=Section.SCIENCE, by_date=_("ngày công bố"))
    def papers(asked: Question) -> Found:
        return counted(row.pk for row in asked.rows(activities) if row.kind == "paper")

`asked.rows(loader)` runs a loader once for all indicators (and for all units of a roll-up): a
function that takes the question and gives rows with `centre_id` of all that lies under
`asked.centre.path`. `asked.once(make)` keeps what is made of them, `asked.figure(code)` is another
indicator's figure. `counted`, `ratio`, `mean` make a `Found` of the usual kinds.
"""

from reports.indicators import (  # noqa: F401 — they fill the registry
    activities,
    blocks,
    chosen,
    clients,
    entered,
    metrology,
    money,
    programme,
    proposals,
    results,
    science,
    tables,
    targets,
    task_products,
    work,
)
from reports.indicators.choices import Choices, choices_of
from reports.indicators.computing import compute, compute_each
from reports.indicators.finding import find_indicator
from reports.indicators.question import Question
from reports.indicators.registry import ALIASES, INDICATORS, indicator
from reports.indicators.shapes import (
    Amounts,
    Figure,
    Found,
    Indicator,
    Rows,
    Section,
    counted,
    mean,
    ratio,
    type_of_value,
)

__all__ = [
    "ALIASES",
    "INDICATORS",
    "Amounts",
    "Choices",
    "Figure",
    "Found",
    "Indicator",
    "Question",
    "Rows",
    "Section",
    "choices_of",
    "compute",
    "compute_each",
    "counted",
    "find_indicator",
    "indicator",
    "mean",
    "ratio",
    "type_of_value",
]
