"""The API of jobs: the list, the worksheet of the bench, and the moves."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import User
from accounts.permissions import Can
from calibration import services
from calibration.api import serializers as shapes
from calibration.bundle import bundle, job_data
from calibration.models import Job, JobRows
from calibration.queries import evaluation_of, filtered, with_record, with_relations
from calibration.record_data import evaluation_data
from common.api import Cursor
from common.errors import Fault, InvalidInput, Refused

FILTERS = [
    OpenApiParameter("state", str, description="open, measuring, measured, approved, cancelled"),
    OpenApiParameter("mine", OpenApiTypes.BOOL, description="1: those given to me, or done by me"),
    OpenApiParameter("service", str),
    OpenApiParameter("customer", int),
    OpenApiParameter("technician", int),
    OpenApiParameter("page_size", int),
    OpenApiParameter("cursor", str),
]


class JobDoor(Door):
    """A door to one job."""

    def job(self, pk: int, verb: Can | None = None) -> Job:
        """The visible job, or 404; 403 where its centre does not grant `verb`."""
        return self.row(with_record(Job.objects.all()), verb, pk=pk)

    def whole(self, pk: int) -> dict[str, Any]:
        """The bundle as it stands now."""
        job = with_record(Job.objects.all()).get(pk=pk)
        return bundle(job, timezone.localdate(), self.starter(job))

    def starter(self, job: Job) -> User | None:
        """Whose card the day's checks ask for: that of whoever asks, where they could start it."""
        return self.person.user if self.person.may(Can.RECORD_READINGS, job.centre) else None


class JobsDoor(Door):
    """The jobs a person sees."""

    verb = Can.SEE_JOBS

    @extend_schema(operation_id="jobs_list", parameters=FILTERS, responses=shapes.JobPage)
    def get(self, request: Request) -> Response:
        rows: JobRows = with_relations(Job.objects.visible_to(self.person))
        try:
            rows = filtered(rows, request.query_params, self.person)
        except (ValueError, ValidationError) as error:
            raise InvalidInput(Fault("", _("Bộ lọc không đúng."), found=str(error))) from error
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([job_data(job) for job in page])


class OneJobDoor(JobDoor):
    """The facts of one job."""

    verb = Can.SEE_JOBS

    @extend_schema(responses=shapes.JobOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(job_data(self.job(pk)))


class WorksheetDoor(JobDoor):
    """The whole worksheet."""

    verb = Can.SEE_JOBS

    @extend_schema(responses=shapes.BundleOutput)
    def get(self, request: Request, pk: int) -> Response:
        job = self.job(pk)
        return Response(bundle(job, timezone.localdate(), self.starter(job)))


class StartDoor(JobDoor):
    """Begin the work."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=shapes.StartInput, responses={201: shapes.BundleOutput})
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = shapes.StartInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.start_work(
            job_id=job.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(self.whole(pk), status=201)


class ConformityDoor(JobDoor):
    """Agree on a statement of conformity with a calibration, before its work starts."""

    verb = Can.ASSIGN_JOBS

    @extend_schema(request=shapes.ConformityInput, responses=shapes.JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = shapes.ConformityInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.agree_conformity(
            job_id=job.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(job_data(self.job(pk)))


class ResultsDoor(JobDoor):
    """The results as the readings stand now."""

    verb = Can.SEE_JOBS

    @extend_schema(responses=shapes.EvaluationOutput)
    def get(self, request: Request, pk: int) -> Response:
        evaluation = evaluation_of(self.job(pk))
        if evaluation is None:
            raise Refused(_("Phiếu này chưa có biên bản đo."), code="no_worksheet")
        return Response(evaluation_data(evaluation))


class SubmitDoor(JobDoor):
    """Hand the work in."""

    verb = Can.RECORD_READINGS

    @extend_schema(request=None, responses=shapes.JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        services.submit(job_id=job.pk, by=self.person.user, at=timezone.now())
        return Response(job_data(self.job(pk)))


class ReturnDoor(JobDoor):
    """Give cells back."""

    verb = Can.REVIEW_JOBS

    @extend_schema(request=shapes.ReturnInput, responses=shapes.JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = shapes.ReturnInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.return_cells(
            job_id=job.pk, cells=typed.to_cells(), by=self.person.user, at=timezone.now()
        )
        return Response(job_data(self.job(pk)))


class AssignDoor(JobDoor):
    """Give the job to a technician."""

    verb = Can.ASSIGN_JOBS

    @extend_schema(request=shapes.AssignInput, responses=shapes.JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = shapes.AssignInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.assign_jobs(
            job_ids=[job.pk],
            technician=_technician(typed.validated_data["technician"]),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(job_data(self.job(pk)))


def _technician(pk: int | None) -> User | None:
    if pk is None:
        return None
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise InvalidInput(Fault("technician", _("Không có người này."), found=str(pk)))
    return found


class CancelDoor(JobDoor):
    """End the job without work."""

    verb: ClassVar[Can | None] = Can.ASSIGN_JOBS

    @extend_schema(request=shapes.CancelInput, responses=shapes.JobOutput)
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        typed = shapes.CancelInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.cancel_job(
            job_id=job.pk, why=typed.validated_data["why"], by=self.person.user, at=timezone.now()
        )
        return Response(job_data(self.job(pk)))
