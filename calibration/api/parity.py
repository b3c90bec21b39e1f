"""The doors to the old workbooks of a procedure: compare one, read what came out, comment, sign."""

import json
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.models import ParityNote, ParityRun, ProcedureVersion
from calibration.parity import keeping
from calibration.parity.mapping import parsed
from calibration.parity.showing import in_words, signature_of
from calibration.parity.workbook import MOST_BYTES
from common.api import Cursor, Strict
from common.errors import Fault, InvalidInput, TooLarge

_OWN = ("file", "title", "mapping")


class ParityInput(Strict):
    """An xlsx to 10 MB without macros, and the mapping of its cells as JSON."""

    file = serializers.FileField()
    mapping = serializers.CharField(max_length=400_000)
    title = serializers.CharField(
        max_length=keeping.LONGEST_TITLE, required=False, default="", allow_blank=True
    )


class ParityNoteInput(Strict):
    """A comment; beside a signature it may be blank where every cell is equal."""

    text = serializers.CharField(
        max_length=keeping.LONGEST_NOTE, required=False, default="", allow_blank=True
    )


class ParityNoteOutput(serializers.Serializer[Any]):
    """A comment or a signature."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    signs = serializers.BooleanField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class ParityRunOutput(serializers.Serializer[Any]):
    """A run: how many cells are equal, differ, cannot be mapped; who signed it."""

    id = serializers.IntegerField()
    procedure = serializers.IntegerField()
    title = serializers.CharField()
    definition_digest = serializers.CharField()
    current = serializers.BooleanField(help_text="the procedure says the same as it did then")
    file_sha256 = serializers.CharField()
    equal = serializers.IntegerField()
    differing = serializers.IntegerField()
    unmapped = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    signed = ParityNoteOutput(allow_null=True)


class ParityCellOutput(serializers.Serializer[Any]):
    """One mapped cell; numbers are texts, `why` is a code and `message` its sentence."""

    place = serializers.CharField()
    role = serializers.ChoiceField(choices=["fact", "standard", "reference", "input", "output"])
    status = serializers.ChoiceField(choices=["equal", "differs", "unmapped", "read"])
    section = serializers.CharField(required=False)
    row = serializers.IntegerField(required=False)
    repeat = serializers.IntegerField(required=False)
    what = serializers.CharField(required=False)
    formula = serializers.CharField(required=False)
    theirs = serializers.CharField(required=False)
    ours = serializers.CharField(required=False)
    difference = serializers.CharField(required=False)
    in_digits = serializers.CharField(required=False, help_text="in units of the last shown digit")
    of_u = serializers.CharField(required=False, help_text="in parts of U")
    why = serializers.CharField(required=False)
    at = serializers.CharField(required=False)
    found = serializers.CharField(required=False)
    message = serializers.CharField(required=False)


class ParityWholeOutput(ParityRunOutput):
    """A run with its cells, its mapping and its comments."""

    cells = ParityCellOutput(many=True)
    mapping = serializers.DictField()
    notes = ParityNoteOutput(many=True)


class ParityPageOutput(serializers.Serializer[Any]):
    """Runs, newest first."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ParityRunOutput(many=True)


def note_data(note: ParityNote) -> dict[str, Any]:
    """A comment as the API says it."""
    return {
        "id": note.pk, "text": note.text, "signs": note.signs, "by": note.by.full_name,
        "at": note.at.isoformat(),
    }  # fmt: skip


def run_data(run: ParityRun) -> dict[str, Any]:
    """A run without its cells."""
    signed = signature_of(run)
    return {
        "id": run.pk,
        "procedure": run.procedure_id,
        "title": run.title,
        "definition_digest": run.definition_digest,
        "current": run.definition_digest == run.procedure.digest,
        "file_sha256": run.file_sha256,
        "equal": run.equal,
        "differing": run.differing,
        "unmapped": run.unmapped,
        "by": run.by.full_name,
        "at": run.at.isoformat(),
        "signed": note_data(signed) if signed else None,
    }


