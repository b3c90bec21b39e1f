"""The API about certificates."""

from typing import Any

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.models import Job
from certificates import queries, services, statement
from certificates.api import serializers as shapes
from certificates.ending import replacing
from certificates.files import data_name
from certificates.letters.queries import told_of
from certificates.letters.services import note_told, send_again
from certificates.many import AT_ONCE, approve_many, ask_for_many
from certificates.models import Certificate, CertificateRows
from common.api import Cursor
from common.errors import Refused
from common.files import send


def whole() -> CertificateRows:
    """Certificates with all that one answer needs."""
    return Certificate.objects.select_related(
        "centre", "customer", "job__instrument__type", "statement"
    )


class CertificatesDoor(Door):
    """Certificates a person may see, newest first."""

    verb = Can.SEE_CERTIFICATES

    @extend_schema(parameters=[shapes.FilterInput], responses=shapes.CertificateOutput(many=True))
    def get(self, request: Request) -> Response:
        asked = shapes.FilterInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = queries.certificates_seen_by(self.person, asked.narrowed(), timezone.localdate())
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.CertificateOutput(page, many=True).data)


class CertificateDoor(Door):
    """One certificate with its statement."""

    verb = Can.SEE_CERTIFICATES

    @extend_schema(responses=shapes.StatedOutput)
    def get(self, request: Request, pk: int) -> Response:
        certificate: Any = self.row(whole(), pk=pk)
        certificate.said = statement.read(certificate.statement)
        return Response(shapes.StatedOutput(certificate).data)


class PdfDoor(Door):
    """The file; 409 `not_ready` while it is being made."""

    verb = Can.SEE_CERTIFICATES

    @extend_schema(
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 409: OpenApiResponse()}
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        certificate = self.row(Certificate.objects.all(), pk=pk)
        pdf = certificate.renderings.filter(format="pdf").first()
        if pdf is None:
            raise Refused(_("Tệp PDF đang được tạo, xin chờ ít giây."), code="not_ready")
        return send(pdf.file, name=f"{certificate.number}.pdf", kind="application/pdf")


class XmlDoor(Door):
    """The digital certificate (DCC); 409 `not_ready` while it is being made or where none is."""

    verb = Can.SEE_CERTIFICATES

    @extend_schema(
        operation_id="certificates_xml",
        responses={(200, "application/xml"): OpenApiTypes.BINARY, 409: OpenApiResponse()},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        certificate = self.row(Certificate.objects.all(), pk=pk)
        xml = certificate.renderings.filter(format="xml").first()
        if xml is None:
            raise Refused(_("Giấy này chưa có, hoặc không có tệp DCC."), code="not_ready")
        return send(xml.file, name=data_name(certificate.number), kind="application/xml")


class ApproveDoor(Door):
    """Approve a job and issue what it gives."""

    verb = Can.REVIEW_JOBS

    @extend_schema(request=shapes.NothingInput, responses={201: shapes.IssuedOutput})
    def post(self, request: Request, pk: int) -> Response:
        shapes.NothingInput(data=request.data).is_valid(raise_exception=True)
        job = self.row(Job.objects.select_related("centre"), Can.REVIEW_JOBS, pk=pk)
        made = services.approve_and_issue(job_id=job.pk, by=self.person.user, at=timezone.now())
        return _issued(made.pk)


class ApproveManyDoor(Door):
    """Approve many, each by itself: 200 with the answers, or 202 with the task of a long row."""

    verb = Can.REVIEW_JOBS

    @extend_schema(
        operation_id="jobs_approve_many",
        request=shapes.ManyInput,
        responses={200: shapes.ManyOutput, 202: shapes.ManyOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.ManyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        chosen = list(dict.fromkeys(typed.validated_data["jobs"]))
        by, now = self.person.user, timezone.now()
        if len(chosen) > AT_ONCE:
            with transaction.atomic():
                task = ask_for_many(job_ids=chosen, by=by, at=now)
            return Response({"items": [], "task": task.pk}, status=202)
        answers = approve_many(job_ids=chosen, by=by, at=now)
        return Response({"items": [answer.as_json() for answer in answers], "task": None})


class WithdrawDoor(Door):
    """Take a certificate back."""

    verb = Can.WITHDRAW_CERTIFICATES

    @extend_schema(request=shapes.ReasonInput, responses=shapes.CertificateOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        typed = shapes.ReasonInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.withdraw(
            certificate_id=pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.CertificateOutput(whole().get(pk=pk)).data)


class SupersedeDoor(Door):
    """Replace a certificate after a clerical error; before that, what would be said otherwise."""

    verb = Can.WITHDRAW_CERTIFICATES

    @extend_schema(responses=shapes.ReplacementOutput)
    def get(self, request: Request, pk: int) -> Response:
        """The difference, with nothing changed; `seen` may be sent with the replacement."""
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        found = replacing.preview(certificate, by=self.person.user, at=timezone.now())
        return Response(shapes.ReplacementOutput(found).data)

    @extend_schema(request=shapes.SupersedeInput, responses={201: shapes.IssuedOutput})
    def post(self, request: Request, pk: int) -> Response:
        self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        typed = shapes.SupersedeInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.supersede(
            certificate_id=pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return _issued(made.pk)


class LettersDoor(Door):
    """How the customer was told of the end of a certificate: letters, and who was phoned."""

    verb = Can.WITHDRAW_CERTIFICATES

    @extend_schema(responses=shapes.ToldOutput)
    def get(self, request: Request, pk: int) -> Response:
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        return Response(shapes.ToldOutput(told_of(certificate)).data)

    @extend_schema(request=shapes.ToldInput, responses={201: shapes.ToldOutput})
    def post(self, request: Request, pk: int) -> Response:
        """Note that somebody was told in person."""
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        typed = shapes.ToldInput(data=request.data)
        typed.is_valid(raise_exception=True)
        note_told(certificate_id=pk, by=self.person.user, at=timezone.now(), **typed.validated_data)
        return Response(shapes.ToldOutput(told_of(certificate)).data, status=201)


class SendAgainDoor(Door):
    """Try again the letters that could not be sent."""

    verb = Can.WITHDRAW_CERTIFICATES

    @extend_schema(request=shapes.NothingInput, responses=shapes.ToldOutput)
    def post(self, request: Request, pk: int) -> Response:
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        shapes.NothingInput(data=request.data).is_valid(raise_exception=True)
        send_again(certificate_id=pk, by=self.person.user, at=timezone.now())
        return Response(shapes.ToldOutput(told_of(certificate)).data)


def _issued(pk: int) -> Response:
    certificate = whole().get(pk=pk)
    issued = {"job": certificate.job, "certificate": certificate}
    return Response(shapes.IssuedOutput(issued).data, status=201)
