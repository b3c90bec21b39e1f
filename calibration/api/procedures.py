"""The API of procedures: written, tried, confirmed, approved, compared."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration import services
from calibration.api import procedure_shapes as shapes
from calibration.confirming import Mark, marks_of
from calibration.definition import read_definition
from calibration.editor.differing import compare
from calibration.editor.trying import Tried, attempt
from calibration.models import ProcedureRows, ProcedureVersion
from calibration.procedures.approval import approval_faults
from calibration.record_data import evaluation_data
from calibration.states import ProcedureState
from common.api import Cursor
from common.errors import Fault, InvalidInput
from common.text import row_id

FILTERS = [
    OpenApiParameter("state", str, description="draft, approved, in_force, retired"),
    OpenApiParameter("code", str),
    OpenApiParameter("page_size", int),
    OpenApiParameter("cursor", str),
]


def listed(version: ProcedureVersion) -> dict[str, Any]:
    """A version as lists show it."""
    return {
        "id": version.pk,
        "centre": version.centre.code,
        "code": version.code,
        "version": version.version,
        "service": version.service,
        "number": version.number,
        "title": {"vi": version.title_vi, "en": version.title_en},
        "state": version.state,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "digest": version.digest,
        "edited_by": version.edited_by.full_name if version.edited_by else "",
        "edited_at": version.edited_at,
        "approved_by": version.approved_by.full_name if version.approved_by else "",
        "approved_at": version.approved_at,
    }


def whole(version: ProcedureVersion) -> dict[str, Any]:
    """A version with its definition, its marks, and what stands before an approval."""
    draft = version.state == ProcedureState.DRAFT
    faults = approval_faults(version) if draft else []
    return {
        **listed(version),
        "definition": version.content,
        "marks": [_mark(each) for each in marks_of(version)],
        "faults": [each.as_json() for each in faults],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    row = mark.confirmation
    return {
        "path": mark.path,
        "mark": mark.mark,
        "confirmed": None
        if row is None
        else {"source": row.source, "by": row.by.full_name, "at": row.at},
    }


class ProcedureDoor(Door):
    """A door to one version."""

    verb = Can.MANAGE_PROCEDURES

    def version(self, pk: int, verb: Can | None = None) -> ProcedureVersion:
        """The visible version, or 404; 403 where its centre does not grant `verb`."""
        return self.row(_rows(), verb, pk=pk)

    def managed(self, pk: int) -> ProcedureVersion:
        """The version, where its centre lets this person change it."""
        return self.version(pk, Can.MANAGE_PROCEDURES)

    def answer(self, pk: int, status: int = 200) -> Response:
        """The version as it stands now."""
        return Response(whole(_rows().get(pk=pk)), status=status)


def _rows() -> ProcedureRows:
    rows: ProcedureRows = ProcedureVersion.objects.select_related(
        "centre", "edited_by", "approved_by"
    )
    return rows


class ProceduresDoor(ProcedureDoor):
    """The versions a person sees; a first draft of another procedure."""

    verb = Can.SEE_PROCEDURES
    verbs = {"post": Can.MANAGE_PROCEDURES}

    @extend_schema(
        operation_id="procedures_list", parameters=FILTERS, responses=shapes.ProcedurePage
    )
    def get(self, request: Request) -> Response:
        rows = _rows().visible_to(self.person)
        for name in ("state", "code"):
            if wanted := request.query_params.get(name, ""):
                rows = rows.filter(**{name: wanted.replace("\0", "")})
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([listed(version) for version in page])

    @extend_schema(request=shapes.ProcedureMakeInput, responses={201: shapes.ProcedureWhole})
    def post(self, request: Request) -> Response:
        typed = shapes.ProcedureMakeInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        given = typed.validated_data
        draft = services.begin_procedure(
            centre=given["centre"], service=given["service"], data=given["definition"],
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return self.answer(draft.pk, 201)


class OneProcedureDoor(ProcedureDoor):
    """One version; the definition of a draft."""

    verb = Can.SEE_PROCEDURES
    verbs = {"put": Can.MANAGE_PROCEDURES}

    @extend_schema(responses=shapes.ProcedureWhole)
    def get(self, request: Request, pk: int) -> Response:
        return Response(whole(self.version(pk)))

    @extend_schema(request=shapes.ProcedureEditInput, responses=shapes.ProcedureWhole)
    def put(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        typed = shapes.ProcedureEditInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.edit_draft(
            version_id=version.pk, data=typed.validated_data["definition"],
            base=typed.validated_data["base"], by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return self.answer(pk)


class TryDoor(ProcedureDoor):
    """A version on sample facts and readings. Nothing is kept."""

    verb = Can.SEE_PROCEDURES

    @extend_schema(request=shapes.TryInput, responses=shapes.TryOutput)
    def post(self, request: Request, pk: int) -> Response:
        version = self.version(pk)
        typed = shapes.TryInput(data=request.data)
        typed.is_valid(raise_exception=True)
        definition = read_definition(version.definition)
        tried = attempt(definition, typed.validated_data, version.service, comma=False)
        return Response(_tried(tried))


def _tried(tried: Tried) -> dict[str, Any]:
    asked = [
        *tried.facts,
        *(box for boxes in tried.standards for box in boxes),
        *tried.cells.values(),
    ]
    faults = [
        Fault(each.name.removeprefix("try."), each.wrong, found=each.text[:80])
        for each in asked
        if each.wrong
    ]
    if tried.refused:
        faults.append(Fault("", tried.refused, code="no_plan"))
    return {
        "plan": tried.plan,
        "evaluation": evaluation_data(tried.evaluation) if tried.evaluation else None,
        "faults": [each.as_json() for each in faults],
    }


class ConfirmDoor(ProcedureDoor):
    """Somebody checked the numbers at a place."""

    @extend_schema(request=shapes.ConfirmInput, responses=shapes.ProcedureWhole)
    def post(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        typed = shapes.ConfirmInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.confirm(
            version_id=version.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return self.answer(pk)


class ApproveDoor(ProcedureDoor):
    """Sign the content of a draft."""

    @extend_schema(request=None, responses=shapes.ProcedureWhole)
    def post(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        services.approve_procedure(version_id=version.pk, by=self.person.user, at=timezone.now())
        return self.answer(pk)


class InForceDoor(ProcedureDoor):
    """From a day on, this version is used; a draft is approved in the same act."""

    @extend_schema(request=shapes.FromInput, responses=shapes.ProcedureWhole)
    def post(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        typed = shapes.FromInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.put_in_force(
            version_id=version.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return self.answer(pk)


class RetireDoor(ProcedureDoor):
    """After a day this version is not used any more."""

    @extend_schema(request=shapes.ToInput, responses=shapes.ProcedureWhole)
    def post(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        typed = shapes.ToInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.retire(
            version_id=version.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return self.answer(pk)


class DraftDoor(ProcedureDoor):
    """A draft of the next version."""

    @extend_schema(request=None, responses={201: shapes.ProcedureWhole})
    def post(self, request: Request, pk: int) -> Response:
        version = self.managed(pk)
        draft = services.draft_next(version_id=version.pk, by=self.person.user, at=timezone.now())
        return self.answer(draft.pk, 201)


class CopyDoor(ProcedureDoor):
    """A first draft of another procedure with this content."""

    @extend_schema(request=shapes.CopyInput, responses={201: shapes.ProcedureWhole})
    def post(self, request: Request, pk: int) -> Response:
        version = self.version(pk)
        typed = shapes.CopyInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        copy = services.copy_procedure(
            version_id=version.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return self.answer(copy.pk, 201)


class CompareDoor(ProcedureDoor):
    """What changed from another version that the person sees to this one."""

    verb = Can.SEE_PROCEDURES

    @extend_schema(
        parameters=[OpenApiParameter("with", int, required=True)], responses=shapes.CompareOutput
    )
    def get(self, request: Request, pk: int) -> Response:
        version = self.version(pk)
        wanted = row_id(request.query_params.get("with", ""))
        if wanted is None:
            raise InvalidInput(Fault("with", _("Hãy nêu phiên bản để so sánh."), code="required"))
        other = self.version(wanted)
        parts = [
            {
                "part": str(part.label),
                "changes": [
                    {"kind": each.kind, "where": each.where, "old": each.old, "new": each.new}
                    for each in part.changes
                ],
            }
            for part in compare(other.content, version.content)
        ]
        return Response({"before": other.pk, "after": version.pk, "parts": parts})
