"""The API of the public check: a look, or a file. Anyone may ask; each is noted."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from certificates.api import check_shapes as shapes
from certificates.checking import files, looking, rates
from certificates.checking.sentences import SENTENCES
from certificates.checking.uploads import FIELD, UploadRefused, received
from common.errors import DomainError, Fault, InvalidInput, TooLarge

_FORM = {
    "type": "object",
    "properties": {FIELD: {"type": "string", "format": "binary"}},
    "required": [FIELD],
}
_FILE = {
    "multipart/form-data": _FORM,
    "application/pdf": OpenApiTypes.BINARY,
    "application/xml": OpenApiTypes.BINARY,
}
_ANSWERS = {
    200: shapes.FileFindingOutput,
    400: OpenApiResponse(description="no file, or more than one"),
    413: OpenApiResponse(description="larger than 20 MB"),
    503: OpenApiResponse(description="others' files are being read"),
}


class UnknownCertificate(DomainError):
    """Nobody issued this id."""

    status = 404
    code = "unknown_certificate"


class CheckFileDoor(Door):
    """Is this file what we issued? By its digest and by its signature. It is not kept."""

    public = True
    # No session is looked at: a stranger's door asks for no CSRF token.
    authentication_classes = ()
    counts: ClassVar[dict[str, type[rates.CheckRate]]] = {"POST": rates.FileRate}

    def get_throttles(self) -> list[Any]:
        """Looks and files are counted apart, each page and API together."""
        rate = self.counts.get(self.request.method or "")
        return [] if rate is None else [rate()]

    @extend_schema(operation_id="check_file", request=_FILE, responses=_ANSWERS)
    def post(self, request: Request) -> Response:
        return self.checked(request, "")

    def checked(self, request: Request, public_id: str) -> Response:
        """The finding about the one file of a request."""
        source, now = rates.address_of(request), timezone.now()
        try:
            data = received(request._request)
        except UploadRefused as error:
            found = files.refused(error.code)
            files.log(found, public_id=public_id, source=source, at=now)
            raise _refusal(error.code) from error
        found = files.check(data=data, public_id=public_id, source=source, at=now)
        return Response(shapes.FileFindingOutput(found).data)


class CheckDoor(CheckFileDoor):
    """What anyone may know of a certificate, and of a file that is said to be its."""

    counts: ClassVar[dict[str, type[rates.CheckRate]]] = {
        "GET": rates.CheckRate,
        "POST": rates.FileRate,
    }

    @extend_schema(
        operation_id="check", responses={200: shapes.CheckOutput, 404: OpenApiResponse()}
    )
    def get(self, request: Request, public_id: str) -> Response:
        told = looking.look(
            public_id=public_id.replace("\0", ""),
            source=rates.address_of(request),
            at=timezone.now(),
        )
        if told.facts is None:
            raise UnknownCertificate(_("Không có giấy nào mang mã này."))
        answer = Response(shapes.CheckOutput({"answer": told.answer, **told.facts}).data)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(operation_id="check_file_of", request=_FILE, responses=_ANSWERS)
    def post(self, request: Request, public_id: str) -> Response:  # type: ignore[override]
        return self.checked(request, public_id.replace("\0", ""))


def _refusal(code: str) -> DomainError:
    words = SENTENCES[code]
    sentence = words["en" if (get_language() or "vi").startswith("en") else "vi"]
    fault = Fault(FIELD, sentence, code=code, allowed="20 MB" if code == "too_large" else "")
    if code == "too_large":
        return TooLarge(sentence, faults=(fault,))
    return InvalidInput(fault, message=sentence)
