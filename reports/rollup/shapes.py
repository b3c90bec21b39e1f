"""What a roll-up is made of: units with their source, their parts, and the sums of sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from common.period import Period
from planning.rates import rounded
from reports.exchange.content import divided
from reports.indicators.shapes import MEANS, PERCENT
from reports.shown import text
from reports.states import FigureKind

type_of_number = int | Fraction | None
# How much a sum of figures of several kinds is worth: as much as the weakest of them.
_WEAKEST = (
    FigureKind.ESTIMATE,
    FigureKind.APPROXIMATE,
    FigureKind.UNPROVEN,
    FigureKind.ENTERED,
    FigureKind.WORDS,
    FigureKind.COMPUTED,
)


class Source(models.TextChoices):
    """Where the figures of a unit come from."""

    LIVE = "live", _("hồ sơ ở đây")
    CLOSED = "closed", _("báo cáo đã chốt ở đây")
    RECEIVED = "received", _("tệp nhận được")


class From(models.TextChoices):
    """What a roll-up of a tree is made of; a block only ever has reports."""

    LIVE = "live", _("hồ sơ, tính ngay bây giờ")
    REPORTED = "reported", _("báo cáo đã chốt và tệp nhận được")


@dataclass(frozen=True)
class Part:
    """One figure of one unit, wherever it comes from."""

    value: type_of_number
    numerator: type_of_number = None
    denominator: type_of_number = None
    kind: str = FigureKind.COMPUTED
    words: str = ""
    version: str = "1"  # of the definition
    base: str = ""  # base and VAT treatment, in Vietnamese: parts of two bases are not added
    # The same as a report says it: {"base": {language: words}, "vat": {language: words}}.
    basis: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_mean(self) -> bool:
        """Whether it is surely no count: a fraction, or not what it is counted of (5 of 6)."""
        if self.denominator is None or self.value is None:
            return isinstance(self.value, Fraction)
        return self.value != self.numerator


@dataclass(frozen=True)
class Column:
    """One indicator of the table."""

    code: str
    name: Any
    definition: Any
    unit: str
    version: str
    base: Any = ""
    vat: Any = ""

    def shown(self, value: type_of_number) -> str:
        """A number of it, as printed."""
        return text(value, self.unit)

    def top(self, value: type_of_number) -> str:
        """A part of a ratio, as printed: in its own unit, which is no percent."""
        return text(value, "dong" if self.unit == "dong" else "")

    def plain(self, value: type_of_number) -> Any:
        """For programs: a fraction as text with two decimals, đồng whole."""
        if not isinstance(value, Fraction):
            return value
        return int(rounded(value, 0)) if self.unit == "dong" else str(rounded(value, 2))


@dataclass(frozen=True)
class Row:
    """A unit that is counted, and by what."""

    unit: Centre
    source: Source
    parts: Mapping[str, Part]
    version: int | None = None  # of the report
    cut_off: date | None = None
    report: int | None = None  # its row, closed here
    received: int | None = None  # its row, received
    targets: tuple[int, int] | None = None  # (met, set)
    digest: str = ""  # of the closed report, or of the file
    own: bool = False  # only its own work: the units below are counted beside it

    @property
    def source_words(self) -> str:
        """Where its figures come from, and that those of the units below are not in them."""
        if not self.own:
            return str(self.source.label)
        return gettext("%(source)s, không gồm đơn vị dưới") % {"source": self.source.label}

    def other_version(self, column: Column) -> str:
        """The version of the definition where it is not ours; "" where it is."""
        part = self.parts.get(column.code)
        return "" if part is None or part.version == column.version else part.version


@dataclass(frozen=True)
class Total:
    """A column added up: sums of sums; `why` says why there is no total."""

    value: type_of_number
    numerator: type_of_number = None
    denominator: type_of_number = None
    units: int = 0  # how many have a number in it
    kind: str = FigureKind.COMPUTED
    why: Any = ""

    @property
    def label(self) -> str:
        """How it came to be, where it is not simply counted."""
        return "" if self.kind == FigureKind.COMPUTED else str(FigureKind(self.kind).label)


@dataclass(frozen=True)
class Covered:
    """A unit that is counted in the report of one above it."""

    unit: Centre
    by: Centre


@dataclass(frozen=True)
class RollUp:
    """The whole: rows, sums, who has not reported."""

    period: Period
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    missing: tuple[Centre, ...]
    covered: tuple[Covered, ...] = ()
    totals: Mapping[str, Total] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """How many units should be in it."""
        return len(self.rows) + len(self.missing) + len(self.covered)

    @property
    def targets(self) -> tuple[int, int] | None:
        """(met, set) of all units whose reports say so."""
        known = [row.targets for row in self.rows if row.targets is not None]
        return (sum(m for m, _s in known), sum(s for _m, s in known)) if known else None


def total(parts: Iterable[Part], unit: str, code: str = "") -> Total:
    """The sum of values; of ratios and means the sums of both parts, divided once."""
    known = [part for part in parts if part.value is not None or part.denominator is not None]
    if not known:
        return Total(None)
    kind = next(one for one in _WEAKEST if any(part.kind == one for part in known))
    more: dict[str, Any] = {"units": len(known), "kind": kind}
    if len({part.base for part in known}) > 1:
        return Total(None, why=_("các đơn vị tính theo cơ sở khác nhau"), **more)
    if unit != PERCENT and code not in MEANS and not any(part.is_mean for part in known):
        return _counted(known, more)
    if any(part.numerator is None or part.denominator is None for part in known):
        return Total(None, why=_("có đơn vị không cho tử số và mẫu số"), **more)
    top = sum(part.numerator or 0 for part in known)
    bottom = sum(part.denominator or 0 for part in known)
    value = divided(top, bottom, unit) if bottom else None
    return Total(value, top, bottom, **more)


def _counted(known: list[Part], more: dict[str, Any]) -> Total:
    """Counts added; where each says of how many, these are added beside them."""
    value = sum(part.value or 0 for part in known)
    if any(part.denominator is None for part in known):
        return Total(value, **more)
    return Total(value, value, sum(part.denominator or 0 for part in known), **more)
