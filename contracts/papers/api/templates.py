"""Templates of Word through the API, and the centre on its papers."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.files import send
from contracts.papers import templates
from contracts.papers.api import shapes
from contracts.papers.files import template_answer
from contracts.papers.queries import template_of, templates_seen
from contracts.papers.views.papers import kind_of
from contracts.papers.word.making import DOCX, ours

_FILE = {(200, DOCX): OpenApiTypes.BINARY}
_MOST = 500


class TemplatesDoor(Door):
    """The templates of one's centres; take in another."""

    verb = Can.MANAGE_CONTRACTS
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=shapes.TemplateOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = templates_seen(self.person).order_by("centre__path", "kind", "-valid_from")
        return Response(shapes.TemplateOutput(rows[:_MOST], many=True).data)

    @extend_schema(
        request={"multipart/form-data": shapes.TemplateInput},
        responses={201: shapes.TemplateOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.TemplateInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        self.person.insist(Can.MANAGE_CONTRACTS, said["centre"])
        file: Any = said.pop("file")
        made = templates.add_template(
            file_name=file.name,
            content=file.read(templates.MOST_BYTES + 1),
            by=self.person.user,
            at=timezone.now(),
            **said,
        )
        return Response(shapes.TemplateOutput(made).data, status=201)


class TemplateFileDoor(Door):
    """The file of a template, as it was handed in."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(responses=_FILE)
    def get(self, request: Request, pk: int) -> Any:
        found = template_of(self.person, pk=pk)
        return send(found.file, name=found.file_name, kind=DOCX)


class EndTemplateDoor(Door):
    """The last day of a template."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.EndTemplateInput, responses=shapes.TemplateOutput)
    def post(self, request: Request, pk: int) -> Response:
        found = template_of(self.person, pk=pk)
        typed = shapes.EndTemplateInput(data=request.data)
        typed.is_valid(raise_exception=True)
        ended = templates.end_template(
            template_id=found.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.TemplateOutput(ended).data)


class OurTemplateDoor(Door):
    """Our own template of a kind, to begin with."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(responses=_FILE)
    def get(self, request: Request, kind: str) -> Any:
        return template_answer(ours(kind_of(kind)), f"{kind}.docx")


class CentreFactsDoor(Door):
    """What papers say of a centre."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(responses=shapes.CentreFactsOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.CentreFactsOutput(self._centre(pk)).data)

    @extend_schema(request=shapes.CentreFactsInput, responses=shapes.CentreFactsOutput)
    def patch(self, request: Request, pk: int) -> Response:
        centre = self._centre(pk)
        typed = shapes.CentreFactsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        changed = templates.set_centre_facts(
            centre_id=centre.pk, facts=typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.CentreFactsOutput(changed).data)

    def _centre(self, pk: int) -> Centre:
        found: Centre = get_object_or_404(self.person.centres(Can.MANAGE_CONTRACTS), pk=pk)
        return found
