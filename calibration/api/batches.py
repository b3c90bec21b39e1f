"""The doors to batches: jobs that are measured together on one bench."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from calibration.api.serializers import BundleOutput, StartInput
from calibration.bundle import bundle
from calibration.models import Batch, Job
from calibration.queries import with_record
from calibration.services.batches import LONGEST_NAME, MOST_JOBS, make_batch, start_batch
from calibration.services.worksheets import Start
from common.api import Strict


class BatchMakeInput(Strict):
    """Open jobs of one centre, in order of position."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.none())
    name = serializers.CharField(max_length=LONGEST_NAME)
    jobs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        min_length=1,
        max_length=MOST_JOBS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.context.get("person")
        if person is not None:
            self.fields["centre"].queryset = person.centres(Can.SEE_JOBS)  # type: ignore[attr-defined]


class PlaceOutput(serializers.Serializer[Any]):
    """A position with the whole worksheet of its job."""

    position = serializers.IntegerField()
    bundle = BundleOutput()


class BatchOutput(serializers.Serializer[Any]):
    """A batch with everything needed to work at it without network."""

    id = serializers.IntegerField()
    centre = serializers.CharField()
    name = serializers.CharField()
    places = PlaceOutput(many=True)


class BatchDoor(Door):
    """What the doors to batches share."""

    def batch(self, pk: int, verb: Can | None = None) -> Batch:
        """The visible batch, or 404; 403 where its centre does not grant `verb`."""
        return self.row(Batch.objects.select_related("centre"), verb, pk=pk)


def batch_data(batch: Batch, person: Person) -> dict[str, Any]:
    """The batch with the worksheets as they stand now; its blocks are those of `person`."""
    places = batch.places.values_list("position", "job_id")
    jobs = with_record(Job.objects.all()).in_bulk([job_id for _position, job_id in places])
    day = timezone.localdate()
    starter = person.user if person.may(Can.RECORD_READINGS, batch.centre) else None
    return {
        "id": batch.pk,
        "centre": batch.centre.code,
        "name": batch.name,
        "places": [
            {"position": position, "bundle": bundle(jobs[job_id], day, starter)}
            for position, job_id in places
        ],
    }


class BatchesDoor(Door):
    """Put jobs together."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=BatchMakeInput, responses={201: BatchOutput})
    def post(self, request: Request) -> Response:
        typed = BatchMakeInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        given: dict[str, Any] = typed.validated_data
        self.person.insist(Can.RECORD_READINGS, given["centre"])
        batch = make_batch(
            centre=given["centre"], name=given["name"], job_ids=given["jobs"],
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return Response(batch_data(batch, self.person), status=201)


class OneBatchDoor(BatchDoor):
    """A batch: every position with its worksheet."""

    verb: ClassVar[Can | None] = Can.SEE_JOBS

    @extend_schema(responses=BatchOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(batch_data(self.batch(pk), self.person))


class BatchStartDoor(BatchDoor):
    """Begin every job of a batch with the same standards, all or none."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=StartInput, responses={201: BatchOutput})
    def post(self, request: Request, pk: int) -> Response:
        batch = self.batch(pk, self.verb)
        typed = StartInput(data=request.data)
        typed.is_valid(raise_exception=True)
        start_batch(
            batch_id=batch.pk, how=Start(**typed.validated_data), by=self.person.user,
            at=timezone.now(),
        )  # fmt: skip
        return Response(batch_data(batch, self.person), status=201)
