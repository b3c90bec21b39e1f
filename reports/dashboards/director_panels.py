"""Contracts, products, strands, debts, turn-around and standards of the director's page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.period import Period
from common.templatetags.show import dong
from contracts.ledger.debts import Age, Owing
from contracts.register.finding import Found
from contracts.states import Stage, Strand
from instruments.models import Standard
from planning.rates import Rate, shown
from reports.dashboards.charts import MONEY, Bar, Drawing, Part, bars
from reports.figures import Figures
from reports.indicators import Figure, mean
from reports.indicators.metrology import Issued, issued_papers, standards
from reports.indicators.products import KINDS, PARTS
from reports.indicators.tables import STATE_FIGURES, STRAND_FIGURES, STRAND_PARTS
from reports.overview.finding import UNITS

MILLION = 10**6
BANDS = (30, 60, 90)  # days after the cut-off
NAMED = 8  # standards named on the page

CODES = (
    *STATE_FIGURES,
    *STRAND_FIGURES,
    *(f"product_{kind}_{part}" for kind in KINDS for part in PARTS),
    *(f"products_{part}" for part in PARTS),
    "product_completion_rate",
    "turnaround_days",
    "turnaround_in_time",
    "turnaround_late",
    "standards_maintained",
    "standards_not_maintained",
)


def millions(amount: int) -> str:
    """Đồng in millions, whole."""
    return dong(round(Fraction(amount, MILLION)))


@dataclass(frozen=True)
class Contracts:
    """States at the cut-off; `found` is the register of that day, by what contracts wait for."""

    figures: Figures
    found: Found

    @property
    def rows(self) -> list[tuple[Stage, Figure, Figure]]:
        """Each stage that occurs: how many, what they are worth with VAT."""
        found = [
            (stage, self.figures[f"state_{stage}_count"], self.figures[f"state_{stage}_gross"])
            for stage in Stage
        ]
        return [row for row in found if row[1].value]

    @property
    def all(self) -> tuple[Figure, Figure]:
        """All that are looked after."""
        return self.figures["state_all_count"], self.figures["state_all_gross"]

    @property
    def still(self) -> int:
        """How many stand still."""
        return sum(part.count for _code, _label, part in self.found.waits)

    @property
    def title(self) -> str:
        """What the chart shows."""
        return _("%(all)s hợp đồng đang theo dõi, %(n)s đứng yên") % {
            "all": dong(int(self.all[0].value or 0)),
            "n": dong(self.still),
        }

    @property
    def chart(self) -> Drawing | None:
        """How many stand in each state."""
        return bars(
            [
                Bar(_cap(str(stage.label)), (Part(int(n.value or 0)),), dong(int(n.value or 0)))
                for stage, n, _gross in self.rows
            ],
            beside=True,
        )


@dataclass(frozen=True)
class Product:
    """One kind of product: what was due of it, and what came of that."""

    name: Any
    parts: tuple[Figure, ...]  # due, delivered, accepted, overdue

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of its four parts."""
        return tuple(int(part.value or 0) for part in self.parts)

    @property
    def rate(self) -> Rate:
        """Accepted of those due; a dash where none was."""
        due, _delivered, accepted, _overdue = self.numbers
        return Rate(accepted, due)


