"""The director's page."""

from typing import Any

from accounts.permissions import Can
from contracts.ledger.debts import owing
from contracts.models import Contract
from contracts.register.finding import Wanted, find
from reports.dashboards import director_panels as panels
from reports.dashboards.director_plan import plans_of
from reports.dashboards.shell import Asked, Dashboard
from reports.figures import period_figures


class Director(Dashboard):
    """How the centre stands, at a glance; each figure opens its rows."""

    verb = Can.SEE_FIGURES
    name = "reports:director"
    template = "reports/dashboards/director.html"

    def board(self, asked: Asked) -> dict[str, Any]:
        """What is on the page."""
        return board_of(asked) | {"may_plan": self.person.may(Can.MANAGE_TARGETS, asked.centre)}


def board_of(asked: Asked) -> dict[str, Any]:
    """Everything that counts is computed once, from one question; debts and waits of a day."""
    figures = period_figures(
        centre=asked.centre, period=asked.period, cut_off=asked.cut_off, codes=panels.CODES
    )
    contracts = Contract.objects.filter(centre__path__startswith=asked.centre.path)
    day = min(asked.cut_off, asked.today)
    return {
        "figures": figures,
        "plans": plans_of(figures, asked),
        "contracts": panels.Contracts(figures, find(contracts, Wanted(), day, size=0)),
        "products": panels.products_of(figures),
        "strands": panels.Strands(figures),
        "debts": panels.Debts(owing(contracts, day), day),
        "turnaround": panels.Turnaround(figures),
        "standards": panels.standards_of(figures),
    }
