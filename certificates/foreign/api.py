"""The API reads a digital certificate and keeps nothing."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from certificates.dcc.reading.files import MOST_BYTES
from certificates.dcc.reading.reading import read
from common.errors import TooLarge

_AROUND = 64 * 2**10  # bytes of a form around its file


class DccReadInput(serializers.Serializer[None]):
    """An XML, or a PDF with one inside, to 20 MB."""

    file = serializers.FileField()
    rules = serializers.BooleanField(
        required=False, default=False, help_text="run PTB's Schematron too"
    )


class ReadDoor(Door):
    """What stands in a digital calibration certificate (DCC 3.0.0 to 3.3.0); nothing is kept.

    400 with each reason (its line, what was found, what is allowed) for what is not read.
    """

    verb = Can.MANAGE_STANDARDS
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="dcc_read",
        request={"multipart/form-data": DccReadInput},
        responses={200: dict, 400: OpenApiResponse(description="not read, with the reasons"),
                   413: OpenApiResponse(description="larger than 20 MB")},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES + _AROUND:
            raise TooLarge(_("Tệp quá lớn: tối đa %(most)s MB.") % {"most": MOST_BYTES // 2**20})
        typed = DccReadInput(data=request.data)
        typed.is_valid(raise_exception=True)
        file = typed.validated_data["file"]
        found = read(file.read(), file.name or "", schematron=typed.validated_data["rules"])
        return Response(found)
