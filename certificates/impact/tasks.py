"""Working out what a wrong calibration touched. Harmless twice: it writes what it finds."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.record import record
from certificates.impact.computing import touched
from certificates.impact.findings import WORST_FIRST, Suspect, TouchedJob
from certificates.impact.lanes import sheets_of
from certificates.models import ImpactCase, ImpactItem
from certificates.states import Effect, ItemState
from common.canonical import canonical
from common.queue import Progress, work

PAGE = 200
MOST_NAMED = 20
_COUNTED = {
    "flips": Effect.FLIPS, "beyond": Effect.BEYOND, "unknown": Effect.UNKNOWN,
    "within": Effect.WITHIN,
}  # fmt: skip
_WRITTEN = (
    "certificate", "customer", "points", *_COUNTED, "worst", "named", "state",
)  # fmt: skip


def key_of(case_id: int, asked: int) -> str:
    """The task of a case, each time it is asked for."""
    return f"certificates.impact:{case_id}:{asked}"


def suspect_of(case: ImpactCase) -> Suspect:
    """What a case asks about."""
    return Suspect(case.event, case.corrected_by, case.since)


@work("certificates.impact")
def work_out(*, case_id: int, asked: int, progress: Progress | None = None) -> dict[str, Any]:
    """Find every touched job and write it as an item of the case, a page at a time.

    A page is read to its end before it is written: on SQLite a statement that is still being read
    would keep others from writing.
    """
    progress = progress or Progress()
    case = ImpactCase.objects.select_related("event__standard", "corrected_by").get(pk=case_id)
    if case.asked == asked:
        suspect = suspect_of(case)
        total, after, seen = sheets_of(suspect).count(), 0, list[int]()
        progress.say(0, total)
        while page := list(touched(suspect, after=after, most=PAGE)):
            _write(case_id, page)
            seen += [each.job.pk for each in page]
            after = page[-1].worksheet
            progress.say(len(seen), total)
        _finish(case_id, asked, seen)
    return {"url": reverse("certificates:impact-case", args=[case_id])}


@transaction.atomic
def _write(case_id: int, page: Sequence[TouchedJob]) -> None:
    case = ImpactCase.objects.select_for_update(no_key=True).get(pk=case_id)
    there = {
        item.job_id: item
        for item in case.items.select_related("decision").filter(
            job__in=[each.job.pk for each in page]
        )
    }
    new: list[ImpactItem] = []
    known: list[ImpactItem] = []
    for each in page:
        item = there.get(each.job.pk)
        (new if item is None else known).append(_item(item or ImpactItem(case=case), each))
    ImpactItem.objects.bulk_create(new, batch_size=PAGE)
    ImpactItem.objects.bulk_update(known, _WRITTEN, batch_size=PAGE)


def _item(item: ImpactItem, found: TouchedJob) -> ImpactItem:
    item.job, item.customer = found.job, found.job.customer
    item.certificate = found.certificate
    counts = found.counts
    for name, effect in _COUNTED.items():
        setattr(item, name, counts[effect])
    item.points, item.worst = len(found.points), found.worst
    item.named = canonical(
        [
            {
                "section": point.section,
                "row": point.row,
                "place": dict(point.place),
                "old": point.old.verdict,
                "new": point.new.verdict,
            }
            for point in found.points
            if point.effect == WORST_FIRST[0]
        ][:MOST_NAMED]
    )
    _stand_by(item)
    return item


def _stand_by(item: ImpactItem) -> None:
    """A decision holds for the numbers it was made on."""
    if item.decision is not None and item.decision.found != canonical(item.counts):
        item.state = ItemState.UNDECIDED


@transaction.atomic
def _finish(case_id: int, asked: int, seen: Sequence[int]) -> None:
    case = ImpactCase.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.asked != asked:
        return  # asked again meanwhile: the newer answer counts
    left = [item for item in case.items.select_related("decision") if item.job_id not in set(seen)]
    for item in left:
        item.points = item.flips = item.beyond = item.unknown = item.within = 0
        item.worst, item.named = "", "[]"
        _stand_by(item)
    ImpactItem.objects.bulk_update(left, _WRITTEN, batch_size=PAGE)
    case.computed_at = timezone.now()
    case.save(update_fields=["computed_at"])
    record(
        subject=case, verb="impact.compute", by=None, at=case.computed_at, chain=case.centre.code,
        changes={"jobs": (None, len(seen))},
    )  # fmt: skip
