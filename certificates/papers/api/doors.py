"""The API about papers: templates by kind, pictures, patterns of numbers."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from certificates.papers import numbers, pictures, preview, queries, services
from certificates.papers.addressed import OfCentre
from certificates.papers.answers import pdf_answer, picture_answer
from certificates.papers.api import shapes
from certificates.states import Kind
from common.errors import InvalidInput

_AROUND = 2**14  # what a form takes besides its file


class PaperDoor(OfCentre, Door):
    """A door about the papers of a centre."""

    def who(self) -> dict[str, Any]:
        """Who asks, and when."""
        return {"by": self.person.user, "at": timezone.now()}


class Centres(PaperDoor):
    """The centres whose papers the person manages, from the root down."""

    @extend_schema(operation_id="paper_centres", responses=shapes.PaperCentreOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = queries.centres_of(self.person)
        return Response(shapes.PaperCentreOutput(rows, many=True).data)


class Sheets(PaperDoor):
    """Every kind of paper of a centre: what holds today, what comes, what is being written."""

    @extend_schema(operation_id="paper_sheets", responses=shapes.PaperSheetOutput(many=True))
    def get(self, request: Request, centre: int) -> Response:
        rows = queries.sheets(self.centre(centre), timezone.localdate())
        return Response(shapes.PaperSheetOutput(rows, many=True).data)


def _paper(centre: Centre, kind: Kind) -> Response:
    today = timezone.localdate()
    found = {
        "kind": kind,
        "in_force": queries.in_force(centre, kind, today),
        "versions": [one.row for one in queries.versions(centre, kind, today)],
        "draft": queries.draft_of(centre, kind),
    }
    return Response(shapes.PaperOutput(found).data)


class Paper(PaperDoor):
    """One kind of paper of a centre."""

    @extend_schema(operation_id="paper", responses=shapes.PaperOutput)
    def get(self, request: Request, centre: int, kind: str) -> Response:
        return _paper(**self.said(centre, kind))


class InForce(PaperDoor):
    """What holds on a day: the centre's own, else that of the unit above, else the house's."""

    @extend_schema(
        operation_id="paper_in_force",
        parameters=[shapes.PaperInForceFilter],
        responses=shapes.PaperInForceOutput,
    )
    def get(self, request: Request, centre: int, kind: str) -> Response:
        said = self.said(centre, kind)
        asked = shapes.PaperInForceFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data["day"] or timezone.localdate()
        return Response(shapes.PaperInForceOutput(queries.in_force(**said, day=day)).data)


class Draft(PaperDoor):
    """What is being written: kept with its faults, given up."""

    @extend_schema(
        operation_id="paper_draft_save",
        request=shapes.PaperDraftInput,
        responses={200: shapes.PaperDraftOutput, 409: OpenApiResponse(description="edited")},
    )
    def put(self, request: Request, centre: int, kind: str) -> Response:
        said = self.said(centre, kind)
        typed = shapes.PaperDraftInput(data=request.data)
        typed.is_valid(raise_exception=True)
        row = services.save_draft(**said, **typed.validated_data, **self.who())
        return Response(shapes.PaperDraftOutput(row).data)

    @extend_schema(operation_id="paper_draft_discard", responses={204: None})
    def delete(self, request: Request, centre: int, kind: str) -> Response:
        services.discard_draft(**self.said(centre, kind), **self.who())
        return Response(status=204)


class Force(PaperDoor):
    """Make a version of the draft, in force from a day on."""

    @extend_schema(
        operation_id="paper_put_in_force",
        request=shapes.PaperForceInput,
        responses={201: shapes.PaperTemplateOutput},
    )
    def post(self, request: Request, centre: int, kind: str) -> Response:
        said = self.said(centre, kind)
        typed = shapes.PaperForceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        row = services.put_in_force(**said, **typed.validated_data, **self.who())
        return Response(shapes.PaperTemplateOutput(row).data, status=201)


class Copy(PaperDoor):
    """Begin a draft as a copy of what holds for another kind or another centre."""

    @extend_schema(
        operation_id="paper_copy",
        request=shapes.PaperCopyInput,
        responses={201: shapes.PaperDraftOutput},
    )
    def post(self, request: Request, centre: int, kind: str) -> Response:
        said = self.said(centre, kind)
        typed = shapes.PaperCopyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        of = self.centre(typed.validated_data["centre"])
        row = services.draft_from(**said, of=of, of_kind=typed.validated_data["kind"], **self.who())
        return Response(shapes.PaperDraftOutput(row).data, status=201)


class Preview(PaperDoor):
    """A sample certificate of invented data by a content, as PDF; nothing is kept."""

    @extend_schema(
        operation_id="paper_preview",
        request=shapes.PaperContentInput,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, centre: int, kind: str) -> HttpResponseBase:
        said = self.said(centre, kind)
        typed = shapes.PaperContentInput(data=request.data)
        typed.is_valid(raise_exception=True)
        content = typed.validated_data["content"]
        if found := services.faults(content, **said):
            raise InvalidInput(*found)
        shown, _faults = preview.looked_at(content, **said)
        return pdf_answer(preview.file(shown, **said, at=timezone.now()), said["kind"])


class Pictures(PaperDoor):
    """The pictures that a centre's papers may show; keep another."""

    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="paper_pictures", responses=shapes.PaperPictureOutput(many=True))
    def get(self, request: Request, centre: int) -> Response:
        rows = pictures.offered(self.centre(centre))
        return Response(shapes.PaperPictureOutput(rows, many=True).data)

    @extend_schema(
        operation_id="paper_picture_keep",
        request={"multipart/form-data": shapes.PaperPictureInput},
        responses={201: shapes.PaperPictureOutput, 413: OpenApiResponse(description="over 300 KB")},
    )
    def post(self, request: Request, centre: int) -> Response:
        found = self.centre(centre)
        # Before the body is looked at: what is far too large is not taken apart first.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > pictures.MOST_BYTES + _AROUND:
            pictures.insist_size(int(length))
        typed = shapes.PaperPictureInput(data=request.data)
        typed.is_valid(raise_exception=True)
        file = typed.validated_data["file"]
        pictures.insist_size(file.size)
        row = pictures.keep(centre=found, name=file.name, data=file.read(), **self.who())
        return Response(shapes.PaperPictureOutput(row).data, status=201)


class PictureBytes(PaperDoor):
    """A kept picture."""

    @extend_schema(operation_id="paper_picture", responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, sha256: str) -> HttpResponse:
        return picture_answer(sha256, self.person)


class Numbers(PaperDoor):
    """How the numbers of a centre are written, kind by kind; set another pattern."""

    @extend_schema(operation_id="paper_numbers", responses=shapes.NumberSeriesOutput(many=True))
    def get(self, request: Request, centre: int) -> Response:
        rows = numbers.series_of(self.centre(centre), timezone.localdate().year)
        return Response(shapes.NumberSeriesOutput(rows, many=True).data)

    @extend_schema(
        operation_id="paper_number_pattern_set",
        request=shapes.NumberPatternInput,
        responses={201: shapes.NumberPatternOutput},
    )
    def post(self, request: Request, centre: int) -> Response:
        found = self.centre(centre)
        typed = shapes.NumberPatternInput(data=request.data)
        typed.is_valid(raise_exception=True)
        row = numbers.set_pattern(centre=found, **typed.validated_data, **self.who())
        return Response(shapes.NumberPatternOutput(row).data, status=201)
