"""What a unit chose once for its figures: revenue's base and VAT, the plan's period, counting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Centre
from contracts.revenue import ALL_KINDS, SERVICE_KINDS, Base
from reports.models import ReportChoices
from reports.states import PlanPeriod


@dataclass(frozen=True)
class Choices:
    """How a unit counts. Without a row of its own or above: signed, with VAT, own plan, by item."""

    revenue_base: Base = Base.SIGNED
    revenue_vat: str = "gross"
    with_consulting: bool = False
    plan_period: PlanPeriod = PlanPeriod.OWN
    instruments_by: str = "item"
    row: ReportChoices | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of service that revenue holds."""
        return frozenset(ALL_KINDS if self.with_consulting else SERVICE_KINDS)

    @property
    def revenue_code(self) -> str:
        """The indicator of the very base and VAT: its targets are those of `revenue`."""
        return f"revenue_{self.revenue_base}_{self.revenue_vat}"


def choices_of(centre: Centre, on: date) -> Choices:
    """What holds for a unit on a day: its own newest begun row, else the nearest above it."""
    return nearest(all_choices(), centre, on)


def all_choices() -> list[ReportChoices]:
    """Every row, in one query; there are few."""
    return list(ReportChoices.objects.select_related("centre"))


def nearest(rows: Iterable[ReportChoices], centre: Centre, on: date) -> Choices:
    """The same, of rows that are at hand."""
    over = [row for row in rows if row.valid_from <= on and centre.path.startswith(row.centre.path)]
    row = max(over, key=lambda one: (len(one.centre.path), one.valid_from), default=None)
    if row is None:
        return Choices()
    return Choices(
        Base(row.revenue_base),
        row.revenue_vat,
        row.with_consulting,
        PlanPeriod(row.plan_period),
        row.instruments_by,
        row,
    )
