"""Procedures that wait for somebody, certificates replaced and withdrawn, open impact cases."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, TextChoices
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import Person
from calibration.centres import ancestors
from calibration.models import ProcedureVersion
from calibration.states import ProcedureState
from certificates.impact.queries import cases_seen_by
from certificates.models import Certificate, ImpactItem
from certificates.states import CertificateState, ImpactState, Kind
from common.text import fold
from contracts.queries import end_of
from planning.models import Activity
from planning.rates import Rate
from planning.states import ActivityKind
from reports.indicators.entries import standing
from reports.indicators.question import Question

ENDS_SOON = 60  # days
REVIEW_YEARS = 3
DRAFT_DAYS = 90
_LEAST_NUMBER = 4  # letters of a number that may be looked for in a title


class Why(TextChoices):
    """Why a procedure wants to be looked at, the most urgent first."""

    ENDED = "ended", _("đã hết ngày áp dụng")
    ENDS = "ends", _("sắp hết ngày áp dụng")
    UNREVIEWED = "unreviewed", _("quá ba năm chưa rà soát")
    APPROVED = "approved", _("đã phê duyệt, chưa áp dụng")
    DRAFT = "draft", _("bản thảo để quá 90 ngày")


@dataclass(frozen=True)
class Waiting:
    """A procedure version, why it waits, since when or until when."""

    version: ProcedureVersion
    why: Why
    on: date


def procedures(asked: Question) -> list[Waiting]:
    """Versions of the unit that wait, the most urgent first; two queries.

    Reviewed on the day since which it is in force, or when an activity that names its number says.
    """
    rows = ProcedureVersion.objects.filter(centre__path__startswith=asked.centre.path)
    kept = rows.exclude(state=ProcedureState.RETIRED).select_related("centre").defer("definition")
    versions = list(kept.order_by("centre", "number", "version"))
    reviews = _reviews(asked)
    found = [_waiting(version, asked.cut_off, reviews) for version in versions]
    order = list(Why)
    some = [one for one in found if one is not None]
    return sorted(some, key=lambda one: (order.index(one.why), one.on, one.version.pk))


type_of_reviews = list[tuple[str, str, date]]  # (code of the unit, folded words, day)


def _reviews(asked: Question) -> type_of_reviews:
    kinds = (ActivityKind.PROCEDURE_REVIEW, ActivityKind.PROCEDURE_ISSUE)
    rows = standing(Activity, asked).filter(kind__in=kinds, done_on__lte=asked.cut_off)
    fields = ("centre__code", "title", "paper", "done_on")
    return [
        (code, fold(f"{title} {paper}"), day)
        for code, title, paper, day in rows.values_list(*fields)
    ]


def _waiting(version: ProcedureVersion, day: date, reviews: type_of_reviews) -> Waiting | None:
    if version.state == ProcedureState.DRAFT:
        edited = timezone.localdate(version.edited_at) if version.edited_at else None
        stale = edited is not None and (day - edited).days > DRAFT_DAYS
        return Waiting(version, Why.DRAFT, edited) if edited and stale else None
    if version.state == ProcedureState.APPROVED:
        approved = timezone.localdate(version.approved_at) if version.approved_at else day
        return Waiting(version, Why.APPROVED, approved) if approved <= day else None
    assert version.valid_from is not None
    if version.valid_to is not None and version.valid_to <= day + timedelta(days=ENDS_SOON):
        return Waiting(version, Why.ENDED if version.valid_to < day else Why.ENDS, version.valid_to)
    last = max([version.valid_from, *_of(version, reviews)])
    over = last <= _years_before(day, REVIEW_YEARS)
    return Waiting(version, Why.UNREVIEWED, last) if over else None


def _of(version: ProcedureVersion, reviews: type_of_reviews) -> list[date]:
    number = fold(version.number)
    if len(number) < _LEAST_NUMBER:
        return []
    near = ancestors(version.centre.path)
    return [day for code, words, day in reviews if code in near and number in words]


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    last = day.day - 1 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


@dataclass(frozen=True)
class Ended:
    """Papers issued in a month, or of a kind: how many were replaced and withdrawn since."""

    key: Any  # the first of the month, or the kind
    issued: int
    replaced: int
    withdrawn: int

    @property
    def rate(self) -> Rate:
        """The share of both, from sums; “–” where nothing was issued."""
        return Rate(self.replaced + self.withdrawn, self.issued)


def papers(asked: Question) -> Any:
    """Every certificate and notice issued in the period."""
    return Certificate.objects.filter(
        centre__path__startswith=asked.centre.path,
        issued_at__gte=asked.period.begins_at,
        issued_at__lt=end_of(asked.until),
    )


def ended_papers(asked: Question) -> tuple[list[Ended], list[Ended]]:
    """By month and by kind; one query."""
    rows = papers(asked).order_by().annotate(month=TruncMonth("issued_at"))
    counts: list[tuple[date, str, str, int]] = [
        (month.date(), kind, state, n)
        for month, kind, state, n in rows.values_list("month", "kind", "state").annotate(
            n=Count("pk")
        )
    ]
    starts = [one.start for one in asked.period.months() if one.start <= asked.until]
    months = [_ended(day, ((s, n) for m, _k, s, n in counts if m == day)) for day in starts]
    kinds = [_ended(kind, ((s, n) for _m, k, s, n in counts if k == kind.value)) for kind in Kind]
    return months, [one for one in kinds if one.issued]


def _ended(key: Any, states: Iterable[tuple[str, int]]) -> Ended:
    found: Counter[str] = Counter()
    for state, n in states:
        found[state] += n
    C = CertificateState  # noqa: N806
    return Ended(key, found.total(), found[C.SUPERSEDED], found[C.WITHDRAWN])


def together(every: Sequence[Ended]) -> Ended:
    """All of them: sums of sums."""
    return Ended(
        None,
        sum(one.issued for one in every),
        sum(one.replaced for one in every),
        sum(one.withdrawn for one in every),
    )


def open_cases(asked: Question, person: Person) -> list[Any]:
    """Open cases of the unit, the oldest first, each with its `jobs`, `undecided` and `left`.

    Two queries.
    """
    rows = cases_seen_by(person, ImpactState.OPEN)
    cases = list(rows.filter(centre__path__startswith=asked.centre.path).order_by("opened_at"))
    items = ImpactItem.objects.filter(case__in=cases).left_to_do()
    left = dict(items.order_by().values_list("case").annotate(n=Count("pk")))
    for one in cases:
        one.left = left.get(one.pk, 0)  # type: ignore[attr-defined]
    return cases
