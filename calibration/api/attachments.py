"""The doors to the photos and files of a worksheet."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Can
from calibration.api.doors import JobDoor
from calibration.api.reading_items import MOST_ROWS, YEARS
from calibration.api.serializers import AttachmentOutput
from calibration.models import Attachment
from calibration.record_data import attachment_data
from calibration.services.attachments import (
    MOST_BYTES,
    AttachmentIn,
    attach,
    insist_size,
)
from common.api import Strict
from common.errors import FaultCode
from common.file_kinds import IMAGES
from common.files import send

_AROUND = 2**16  # what a form takes besides its file


class Taken(serializers.DateTimeField):
    """The moment of a photo, within the years of readings."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """With its offset; before that, as local time may not reach that far."""
        if value.year not in YEARS:
            code = FaultCode("out_of_range", allowed=f"{YEARS[0]}…{YEARS[-1]}")
            raise serializers.ValidationError(_("Ngoài phạm vi."), code)
        return super().enforce_timezone(value)


class AttachmentInput(Strict):
    """A photo (JPEG, PNG, WebP, HEIC), a PDF, a workbook without macros or a text, to 12 MB."""

    id = serializers.UUIDField(help_text="made on the device")
    file = serializers.FileField()
    caption = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    section = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    row = serializers.IntegerField(
        min_value=0, max_value=MOST_ROWS, required=False, default=None, allow_null=True
    )
    taken_at = Taken()


class AttachmentsDoor(JobDoor):
    """Add a file to the worksheet, until it is approved. Sent again it is known: 200."""

    verb = Can.RECORD_READINGS
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": AttachmentInput},
        responses={201: AttachmentOutput, 200: AttachmentOutput,
                   413: OpenApiResponse(description="larger than 12 MB")},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        job = self.job(pk, self.verb)
        # Before the body is looked at: what is far too large is not taken apart first.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES + _AROUND:
            insist_size(int(length))
        typed = AttachmentInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said: dict[str, Any] = typed.validated_data
        file = said.pop("file")
        attached = attach(
            job_id=job.pk, said=AttachmentIn(**said), file=file, by=self.person.user,
            at=timezone.now(),
        )  # fmt: skip
        return Response(
            attachment_data(attached.attachment), status=201 if attached.is_new else 200
        )


class AttachmentDoor(JobDoor):
    """The file itself: a photo is shown, anything else is downloaded."""

    verb: ClassVar[Can | None] = Can.SEE_JOBS

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, attachment_id: UUID) -> FileResponse:
        job = self.job(pk)
        found = get_object_or_404(Attachment, pk=attachment_id, worksheet__job=job)
        return send(found.file, name=found.name, kind=found.kind, inline=found.kind in IMAGES)
