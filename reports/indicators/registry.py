"""The one list of indicators, and how one is added to it."""

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from reports.indicators.shapes import Found, Indicator

if TYPE_CHECKING:
    from reports.indicators.question import Question

type_of_answer = Callable[["Question"], Found]
INDICATORS: dict[str, Indicator] = {}
# What the reports and their readers call some of them beside their own code.
ALIASES = {
    "revenue_contract_vat": "revenue_signed_gross",
    "avg_contract": "average_contract_gross",
    "instr_per_contract": "instruments_per_contract",
    "targets_all_met": "targets_met",
    "contract_status": "state_all_count",
    "strand_split": "strand_all_contracts",
}


def indicator(code: str, **words: Any) -> Callable[[type_of_answer], type_of_answer]:
    """A decorator: the function answers a `Question` with what was `Found`.

    `words` are the fields of `Indicator`: name, definition, unit, and those that apply.
    """

    def keep(answer: type_of_answer) -> type_of_answer:
        add(code, answer, **words)
        return answer

    return keep


def add(code: str, answer: type_of_answer, **words: Any) -> Indicator:
    """The same for indicators that are made in a loop."""
    if code in INDICATORS or code in ALIASES:
        raise ValueError(f"two indicators are called {code}")
    INDICATORS[code] = Indicator(code=code, answer=answer, **words)
    return INDICATORS[code]


WORDS = tuple(one.name for one in fields(Indicator))
