"""What an indicator is, and what it gives: a figure with the rows behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.revenue import Base
from reports.indicators.choices import Choices
from reports.states import FigureKind

if TYPE_CHECKING:
    from reports.indicators.question import Question

Amounts = Mapping[int, tuple[int, int]]  # {id: (net, gross)}
type_of_value = int | Fraction | None
PERCENT = "percent"
# Of one piece each, a mean is what it is the mean of, and no number tells it from a count.
MEANS = frozenset(
    {"average_contract_gross", "instruments_per_contract", "turnaround_days", "st_appraisal_slow"}
)


class Section(models.TextChoices):
    """Which part of a report an indicator belongs to."""

    GENERAL = "general", _("chung")
    DUTY = "duty", _("quản lý nhà nước")
    SCIENCE = "science", _("khoa học và công nghệ")
    SERVICE = "service", _("dịch vụ")
    METROLOGY = "metrology", _("đo lường")
    INFORMATION = "information", _("thông tin KH&CN")
    QUALITY = "quality", _("chất lượng")
    ORGANISATION = "organisation", _("tổ chức")
    STAFF = "staff", _("tổ chức cán bộ")
    EDUCATION = "education", _("đào tạo")
    UNION = "union", _("đoàn thể")
    EMULATION = "emulation", _("thi đua")


@dataclass(frozen=True)
class Rows:
    """The rows behind a figure: which model, which ids, and what each brings where it is money.

    A model of "" has no rows of its own: its figure opens the figures in `Figure.parts`.
    """

    model: str = ""
    ids: tuple[int, ...] = ()
    amounts: Amounts = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What the function of an indicator gives. `said` replaces words of the indicator (base, …)."""

    value: type_of_value
    ids: Iterable[int] = ()
    amounts: Amounts = field(default_factory=dict)
    kind: FigureKind | None = None  # None: the indicator's own
    numerator: int | Fraction | None = None
    denominator: int | Fraction | None = None
    told: str = ""  # what is told instead of, or beside, the number
    parts: tuple[str, ...] = ()  # codes of the figures that it is made of
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """One thing that reports count: its words and the function that finds it.

    `strand` is "service", "duty" or "both". `version` grows with the definition, from `since` on.
    `bases` are the bases of revenue that it reads, so that they are loaded in one statement.
    """

    code: str
    name: Any
    definition: Any
    unit: str
    answer: Callable[["Question"], Found] = field(repr=False, compare=False)
    model: str = ""
    section: str = Section.GENERAL
    by_date: Any = ""
    base: Any = ""
    vat: Any = ""
    strand: str = "both"
    kind: FigureKind = FigureKind.COMPUTED
    version: int = 1
    since: str = ""  # the day this version came, as 2026-11-21; "" for the first
    places: int = 2  # at most, when a fraction is printed
    bases: frozenset[Base] = frozenset()
    planned: bool = True  # whether targets may be set for it
    # The kinds of entries that its answer reads; what is expected, `targets` adds beside it.
    hears: frozenset[str] = frozenset()
    # Words that depend on what the unit chose: definition, base, VAT.
    says: Callable[[Choices], Mapping[str, Any]] | None = field(
        default=None, repr=False, compare=False
    )
    saved: int | None = None  # the row of a saved one

    def chosen(self, choices: Choices) -> "Indicator":
        """The same with the words that hold under these choices."""
        return replace(self, **self.says(choices)) if self.says else self

    @property
    def is_ratio(self) -> bool:
        """Whether its figure is a numerator over a denominator, in percent."""
        return self.unit == PERCENT


@dataclass(frozen=True)
class Figure:
    """One number with its rows. A Fraction is rounded when shown; None is no number.

    A figure in percent is 100 × numerator / denominator; both are kept, so that sums of units are
    made of sums.
    """

    key: str
    value: type_of_value
    rows: Rows = field(default_factory=Rows)
    kind: FigureKind = FigureKind.COMPUTED
    numerator: int | Fraction | None = None
    denominator: int | Fraction | None = None
    told: str = ""
    parts: tuple[str, ...] = ()
    indicator: Indicator | None = None

    @property
    def words(self) -> Indicator:
        """Its name, definition, unit, base and VAT treatment."""
        if self.indicator is None:
            raise LookupError(self.key)
        return self.indicator


def counted(ids: Iterable[int], amounts: Amounts | None = None, **more: Any) -> Found:
    """As many as there are rows."""
    found = tuple(ids)
    return Found(len(found), found, amounts or {}, **more)


def ratio(
    numerator: int | Fraction,
    denominator: int | Fraction | None,
    ids: Iterable[int] = (),
    **more: Any,
) -> Found:
    """100 × numerator / denominator, exact; nothing where the denominator is nought or none."""
    value = Fraction(100 * Fraction(numerator), Fraction(denominator)) if denominator else None
    return Found(value, ids, numerator=numerator, denominator=denominator, **more)


def mean(total: int, count: int, ids: Iterable[int] = (), **more: Any) -> Found:
    """Total / count, exact; nothing where there is nothing to divide by."""
    value = Fraction(total, count) if count else None
    return Found(value, ids, numerator=total, denominator=count, **more)
