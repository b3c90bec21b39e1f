"""The plans of layout “paper/1”, one for each kind of paper.

Never edited once papers were made by them: another wording is another layout, and a paper's facts
name theirs.
"""

from collections.abc import Mapping
from typing import Final

from contracts.papers.plans import deeds, offers
from contracts.papers.plans.parts import Plan

LAYOUT: Final = "paper/1"

_FIRST: Final[Mapping[str, Plan]] = {
    "quotation": offers.QUOTATION,
    "request": offers.REQUEST,
    "contract": offers.CONTRACT,
    "appendix": offers.APPENDIX,
    "received": deeds.RECEIVED,
    "returned": deeds.RETURNED,
    "acceptance": deeds.ACCEPTANCE,
    "liquidation": deeds.LIQUIDATION,
    "payment": deeds.PAYMENT,
}
_LAYOUTS: Final[Mapping[str, Mapping[str, Plan]]] = {LAYOUT: _FIRST}


def plan_of(kind: str, layout: str = LAYOUT) -> Plan:
    """How a layout prints a kind."""
    return _LAYOUTS[layout][kind]
