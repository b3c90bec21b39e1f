"""What the claims about the demo share: its moment, its first centre, the figures of its quarter."""

from accounts.models import Centre
from calibration.models import Custody
from contracts.models import (
    Appendix,
    BankList,
    ClosedBooks,
    Framework,
    Paper,
    Quotation,
    Review,
)
from reports.demo.calendar import moment
from reports.figures import Figures
from tests.factories.people import TODAY
from tests.factories.reports import figures

# What hangs on the contracts in the other rooms and goes with them.
HANGING = (Quotation, Review, Framework, Appendix, Paper, Custody, BankList, ClosedBooks)
NOW = moment(TODAY, 17)  # fixed: on the first days of a quarter little of it would lie inside
Q1 = "2022-Q1"


def hue() -> Centre:
    """The measurement centre of Huế."""
    return Centre.objects.get(code="HUE")


def quarter(code: str = "HUE") -> Figures:
    """The figures of its first quarter of 2022, as known today."""
    return figures(Centre.objects.get(code=code), Q1, TODAY)