def whole_data(run: ParityRun) -> dict[str, Any]:
    """A run with everything."""
    cells = json.loads(run.cells)
    told = zip(cells, in_words(run, cells), strict=True)
    return {
        **run_data(run),
        "cells": [
            each | ({"message": words["why_words"]} if words["why_words"] else {})
            for each, words in told
        ],
        "mapping": json.loads(run.mapping),
        "notes": [note_data(note) for note in run.notes.all()],
    }


class ParityDoor(Door):
    """What the doors to parity share."""

    def version(self, pk: int, verb: Can | None = None) -> ProcedureVersion:
        """The visible version, or 404; 403 where its centre does not grant `verb`."""
        return self.row(ProcedureVersion.objects.select_related("centre"), verb, pk=pk)

    def found(self, pk: int, run: int, verb: Can | None = None) -> ParityRun:
        """A run of a version."""
        rows = self.version(pk, verb).parity_runs.select_related("procedure", "by")
        return get_object_or_404(rows.prefetch_related("notes__by"), pk=run)


class ParityRunsDoor(ParityDoor):
    """The runs of a version; a new one."""

    verb = Can.SEE_PROCEDURES
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_PROCEDURES}
    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(
        operation_id="parity_list", responses=ParityPageOutput,
        parameters=[OpenApiParameter("page_size", int), OpenApiParameter("cursor", str)],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        rows = self.version(pk).parity_runs.select_related("procedure", "by")
        pages = Cursor()
        page = pages.paginate_queryset(rows.prefetch_related("notes__by"), request, view=self)
        return pages.get_paginated_response([run_data(run) for run in page or []])

    @extend_schema(
        operation_id="parity_run",
        request={"multipart/form-data": ParityInput},
        responses={201: ParityWholeOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        version = self.version(pk, Can.MANAGE_PROCEDURES)
        typed = ParityInput(data=request.data)
        typed.is_valid(raise_exception=True)
        given: dict[str, Any] = typed.validated_data
        if given["file"].size > MOST_BYTES:
            message = _("Tệp quá lớn: nhiều nhất 10 MB và 40.000 ô có dữ liệu.")
            raise TooLarge(message, faults=(Fault("file", message, code="too_large"),))
        upload = keeping.Upload(given["file"].name, given["file"].read())
        try:
            run = keeping.run_parity(
                version=version, upload=upload, title=given["title"],
                mapping=parsed(given["mapping"]), by=self.person.user, at=timezone.now(),
            )  # fmt: skip
        except InvalidInput as error:
            raise InvalidInput(*(_in_mapping(fault) for fault in error.faults)) from error
        return Response(whole_data(run), status=201)


def _in_mapping(fault: Fault) -> Fault:
    """A path inside the mapping, as the body of the request names it."""
    if fault.field in _OWN:
        return fault
    path = f"mapping.{fault.field}" if fault.field else "mapping"
    return Fault(path, fault.message, code=fault.code, found=fault.found, allowed=fault.allowed)


class ParityRunDoor(ParityDoor):
    """One run, cell by cell."""

    verb = Can.SEE_PROCEDURES

    @extend_schema(operation_id="parity_get", responses=ParityWholeOutput)
    def get(self, request: Request, pk: int, run: int) -> Response:
        return Response(whole_data(self.found(pk, run)))


class ParityNotesDoor(ParityDoor):
    """Comment on a run."""

    verb = Can.MANAGE_PROCEDURES
    act = staticmethod(keeping.note_parity)

    @extend_schema(
        operation_id="parity_note", request=ParityNoteInput, responses={201: ParityNoteOutput}
    )
    def post(self, request: Request, pk: int, run: int) -> Response:
        kept = self.found(pk, run, Can.MANAGE_PROCEDURES)
        typed = ParityNoteInput(data=request.data)
        typed.is_valid(raise_exception=True)
        text = typed.validated_data["text"]
        note = self.act(run_id=kept.pk, text=text, by=self.person.user, at=timezone.now())
        return Response(note_data(note), status=201)


class ParitySignDoor(ParityNotesDoor):
    """Sign a run for the definition it was made with."""

    act = staticmethod(keeping.sign_parity)

    @extend_schema(
        operation_id="parity_sign", request=ParityNoteInput, responses={201: ParityNoteOutput}
    )
    def post(self, request: Request, pk: int, run: int) -> Response:
        return super().post(request, pk, run)
