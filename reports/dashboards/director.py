"""The director's page."""

from typing import Any

from accounts.permissions import Can
from reports.dashboards.shell import Asked, Dashboard


class Director(Dashboard):
    """How the centre stands, at a glance; each figure opens its rows."""

    verb = Can.SEE_FIGURES
    name = "reports:director"
    template = "reports/dashboards/director.html"

    def board(self, asked: Asked) -> dict[str, Any]:
        """What is on the page."""
        return {}
