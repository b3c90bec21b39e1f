"""The API of review: what is unusual, remarks, the worksheet on paper."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Can
from calibration import services
from calibration.api.doors import JobDoor
from calibration.models import Job, ReviewNote
from calibration.numbers import text_of
from calibration.review.comparing import Change, changes
from calibration.review.gathering import records_of
from calibration.review.saying import sentence
from calibration.review.unusual import findings
from calibration.services import NoteIn
from calibration.services.review import LONGEST_NOTE
from calibration.views.minutes import minutes_answer
from common.api import Strict

MOST = 200


class FindingOutput(serializers.Serializer[Any]):
    """One unusual thing: the higher the rank, the sooner it is to be looked at."""

    kind = serializers.CharField()
    rank = serializers.IntegerField()
    text = serializers.CharField()
    facts = serializers.DictField(child=serializers.CharField())


class PointChangeOutput(serializers.Serializer[Any]):
    """A point beside the time before; texts are exact decimals, "" means none."""

    section = serializers.CharField()
    row = serializers.IntegerField()
    error = serializers.CharField()
    before = serializers.CharField()
    change = serializers.CharField()
    en = serializers.CharField()


class PastOutput(serializers.Serializer[Any]):
    """The work approved before on the same instrument."""

    job = serializers.IntegerField()
    on = serializers.DateField()
    points = PointChangeOutput(many=True)


class NoteOutput(serializers.Serializer[Any]):
    """A reviewer's remark; a blank section is the whole job."""

    id = serializers.IntegerField()
    section = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    repeat = serializers.IntegerField()
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class ReviewOutput(serializers.Serializer[Any]):
    """What a reviewer is shown of a job."""

    findings = FindingOutput(many=True)
    past = PastOutput(allow_null=True)
    notes = NoteOutput(many=True)


class NoteInput(Strict):
    """One remark, on a cell or on the whole."""

    text = serializers.CharField(max_length=LONGEST_NOTE)
    section = serializers.CharField(max_length=60, required=False, default="")
    row = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=0)
    column = serializers.CharField(max_length=40, required=False, default="")
    repeat = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=0)


class NotesInput(Strict):
    """Remarks, all or none."""

    notes = serializers.ListField(child=NoteInput(), max_length=MOST)

    def to_notes(self) -> list[NoteIn]:
        """The remarks as the services take them."""
        return [
            NoteIn(
                each["text"],
                (each["section"], each["row"], each["column"], each["repeat"])
                if each["section"]
                else None,
            )
            for each in self.validated_data["notes"]
        ]


class ReviewDoor(JobDoor):
    """What is unusual about a job, the time before beside it, the remarks."""

    verb = Can.REVIEW_JOBS

    @extend_schema(responses=ReviewOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(ReviewOutput(_review(self.job(pk, self.verb))).data)


class NotesDoor(JobDoor):
    """Remark without returning."""

    verb = Can.REVIEW_JOBS

    @extend_schema(request=NotesInput, responses={201: ReviewOutput})
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = NotesInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.add_notes(
            job_id=job.pk, notes=typed.to_notes(), by=self.person.user, at=timezone.now()
        )
        return Response(ReviewOutput(_review(job)).data, status=201)


class MinutesDoor(JobDoor):
    """The worksheet as a PDF (biên bản); marked as a draft until the job is approved."""

    verb = Can.SEE_JOBS

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        return minutes_answer(self.job(pk))


def _review(job: Job) -> dict[str, Any]:
    record = records_of([job])[job.pk]
    past = record.past
    return {
        "findings": [
            {"kind": each.kind, "rank": each.rank, "text": sentence(each), "facts": each.facts}
            for each in findings(record)
        ],
        "past": None
        if past is None
        else {
            "job": past.job,
            "on": past.on,
            "points": [_change(each) for each in changes(record).values()],
        },
        "notes": list(ReviewNote.objects.filter(job=job).select_related("by")),
    }


def _change(each: Change) -> dict[str, Any]:
    return {
        "section": each.point.section,
        "row": each.point.row,
        "error": text_of(each.point.error),
        "before": text_of(each.before.error),
        "change": each.difference,
        "en": each.en_shown,
    }
