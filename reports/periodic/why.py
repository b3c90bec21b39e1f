"""Why rows moved: what was done to them since a report was closed, by whom, and why."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from audit.models import Event
from calibration.models import Job
from common.bulk import parts
from contracts.models import Contract, Invoice, Payment
from planning.models import BlockMember, Extension, Product, ScienceTask
from reports.indicators.labels import MEMBER
from reports.models import PeriodReport, ReceivedReport
from reports.states import ReportKind

MOST = 50  # events told of one figure; the rest is counted
_CONTRACT: Final = Contract._meta.label_lower


def _contracts_of(model: Any) -> Callable[[Sequence[int]], Iterable[tuple[int, int]]]:
    def find(ids: Sequence[int]) -> Iterable[tuple[int, int]]:
        rows: Iterable[tuple[int, int]] = model.objects.filter(pk__in=ids).values_list(
            "pk", "contract_id"
        )
        return rows

    return find


def _contracts_of_jobs(ids: Sequence[int]) -> Iterable[tuple[int, int]]:
    rows = Job.objects.filter(pk__in=ids, contract_item__isnull=False)
    return rows.values_list("pk", "contract_item__line__contract_id")


# What is done to these is told of their contract.
_OVER: Final[Mapping[str, Callable[[Sequence[int]], Iterable[tuple[int, int]]]]] = {
    Invoice._meta.label_lower: _contracts_of(Invoice),
    Payment._meta.label_lower: _contracts_of(Payment),
    Job._meta.label_lower: _contracts_of_jobs,
}
# What is done to these is told of their task, beside what is done to it.
_PARTS: Final[Mapping[str, tuple[type[Any], ...]]] = {
    ScienceTask._meta.label_lower: (Extension, Product),
}


def events_since(
    at: datetime, moved: Mapping[str, Iterable[int]]
) -> dict[tuple[str, int], list[Event]]:
    """{(model, row): what was done to it and its parts, or to its contract, since `at`}."""
    found: dict[tuple[str, int], list[Event]] = {}
    for model, ids in moved.items():
        own = _with_parts(model, ids, at)
        over = _over(model, [pk for pk in dict.fromkeys(ids) if pk not in own], at)
        found |= {(model, pk): events for pk, events in (own | over).items()}
    return found


def events_of_members(
    report: PeriodReport, at: datetime, ids: Sequence[int]
) -> dict[tuple[str, int], list[Event]]:
    """The same of members of a block: what was done since to their reports of the period."""
    units = dict(BlockMember.objects.filter(pk__in=ids).values_list("unit_id", "pk"))
    found: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for model in (PeriodReport, ReceivedReport):
        rows: Any = model._default_manager.filter(centre__in=units, period=report.period)
        if model is PeriodReport:
            rows = rows.filter(kind=ReportKind.UNIT)
        pairs = dict(rows.values_list("pk", "centre_id"))
        for pk, events in _events(model._meta.label_lower, pairs, at).items():
            found[MEMBER, units[pairs[pk]]] += events
    return dict(found)


def _with_parts(model: str, ids: Iterable[int], at: datetime) -> dict[int, list[Event]]:
    """Of rows themselves, and of what hangs on them: an extension moves its task."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, list[Event]] = defaultdict(list, _events(model, wanted, at))
    for below in _PARTS.get(model, ()):
        over: dict[int, int] = {}
        for part in parts(wanted):
            rows = below._default_manager.filter(task__in=part)
            over |= dict(rows.values_list("pk", "task_id"))
        for pk, events in _events(below._meta.label_lower, over, at).items():
            found[over[pk]] += events
    return dict(found)


def _over(model: str, ids: list[int], at: datetime) -> dict[int, list[Event]]:
    """Of rows to which nothing was done themselves: what was done to their contract."""
    if model not in _OVER or not ids:
        return {}
    pairs = [pair for part in parts(ids) for pair in _OVER[model](part)]
    events = _events(_CONTRACT, (contract for _pk, contract in pairs), at)
    return {pk: events[contract] for pk, contract in pairs if contract in events}


def _events(model: str, ids: Iterable[int], at: datetime) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for part in parts(list(dict.fromkeys(ids))):
        rows = Event.objects.filter(
            subject_type=model, subject_id__in=[str(pk) for pk in part], at__gt=at
        )
        for event in rows.order_by("at", "pk"):
            found[int(event.subject_id)].append(event)
    return dict(found)


def told(events: Iterable[Event]) -> dict[str, Any]:
    """The first of the events in the words that are frozen, and how many there are."""
    whole = sorted({event.pk: event for event in events}.values(), key=lambda one: (one.at, one.pk))
    said = [
        {
            "verb": one.verb,
            "at": one.at.isoformat(),
            "by": one.by_name,
            "why": one.why,
            "subject": f"{one.subject_type}:{one.subject_id}",
            "event": f"{one.chain}/{one.number}",
        }
        for one in whole[:MOST]
    ]
    return {"events": said, "events_total": len(whole)}
