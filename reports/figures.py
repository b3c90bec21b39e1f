"""The figures of the page of a period, computed from rows each time; none is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Centre
from contracts.queries import StageRow
from contracts.revenue import SERVICE_KINDS, Base, Revenue
from reports.indicators import Amounts, Figure, Rows, type_of_value
from reports.indicators.computing import answers
from reports.indicators.money import revenue_rows
from reports.indicators.question import Question
from reports.indicators.tables import STATE_FIGURES, STRAND_FIGURES, stage_rows
from reports.period import Period

__all__ = ["FIGURES", "Amounts", "Figure", "Figures", "Rows", "period_figures", "type_of_value"]

# What the page, its workbook, `period_figures` and the API show when nothing else is asked.
FIGURES: tuple[str, ...] = (
    "contracts",
    "instruments",
    "instruments_verification",
    "instruments_calibration",
    "instruments_failed",
    "samples",
    "consulting_contracts",
    *(f"revenue_{base}_{vat}" for base in Base for vat in ("gross", "net")),
    "consulting_signed_gross",
    "consulting_signed_net",
    "average_contract_gross",
    "instruments_per_contract",
    *STATE_FIGURES,
    *STRAND_FIGURES,
)


@dataclass(frozen=True)
class Figures:
    """Figures of a centre (with the units below it) in a period."""

    centre: Centre
    period: Period
    cut_off: date
    by_key: Mapping[str, Figure]
    question: Question

    def __getitem__(self, key: str) -> Figure:
        return self.by_key[key]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.by_key.values())

    @property
    def empty(self) -> bool:
        """Whether nothing happened: no contract tracked, no work done, no money."""
        return not any(figure.value for figure in self)

    @property
    def stages(self) -> tuple[StageRow, ...]:
        """The states of the contracts at the cut-off."""
        return tuple(stage_rows(self.question))

    def revenue(self, base: Base) -> Revenue:
        """Rows of one base, of the service strand without consulting: for tables by month."""
        return Revenue(base, tuple(revenue_rows(self.question, base, SERVICE_KINDS)))


def period_figures(
    *,
    centre: Centre,
    period: Period,
    today: date | None = None,
    codes: Sequence[str] = FIGURES,
    cut_off: date | None = None,
) -> Figures:
    """Compute the figures. The number of queries does not grow with the rows.

    Rows count up to the cut-off and states are read on it: the last day of the period, or `today`
    while it runs, unless told. Money and counts follow what is known now: a contract cancelled
    since counts nowhere.
    """
    day = cut_off or period.cut_off(today or timezone.localdate())
    question, found = answers(codes, centre=centre, period=period, cut_off=day)
    return Figures(centre, period, day, found, question)
