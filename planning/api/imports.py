"""The API about lists that people bring."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from planning.api import entry_shapes as shapes
from planning.models import EntryImport
from planning.services import imports as services

IMPORTS = EntryImport.objects.select_related("centre")


class EntryImportsDoor(Door):
    """Bring a list; the answer is its preview."""

    verb = Can.RECORD_PLANNING
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": shapes.BringListInput},
        responses={201: shapes.ListPreviewOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.BringListInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        self.person.insist(services.subject_of(facts["subject"]).verb, facts["centre"])
        file: Any = facts.pop("file")
        made = services.bring_list(
            **facts, file_name=file.name, content=file.read(services.MOST_BYTES + 1),
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return _previewed(made, status=201)


def _previewed(source: EntryImport, status: int = 200) -> Response:
    seen = services.preview_list(source, timezone.now())
    return Response(shapes.previewed(source, seen), status=status)


class _ImportDoor(Door):
    verb = Can.RECORD_PLANNING

    def list_of(self, pk: int) -> EntryImport:
        """The list, where the person may bring one of its kind."""
        source = self.row(IMPORTS, pk=pk)
        self.person.insist(services.subject_of(source.subject).verb, source.centre)
        return source


class EntryImportDoor(_ImportDoor):
    """What would become of each row now; enter all of it, naming the digest that was seen."""

    @extend_schema(responses=shapes.ListPreviewOutput)
    def get(self, request: Request, pk: int) -> Response:
        return _previewed(self.list_of(pk))

    @extend_schema(
        operation_id="planning_imports_apply",
        request=shapes.ApplyListInput,
        responses=shapes.ListPreviewOutput,
    )
    def post(self, request: Request, pk: int) -> Response:
        source = self.list_of(pk)
        typed = shapes.ApplyListInput(data=request.data)
        typed.is_valid(raise_exception=True)
        seen = services.apply_list(
            import_id=pk, **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        source.refresh_from_db()
        return Response(shapes.previewed(source, seen))


class EntryImportRowDoor(_ImportDoor):
    """Other cells for a row, or leave it out; the answer is the preview after it."""

    @extend_schema(request=shapes.MendListRowInput, responses=shapes.ListPreviewOutput)
    def patch(self, request: Request, pk: int, number: int) -> Response:
        self.list_of(pk)
        typed = shapes.MendListRowInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.mend_row(
            import_id=pk, number=number, **typed.validated_data, by=self.person.user,
            at=timezone.now(),
        )  # fmt: skip
        return _previewed(self.list_of(pk))
