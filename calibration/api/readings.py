"""The doors through which readings come in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.api import reading_shapes as shapes
from calibration.api import serializers
from calibration.api.doors import JobDoor
from calibration.api.reading_items import Body, read_body, read_item, read_job, readings_of
from calibration.queries import evaluation_of
from calibration.record_data import evaluation_data
from calibration.services.readings import (
    MOST,
    MOST_READINGS,
    Answer,
    Held,
    Item,
    ReadingIn,
    Status,
    parsed,
    record_batch,
    record_items,
)
from common.errors import Fault

_JOB = frozenset({"job"})


class ReadingsDoor(JobDoor):
    """Add readings to one job, all or none."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=shapes.BatchInput, responses=shapes.RecordedOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        body = read_body(request.data, most=MOST)
        recorded = record_batch(
            job_id=job.pk,
            readings=readings_of(body),
            by=self.person.user,
            at=timezone.now(),
            locale=body.locale,
        )
        return Response({"accepted": recorded.accepted, "known": recorded.known})


class PreviewDoor(JobDoor):
    """What the results would be with these readings; nothing is kept."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=shapes.BatchInput, responses=serializers.EvaluationOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        body = read_body(request.data, most=MOST)
        extra = parsed(job=job, readings=readings_of(body), locale=body.locale)
        evaluation = evaluation_of(job, extra)
        assert evaluation is not None
        return Response(evaluation_data(evaluation))


class ItemsDoor(Door):
    """Add readings over many jobs: a device sends them, and again when it does not know.

    Every item has an answer of its own, in its place: `accepted`, `known` (sent before),
    `conflict` (something else stands there: `theirs`), `refused`. An item that is refused takes
    along only those that supersede it. A job that the sender does not see is `not_found`.
    """

    verb = Can.RECORD_READINGS

    @extend_schema(request=shapes.SentReadingsInput, responses=shapes.ReadingAnswersOutput)
    def post(self, request: Request) -> Response:
        body = read_body(request.data, most=MOST_READINGS, with_device=True)
        read = [_read(raw) for raw in body.readings]
        answers = iter(self._record(body, read))
        items = [
            _refused(raw, one) if isinstance(one, Fault) else _answered(next(answers))
            for raw, one in zip(body.readings, read, strict=True)
        ]
        fates = Counter(item["status"] for item in items)
        return Response({"items": items, "counts": {each: fates[each] for each in Status}})

    def _record(self, body: Body, read: Sequence[Item | Fault]) -> list[Answer]:
        return record_items(
            items=[one for one in read if isinstance(one, Item)],
            by=self.person.user,
            at=timezone.now(),
            device=body.device,
            locale=body.locale,
            broken=_ids(
                raw for raw, one in zip(body.readings, read, strict=True) if isinstance(one, Fault)
            ),
        )


def _read(raw: Any) -> Item | Fault:
    """An item, or the first thing that is wrong with it."""
    job = read_job(raw)
    reading = read_item(raw, also=_JOB)
    if isinstance(reading, ReadingIn):
        return job if isinstance(job, Fault) else Item(job, reading)
    return reading[0]


def _ids(raws: Any) -> list[UUID]:
    """The ids of items that are otherwise wrong, as far as they are ids."""
    found = []
    for raw in raws:
        try:
            found.append(UUID(raw["id"]))
        except (TypeError, KeyError, ValueError, AttributeError):
            continue
    return found


def _refused(raw: Any, wrong: Fault) -> dict[str, Any]:
    shown = raw.get("id") if isinstance(raw, dict) else None
    pk = shown[:40] if isinstance(shown, str) else ""
    return {"id": pk, "status": Status.REFUSED, **_said(wrong)}


def _answered(answer: Answer) -> dict[str, Any]:
    item: dict[str, Any] = {"id": str(answer.id), "status": answer.status}
    if answer.faults:
        item |= _said(answer.faults[0])
    if answer.theirs is not None:
        item["theirs"] = _theirs(answer.theirs)
    return item


def _said(wrong: Fault) -> dict[str, str]:
    whole = {"field": "", "found": "", "allowed": ""}
    return whole | wrong.as_json()


def _theirs(held: Held) -> dict[str, Any]:
    return {
        "id": str(held.pk),
        "digits": held.digits,
        "unit": held.unit,
        "by": held.by,
        "taken_at": held.taken_at,
    }
