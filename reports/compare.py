"""Figures beside their plan, beside last year, and by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from accounts.models import Centre
from contracts.revenue import Base, Revenue
from planning.queries import Plan, plans_of
from planning.rates import Rate, shown
from reports.figures import Figure, Figures, period_figures
from reports.period import Period


@dataclass(frozen=True)
class Against:
    """A figure against a plan. `whole_year`: the plan is the year's, and is said to be."""

    plan: Plan
    rate: Rate
    whole_year: bool


@dataclass(frozen=True)
class Card:
    """One figure as the manager reads it; `also` is the same money without VAT."""

    figure: Figure
    also: Figure | None
    against: Against | None
    last_year: int | Fraction | None

    @property
    def change(self) -> str:
        """Against last year in percent, signed; a dash where last year is nothing."""
        now, then = self.figure.value, self.last_year
        if now is None or not then:
            return ""
        moved = Fraction(100 * (now - then)) / then
        return f"{'+' if moved > 0 else ''}{shown(moved)} %"


@dataclass(frozen=True)
class Compared:
    """A period's figures with what they are held against."""

    figures: Figures
    cards: tuple[Card, ...]


SHOWN: tuple[tuple[str, str | None], ...] = (
    ("contracts", None),
    ("instruments", None),
    ("samples", None),
    *((f"revenue_{base}_gross", f"revenue_{base}_net") for base in Base),
    ("consulting_contracts", None),
    ("consulting_signed_gross", "consulting_signed_net"),
    ("average_contract_gross", None),
    ("instruments_per_contract", None),
)


def compared(*, centre: Centre, period: Period, today: date) -> Compared:
    """The figures of a period, each against its plan and the same period of last year.

    The plan of the very period counts; without one, the plan of the year, named as such.
    """
    now = period_figures(centre=centre, period=period, today=today)
    then = period_figures(centre=centre, period=period.a_year_before(), today=today)
    mine = plans_of(centre, period.code)
    year = {} if period.code == str(period.year) else plans_of(centre, str(period.year))
    # A target bears the key of its figure, with its own base and VAT treatment.
    against = {key: (plan, key not in mine) for key, plan in {**year, **mine}.items()}
    cards = tuple(
        Card(
            now[key],
            now[also] if also else None,
            _against(now[key], against.get(key))
            or (_against(now[also], against.get(also)) if also else None),
            then[key].value,
        )
        for key, also in SHOWN
    )
    return Compared(now, cards)


def _against(figure: Figure, found: tuple[Plan, bool] | None) -> Against | None:
    if found is None:
        return None
    plan, whole_year = found
    rate = Rate(int(figure.value or 0), plan.current.amount)
    return Against(plan, rate, whole_year)


@dataclass(frozen=True)
class Month:
    """Revenue of one month by base, with VAT."""

    period: Period
    gross: Mapping[Base, int]


def by_month(figures: Figures) -> list[Month]:
    """Revenue of each month of the period; the months add up to the period."""
    bases: dict[Base, Revenue] = {base: figures.revenue(base) for base in Base}
    sums = {
        base: {month: part.gross for month, part in found.by(lambda row: row.on.month).items()}
        for base, found in bases.items()
    }
    return [
        Month(month, {base: sums[base].get(month.first_month, 0) for base in Base})
        for month in figures.period.months()
    ]
