"""The log of looks and dropped files, for those who watch for forgeries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.people import Person
from accounts.permissions import Can
from certificates.checking.looking import UNKNOWN
from certificates.checking.sentences import GENUINE, UNREAD
from certificates.models import Certificate, Check

DAYS = (7, 30, 90)
MOST_NAMED = 20
# A wave: in one day at least so many suspicious files, and so many times the days before it.
LEAST, TIMES = 5, 3

LOOKS = Q(finding="")
FILES = ~LOOKS
SUSPECT = FILES & ~Q(finding__in=GENUINE | UNREAD | {"other"})
KINDS = {"files": FILES, "suspect": SUSPECT, "unknown": LOOKS & Q(answer=UNKNOWN)}


@dataclass(frozen=True)
class Watched:
    """The checks of some days, and whether something is unusual about the last one."""

    days: list[dict[str, Any]]
    total: dict[str, int]
    alarm: bool
    targets: list[tuple[Certificate | None, dict[str, Any]]]


def seen_by(person: Person) -> "QuerySet[Check]":
    """Checks of the certificates of a person's centres; and of ids that nobody issued.

    Those belong to no centre: whoever watches over one sees them.
    """
    centres = person.centres(Can.SEE_AUDIT)
    issued = Certificate.objects.filter(public_id=OuterRef("public_id"))
    mine = Exists(issued.filter(centre__in=centres).order_by())
    return Check.objects.filter(mine | ~Exists(issued.order_by())).order_by("-at", "-pk")


def of(certificate: Certificate) -> "QuerySet[Check]":
    """The checks of one certificate, newest first."""
    return Check.objects.filter(public_id=certificate.public_id).order_by("-at", "-pk")


def narrowed(rows: "QuerySet[Check]", kind: str) -> "QuerySet[Check]":
    """Only files, suspicious ones, or ids that nobody issued; else all."""
    wanted = KINDS.get(kind)
    return rows if wanted is None else rows.filter(wanted)


def watched(rows: "QuerySet[Check]", days: int, now: datetime) -> Watched:
    """What came in over the last days, the newest first, in three queries."""
    first = timezone.localdate(now) - timedelta(days=days - 1)
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    recent = rows.filter(at__gte=since).order_by()
    counts = {
        "looks": Count("pk", filter=LOOKS),
        "unknown": Count("pk", filter=KINDS["unknown"]),
        "files": Count("pk", filter=FILES),
        "suspect": Count("pk", filter=SUSPECT),
        "sources": Count("source", distinct=True),
    }
    by_day = recent.annotate(day=TruncDate("at")).values("day").annotate(**counts)
    found: list[dict[str, Any]] = [dict(one) for one in by_day.order_by("-day")]
    total = recent.aggregate(**counts)
    suspects = recent.filter(SUSPECT).values("public_id")
    worst = suspects.annotate(n=Count("pk"), sources=Count("source", distinct=True))
    return Watched(found, total, _wave(found, days, now), _named(worst.order_by("-n")[:MOST_NAMED]))


def _wave(found: list[dict[str, Any]], days: int, now: datetime) -> bool:
    today = timezone.localdate(now)
    last = sum(one["suspect"] for one in found if one["day"] == today)
    before = sum(one["suspect"] for one in found if one["day"] != today) / max(days - 1, 1)
    return bool(last >= LEAST and last >= TIMES * before)


def _named(rows: Iterable[Any]) -> list[tuple[Certificate | None, dict[str, Any]]]:
    found = list(rows)
    known = certificates_of(one["public_id"] for one in found)
    return [(known.get(one["public_id"]), one) for one in found]


def certificates_of(public_ids: Iterable[str]) -> dict[str, Certificate]:
    """The certificates of some ids, for a page that names them."""
    rows = Certificate.objects.filter(public_id__in=set(public_ids)).order_by()
    return {one.public_id: one for one in rows}
