"""The patterns of a centre's numbers over the years: which one counts, set a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import hold, record
from certificates.models import Counter, NumberPattern
from certificates.papers import patterns
from certificates.papers.patterns import FIRST_YEAR, LAST_YEAR, Pattern
from certificates.states import Kind
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

BUSY = 1234  # a running number late in the year, for examples

name_verbs({"pattern.set": gettext_lazy("đặt mẫu số")})


def pattern_of(centre: Centre, kind: Kind | str, year: int) -> str:
    """The pattern that a centre's numbers of a kind have in a year, as it was typed."""
    rows = NumberPattern.objects.filter(centre=centre, kind=kind, from_year__lte=year)
    text = (
        rows.order_by("-from_year", "-pk").values_list("pattern", flat=True).first()
    )  # of two for one year the later one counts: the first was a mistake
    return text or patterns.default(kind)


def written(centre: Centre, kind: Kind | str, year: int, serial: int) -> str:
    """A number as it is printed."""
    return patterns.compiled(pattern_of(centre, kind, year), centre.code).write(year, serial)


@dataclass(frozen=True)
class Series:
    """The numbers of one kind at a centre: by what pattern now, what comes next."""

    kind: Kind
    pattern: str
    year: int
    taken: int  # of this year
    following: str  # the number that comes next
    set: Sequence[NumberPattern]  # newest first; empty: the one of the house
    first_free: int  # the first year whose pattern can still be set

    @property
    def coming(self) -> NumberPattern | None:
        """The pattern that is set for a later year."""
        return next((one for one in self.set if one.from_year > self.year), None)


def series_of(centre: Centre, year: int) -> list[Series]:
    """Every kind of a centre, in two queries."""
    rows = NumberPattern.objects.filter(centre=centre).select_related("by")
    newest = list(rows.order_by("-from_year", "-pk"))
    taken = {
        one.kind: one.last for one in Counter.objects.filter(centre=centre, year=year, last__gt=0)
    }
    return [
        _series(centre, kind, year, [row for row in newest if row.kind == kind], taken.get(kind, 0))
        for kind in Kind
    ]


def _series(
    centre: Centre, kind: Kind, year: int, rows: Sequence[NumberPattern], taken: int
) -> Series:
    text = next((row.pattern for row in rows if row.from_year <= year), patterns.default(kind))
    following = patterns.compiled(text, centre.code).write(year, taken + 1)
    return Series(kind, text, year, taken, following, rows, year + 1 if taken else year)


def try_pattern(*, centre: Centre, kind: str, from_year: int, pattern: str, at: datetime) -> str:
    """The pattern, tidy, if it could be set; else refused as `set_pattern` would refuse it."""
    text = nfc(pattern)
    if found := patterns.faults(text, centre.code):
        raise InvalidInput(*found)
    _insist_year(from_year, timezone.localtime(at).year)
    _insist_no_numbers(centre, kind, from_year)
    _insist_alone(centre, Kind(kind), from_year, text)
    return text


def examples(*, centre: Centre, kind: str, from_year: int, pattern: str) -> list[str]:
    """The first numbers that a good pattern gives, and one of a busy year."""
    made = patterns.compiled(nfc(pattern), centre.code)
    taken = Counter.objects.filter(centre=centre, kind=kind, year=from_year).first()
    following = 1 + (taken.last if taken is not None else 0)
    return [made.write(from_year, serial) for serial in (following, following + 1, BUSY)]


@transaction.atomic
def set_pattern(
    *, centre: Centre, kind: str, from_year: int, pattern: str, by: Any, at: datetime
) -> NumberPattern:
    """How a centre writes its numbers of a kind from a year on.

    A year that has numbers keeps its pattern: one sequence looks one way. For a year without any
    a newer row replaces an older one. Raises InvalidInput with `pattern` or `from_year` at fault.
    """
    hold(centre.code)  # whoever issues holds it before the counter: the same order here
    text = try_pattern(centre=centre, kind=kind, from_year=from_year, pattern=pattern, at=at)
    _lock(centre, kind, from_year)
    _insist_no_numbers(centre, kind, from_year)
    before = pattern_of(centre, kind, from_year)
    if before == text:
        raise Refused(_("Năm ấy đã có mẫu số này."), code="same_pattern")
    row = NumberPattern.objects.create(
        centre=centre, kind=kind, from_year=from_year, pattern=text, by=by, at=at
    )
    record(
        subject=row, verb="pattern.set", by=by, at=at, chain=centre.code,
        changes={"pattern": (before, text), "from_year": (None, from_year), "kind": (None, kind)},
        seals=[row],
    )  # fmt: skip
    return row


def _insist_year(year: int, this_year: int) -> None:
    if not this_year <= year <= LAST_YEAR:
        message = _("Mẫu số chỉ đặt được cho năm nay hoặc năm sau.")
        allowed = f"{this_year}–{LAST_YEAR}"
        raise InvalidInput(
            Fault("from_year", message, code="year", found=str(year), allowed=allowed)
        )


def _lock(centre: Centre, kind: str, year: int) -> None:
    """Hold the counter of the year: no number is taken meanwhile."""
    Counter.objects.get_or_create(centre=centre, kind=kind, year=year)
    Counter.objects.select_for_update(no_key=True).get(centre=centre, kind=kind, year=year)


def _insist_no_numbers(centre: Centre, kind: str, year: int) -> None:
    counted = Counter.objects.filter(centre=centre, kind=kind, year__gte=year, last__gt=0)
    last = counted.order_by("year").last()
    if last is None:
        return
    message = _("Năm %(year)s đã cấp %(n)s số theo mẫu cũ: mẫu mới bắt đầu từ năm sau.")
    filled = message % {"year": last.year, "n": last.last}
    free = f"{last.year + 1}–{LAST_YEAR}"
    raise InvalidInput(
        Fault("from_year", filled, code="year_has_numbers", found=str(year), allowed=free)
    )


def _insist_alone(centre: Centre, kind: Kind, from_year: int, text: str) -> None:
    """Neither another kind nor another time of this one may come to the same number."""
    rows = list(NumberPattern.objects.filter(centre=centre).order_by("from_year", "pk"))
    wished = NumberPattern(centre=centre, kind=kind, from_year=from_year, pattern=text)
    mine = _years(centre.code, kind, [*rows, wished])
    now = {year: pattern for year, pattern in mine.items() if year >= from_year}
    for other in Kind:
        theirs = (
            {year: pattern for year, pattern in mine.items() if year < from_year}
            if other == kind
            else _years(centre.code, other, rows)
        )
        if met := patterns.clash(now, theirs):
            raise _clashing(other, met)


def _clashing(other: Kind, met: tuple[int, int]) -> InvalidInput:
    message = _("Mẫu này có thể cho cùng một số với %(kind)s của năm %(year)s.")
    filled = message % {"kind": other.label, "year": met[1]}
    return InvalidInput(Fault("pattern", filled, code="not_alone", found=other.value))


def _years(code: str, kind: Kind, rows: Iterable[NumberPattern]) -> dict[int, Pattern]:
    """The pattern of each year, later rows over earlier ones."""
    own = sorted((row for row in rows if row.kind == kind), key=lambda row: row.from_year)
    found = dict.fromkeys(
        range(FIRST_YEAR, LAST_YEAR + 1), patterns.compiled(patterns.default(kind), code)
    )
    for row in own:  # sorting is stable: of two for one year the later row comes last
        pattern = patterns.compiled(row.pattern, code)
        found |= dict.fromkeys(range(row.from_year, LAST_YEAR + 1), pattern)
    return found