@dataclass(frozen=True)
class Products:
    """Kinds of which something was due, and their sums."""

    rows: tuple[Product, ...]
    whole: Product

    @property
    def title(self) -> str:
        """What the chart shows."""
        due, _delivered, accepted, overdue = self.whole.numbers
        said = _("Đã nghiệm thu %(n)s/%(due)s sản phẩm đến hạn (%(rate)s)") % {
            "n": dong(accepted),
            "due": dong(due),
            "rate": self.whole.rate.shown,
        }
        late = _("%(n)s chưa giao, quá hạn") % {"n": dong(overdue)}
        return f"{said}; {late}" if overdue else said

    @property
    def chart(self) -> Drawing | None:
        """Of what was due: accepted, delivered only, overdue."""
        return bars([_product_bar(one) for one in self.rows])

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What each fill means."""
        return [
            ("now", _("đã nghiệm thu")),
            ("then", _("đã giao, chưa nghiệm thu")),
            ("hatch", _("quá hạn")),
        ]


def _product_bar(one: Product) -> Bar:
    due, delivered, accepted, overdue = one.numbers
    parts = (Part(accepted), Part(max(0, delivered - accepted), "then"), Part(overdue, "hatch"))
    return Bar(_cap(str(one.name)), parts, f"{dong(accepted)}/{dong(due)}")


def products_of(figures: Figures) -> Products:
    """Each kind with its four figures."""
    found = (
        Product(name, tuple(figures[f"product_{kind}_{part}"] for part in PARTS))
        for kind, name in KINDS.items()
    )
    whole = Product(_("mọi sản phẩm"), tuple(figures[f"products_{part}"] for part in PARTS))
    return Products(tuple(one for one in found if one.numbers[0]), whole)


@dataclass(frozen=True)
class Strands:
    """Service work apart from state-duty work: signed contracts, instruments done, value."""

    figures: Figures

    @property
    def rows(self) -> list[tuple[Any, list[Figure]]]:
        """Each strand, then both."""
        names = [(str(one), one.label) for one in Strand]
        every = [*names, ("all", gettext_lazy("cộng hai mảng"))]
        return [
            (label, [self.figures[f"strand_{code}_{part}"] for part in STRAND_PARTS])
            for code, label in every
        ]

    @property
    def empty(self) -> bool:
        """Whether nothing was signed or done."""
        return not any(figure.value for _label, parts in self.rows for figure in parts)


@dataclass(frozen=True)
class Debts:
    """What is owed on a day, by age."""

    owing: Owing
    on: date

    @property
    def title(self) -> str:
        """What the chart shows."""
        return _("Quá hạn %(late)s trong %(all)s triệu đồng còn phải thu (%(rate)s)") % {
            "late": millions(self.owing.overdue),
            "all": millions(self.owing.open),
            "rate": Rate(self.owing.overdue, self.owing.open).shown,
        }

    @property
    def chart(self) -> Drawing | None:
        """Open by age; what is not due yet is light."""
        return bars([_debt_bar(*row) for row in self.owing.by_age()], MONEY)

    @property
    def unit(self) -> Any:
        """Of the scale."""
        drawn = self.chart
        return UNITS[drawn.unit] if drawn else ""


def _debt_bar(age: Age, _invoices: int, open_: int) -> Bar:
    fill = "then" if age is Age.NOT_DUE else "now"
    said = _("%(n)s tr.") % {"n": millions(open_)}
    return Bar(_cap(str(age.label)), (Part(open_, fill),), said)


@dataclass(frozen=True)
class Month:
    """Papers issued in a month: how long they took, how many kept the promised day."""

    period: Period
    papers: tuple[Issued, ...]

    @property
    def days(self) -> Fraction | None:
        """On the mean, from sums; None where none was issued."""
        value = mean(sum(one.days for one in self.papers), len(self.papers)).value
        return None if value is None else Fraction(value)

    @property
    def days_shown(self) -> str:
        """As printed; a dash where none was issued."""
        return shown(self.days)

    @property
    def in_time(self) -> Rate:
        """Of those with a promised day."""
        promised = [one for one in self.papers if one.due_on]
        return Rate(sum(one.on <= one.due_on for one in promised if one.due_on), len(promised))


@dataclass(frozen=True)
class Turnaround:
    """How long customers wait, by month."""

    figures: Figures

    @cached_property
    def months(self) -> list[Month]:
        """Months in which papers were issued."""
        papers: dict[int, list[Issued]] = defaultdict(list)
        for one in self.figures.question.rows(issued_papers):
            papers[one.on.month].append(one)
        every = self.figures.period.months()
        return [
            Month(one, tuple(papers[one.first_month])) for one in every if one.first_month in papers
        ]

    @property
    def title(self) -> str:
        """What the chart shows."""
        days, in_time = self.figures["turnaround_days"], self.figures["turnaround_in_time"]
        if days.value is None:
            return _("Chưa cấp giấy nào trong kỳ")
        said = _("Cấp giấy sau %(days)s ngày, tính bình quân") % {
            "days": shown(Fraction(days.value))
        }
        if in_time.value is None:
            return said
        kept = _("%(rate)s đúng hẹn") % {"rate": f"{shown(Fraction(in_time.value))} %"}
        return f"{said}; {kept}"

    @property
    def chart(self) -> Drawing | None:
        """Days on the mean, by month."""
        found = [(one, one.days) for one in self.months]
        return bars(
            [
                Bar(_("T%(n)s") % {"n": one.period.first_month}, (Part(days),), shown(days))
                for one, days in found
                if days is not None
            ],
            beside=True,
        )


@dataclass(frozen=True)
class Band:
    """Standards that fall due within so many days; `most` 0: without a calibration in force."""

    most: int
    least: int
    ids: tuple[int, ...]

    @property
    def label(self) -> str:
        """In the reader's words."""
        if not self.most:
            return _("Không còn hiệu lực")
        return _("Trong %(least)s–%(most)s ngày") % {"least": self.least, "most": self.most}


@dataclass(frozen=True)
class Standards:
    """Standards in use by when their calibration ends; `named`: those that end first."""

    figures: Figures
    bands: tuple[Band, ...]
    named: tuple[tuple[Standard, date | None], ...]
    every: int

    @property
    def due(self) -> int:
        """How many need a calibration within the last band, or by now."""
        return sum(len(band.ids) for band in self.bands)

    @property
    def title(self) -> str:
        """What the chart shows."""
        return _("%(n)s/%(all)s chuẩn hết hiệu lực hoặc đến hạn trong %(days)s ngày") % {
            "n": self.due,
            "all": self.every,
            "days": BANDS[-1],
        }

    @property
    def chart(self) -> Drawing | None:
        """How many in each band; those without a calibration in force are striped."""
        return bars(
            [
                Bar(one.label, (Part(len(one.ids), "now" if one.most else "hatch"),),
                    dong(len(one.ids)))
                for one in self.bands
            ]
        )  # fmt: skip


def standards_of(figures: Figures) -> Standards:
    """By days after the cut-off; one query more for the names."""
    kept = figures.question.rows(standards)
    ends = {one.pk: one.valid_until for one in kept}
    bands = [Band(0, 0, tuple(one.pk for one in kept if one.valid_until is None))]
    least = 0
    for most in BANDS:
        bands.append(Band(most, least, tuple(_ending(figures.cut_off, ends, least, most))))
        least = most + 1
    first = sorted(
        (pk for band in bands for pk in band.ids), key=lambda pk: (ends[pk] or date.min, pk)
    )[:NAMED]
    names = Standard.objects.in_bulk(first)
    return Standards(figures, tuple(bands), tuple((names[pk], ends[pk]) for pk in first), len(kept))


def _ending(on: date, ends: dict[int, date | None], least: int, most: int) -> Iterable[int]:
    first, last = on + timedelta(days=least), on + timedelta(days=most)
    return (pk for pk, end in ends.items() if end is not None and first <= end <= last)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
