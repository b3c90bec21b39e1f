"""What the pages and the API ask of cases, and which jobs leaned on an event."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat

from accounts.people import Person
from calibration.definition import read_definition
from calibration.evaluation import Work
from calibration.models import Job, PointStandard, Result, Worksheet
from certificates.impact.computing import STORED
from certificates.impact.findings import Suspect
from certificates.impact.lanes import sheets_of
from certificates.impact.moving import rows_by_spot
from certificates.impact.places import place_words
from certificates.impact.services import Finding, finding_of
from certificates.models import Certificate, ImpactCase, ImpactCaseRows, ImpactItem
from certificates.models.impact import ImpactItemRows
from certificates.states import Decided, Effect, ImpactState, ItemState
from instruments.models import Standard, StandardCalibration

MOST_NAMED = 50
LEFT = "left"  # decided, and yet something is to be done


@dataclass(frozen=True)
class Narrowed:
    """What a list of touched jobs is narrowed to; blanks narrow nothing."""

    effect: str = ""
    state: str = ""  # undecided, decided, left
    decided: str = ""
    customer: int | None = None


def cases_seen_by(person: Person, state: str = "") -> ImpactCaseRows:
    """Cases with the counts that a line of the list shows, newest first."""
    rows = ImpactCase.objects.visible_to(person).select_related("centre", "event__standard")
    if state in ImpactState.values:
        rows = rows.filter(state=state)
    counted: ImpactCaseRows = rows.annotate(
        jobs=Count("items"),
        flips=Sum("items__flips", default=0),
        undecided=Count("items", filter=Q(items__state=ItemState.UNDECIDED)),
    ).order_by("-opened_at", "-pk")
    return counted


def whole() -> ImpactCaseRows:
    """Cases with all that their page shows."""
    return ImpactCase.objects.select_related(
        "centre", "event__standard__centre", "corrected_by", "doubt", "opened_by", "closed_by"
    )


def summary(case: ImpactCase) -> dict[str, int]:
    """How much was touched: jobs, points by class, certificates, customers; what waits."""
    found: dict[str, int] = case.items.aggregate(
        turned=Count("pk", filter=Q(flips__gt=0)),  # before the sum that takes its name
        jobs=Count("pk"),
        certificates=Count("certificate", distinct=True),
        customers=Count("customer", distinct=True),
        points=Sum("points", default=0),
        flips=Sum("flips", default=0),
        beyond=Sum("beyond", default=0),
        unknown=Sum("unknown", default=0),
        within=Sum("within", default=0),
        undecided=Count("pk", filter=Q(state=ItemState.UNDECIDED)),
    )
    return found | {"left": case.items.left_to_do().count()}


def items_of(case: ImpactCase, narrowed: Narrowed) -> ImpactItemRows:
    """The touched jobs of a case, customer by customer, the worst of each first."""
    rows = (
        case.items.with_standing()
        .select_related("customer", "certificate", "job__instrument__type", "decision")
        .order_by("customer__name", "customer", "-flips", "-beyond", "-unknown", "pk")
    )
    if narrowed.effect in Effect.values:
        rows = rows.filter(worst=narrowed.effect)
    if narrowed.state == LEFT:
        rows = rows.left_to_do()
    elif narrowed.state in ItemState.values:
        rows = rows.filter(state=narrowed.state)
    if narrowed.decided in Decided.values:
        rows = rows.filter(decision__decided=narrowed.decided)
    if narrowed.customer is not None:
        rows = rows.filter(customer=narrowed.customer)
    return rows


def by_customer(items: Iterable[ImpactItem]) -> list[tuple[Any, list[ImpactItem]]]:
    """Items in groups: each customer with theirs."""
    return [(customer, list(rows)) for customer, rows in groupby(items, lambda i: i.customer)]


def turned(case: ImpactCase) -> ImpactItemRows:
    """The first jobs with points that turn a verdict: they are named on the case's page."""
    rows = case.items.filter(flips__gt=0).select_related("customer", "certificate")
    return rows.select_related("job__instrument__type").order_by("-flips", "pk")[:MOST_NAMED]


# Trace: from an event to jobs, from a job to events


def event_seen_by(person: Person) -> "QuerySet[StandardCalibration]":
    """The events of the standards that a person sees."""
    seen = Standard.objects.visible_to(person)
    rows = StandardCalibration.objects.filter(standard__in=seen)
    return rows.select_related("standard__centre", "corrected_by").prefetch_related("doubts")


@dataclass(frozen=True)
class Traced:
    """What leaned on an event, what was found of it, its case that is open."""

    event: StandardCalibration
    sheets: "QuerySet[Worksheet]"
    finding: Finding | None
    case: ImpactCase | None


def traced(event: StandardCalibration) -> Traced:
    """An event with the worksheets that leaned on it, newest first, each with its points."""
    held = Certificate.objects.filter(job=OuterRef("job"))
    sheets = sheets_of(Suspect(event)).select_related("job__customer", "job__instrument__type")
    return Traced(
        event,
        sheets.annotate(points=_stated_points(event), stated=Exists(held)).order_by("-pk"),
        finding_of(event),
        ImpactCase.objects.filter(event=event, state=ImpactState.OPEN).first(),
    )


def _stated_points(event: StandardCalibration) -> Coalesce:
    """How many points the event supported of which something is stated."""
    stated = Result.objects.filter(
        worksheet=OuterRef("worksheet"), section=OuterRef("section"), row=OuterRef("row")
    )
    rows = PointStandard.objects.filter(
        Exists(stated), worksheet=OuterRef("pk"), calibration=event
    ).order_by()
    # One slot after the other may lean on the same event at one point: it is one point.
    spots = rows.values("worksheet").annotate(
        n=Count(Concat("section", Value("."), "row", output_field=CharField()), distinct=True)
    )
    return Coalesce(Subquery(spots.values("n")), 0)


@dataclass(frozen=True)
class Supported:
    """One point of a job with the events behind it."""

    place: Mapping[str, str]
    events: Sequence[PointStandard]


def supported(job: Job) -> list[Supported]:
    """Which event of which standard supported each point of a job, in the order of the plan.

    Once work is handed in: the points of which something is stated. Empty for work on paper and
    for worksheets from before this was frozen point by point.
    """
    sheet = Worksheet.objects.filter(job=job).first()
    if sheet is None or job.procedure is None:
        return []
    definition = read_definition(job.procedure.definition)
    work = Work(definition, {}, json.loads(sheet.plan), {}, (), judged=False)
    rows = sheet.supports.select_related("calibration__standard", "calibration__corrected_by")
    found: dict[tuple[str, int], list[PointStandard]] = {}
    for each in rows.prefetch_related("calibration__doubts"):
        found.setdefault((each.section, each.row), []).append(each)
    stated = set(sheet.results.values_list("section", "row"))
    if job.state in STORED:
        found = {spot: events for spot, events in found.items() if spot in stated}
    return list(_in_order(work, found))


def _in_order(
    work: Work, found: Mapping[tuple[str, int], Sequence[PointStandard]]
) -> Iterator[Supported]:
    for spot, (laid, row, _unit) in rows_by_spot(work).items():
        if spot in found:
            yield Supported(place_words(work, laid, row), found[spot])
