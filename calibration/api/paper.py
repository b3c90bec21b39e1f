"""The API of work on paper: its results all at once; and of an agreed recalibration interval."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Can
from calibration import services
from calibration.api.doors import JobDoor
from calibration.api.serializers import JobOutput
from calibration.bundle import job_data
from calibration.models import Job
from calibration.paper_rows import MOST_ROWS, PaperRow
from calibration.paper_view import paper_data
from calibration.queries import with_record
from calibration.services.jobs import LONGEST_AGREED, MOST_INTERVAL
from common.api import Strict

MOST_STANDARDS = 50


class PaperRowOutput(serializers.Serializer[Any]):
    """One point as the paper has it: canonical digits, "" for none; the unit is a code."""

    point = serializers.CharField()
    unit = serializers.CharField()
    reference = serializers.CharField()
    indication = serializers.CharField()
    error = serializers.CharField()
    expanded = serializers.CharField()
    k = serializers.CharField()
    limit = serializers.CharField()
    verdict = serializers.CharField()


class PaperResultsOutput(serializers.Serializer[Any]):
    """A paper worksheet; temperature and humidity as "22.8 23.4"; standards by calibration."""

    paper_record = serializers.CharField()
    method_number = serializers.CharField()
    method_title = serializers.CharField()
    temperature = serializers.CharField()
    humidity = serializers.CharField()
    standards = serializers.ListField(child=serializers.IntegerField())
    rows = PaperRowOutput(many=True)


def _text(most: int) -> Any:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=most, trim_whitespace=True
    )


class PaperRowInput(Strict):
    """One point; what is blank may be left out. Verdict: pass or fail."""

    point = _text(120)
    unit = _text(30)
    reference = _text(40)
    indication = _text(120)
    error = _text(40)
    expanded = _text(40)
    k = _text(12)
    limit = _text(40)
    verdict = _text(12)


class PaperResultsInput(Strict):
    """Everything the certificate will say of the paper; it replaces what was there."""

    method_number = _text(80)
    method_title = _text(200)
    temperature = _text(40)
    humidity = _text(40)
    standards = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        required=False, default=list, max_length=MOST_STANDARDS,
    )  # fmt: skip
    rows = serializers.ListField(child=PaperRowInput(), max_length=MOST_ROWS)

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        rows = [PaperRow(**row) for row in self.validated_data["rows"]]
        return {**self.validated_data, "rows": rows}


class AgreedIntervalInput(Strict):
    """Months, and where the customer agreed; null takes the agreement back."""

    months = serializers.IntegerField(min_value=1, max_value=MOST_INTERVAL, allow_null=True)
    agreed = _text(LONGEST_AGREED)


class PaperResultsDoor(JobDoor):
    """The results of a paper worksheet."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_JOBS, "post": Can.RECORD_READINGS}

    @extend_schema(responses=PaperResultsOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(paper_data(self.whole_paper(pk)))

    @extend_schema(request=PaperResultsInput, responses=PaperResultsOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, Can.RECORD_READINGS)
        typed = PaperResultsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.keep_paper_results(
            job_id=job.pk, by=self.person.user, at=timezone.now(), **typed.facts()
        )
        return Response(paper_data(self.whole_paper(pk)))

    def whole_paper(self, pk: int) -> Job:
        """The visible job with its paper."""
        rows = with_record(Job.objects.all()).select_related("paper_sheet")
        return self.row(rows.prefetch_related("paper_results", "paper_sheet__standards"), pk=pk)


class IntervalDoor(JobDoor):
    """Write down a recalibration interval that the customer agreed to."""

    verb = Can.SEE_JOBS

    @extend_schema(request=AgreedIntervalInput, responses=JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk)
        services.insist_may_agree_interval(self.person, job)
        typed = AgreedIntervalInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.agree_interval(
            job_id=job.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(job_data(self.job(pk)))
