"""Shapes of the API of procedures."""

from typing import Any

from rest_framework import serializers

from accounts.models import Centre
from accounts.permissions import Can
from calibration.api.serializers import EvaluationOutput, WordsOutput
from calibration.confirming import LONGEST_SOURCE
from calibration.states import Service
from common.api import Strict

_LONGEST_TEXT = 200
_LONGEST_FACT = 4000  # a table of the instrument's


class ProcedureOutput(serializers.Serializer[Any]):
    """A version of a procedure."""

    id = serializers.IntegerField()
    centre = serializers.CharField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    service = serializers.CharField()
    number = serializers.CharField()
    title = WordsOutput()
    state = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    digest = serializers.CharField()
    edited_by = serializers.CharField()
    edited_at = serializers.DateTimeField(allow_null=True)
    approved_by = serializers.CharField()
    approved_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        ref_name = "ProcedureVersion"


class ProcedurePage(serializers.Serializer[Any]):
    """Versions, newest first."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ProcedureOutput(many=True)


class ConfirmedOutput(serializers.Serializer[Any]):
    """Who checked a number, against what."""

    by = serializers.CharField()
    at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        """With `source`, which is a word of the framework too."""
        return super().get_fields() | {"source": serializers.CharField()}


class MarkOutput(serializers.Serializer[Any]):
    """An object of the definition whose numbers need a source."""

    path = serializers.CharField()
    mark = serializers.CharField()
    confirmed = ConfirmedOutput(allow_null=True)


class PlaceFault(serializers.Serializer[Any]):
    """What is wrong at a place of the definition or the sample."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    found = serializers.CharField(required=False)
    allowed = serializers.CharField(required=False)


class ProcedureWhole(ProcedureOutput):
    """A version with its definition; `faults` are what stands before the approval of a draft."""

    definition = serializers.DictField()
    marks = MarkOutput(many=True)
    faults = PlaceFault(many=True)

    class Meta:
        ref_name = "ProcedureWhole"


class Own(Strict):
    """Whose procedure it is."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.none())
    service = serializers.ChoiceField(choices=Service.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.context.get("person")
        if person is not None:
            rows = person.centres(Can.MANAGE_PROCEDURES)
            self.fields["centre"].queryset = rows  # type: ignore[attr-defined]


class ProcedureMakeInput(Own):
    """A whole definition (schema 1)."""

    definition = serializers.DictField()


class ProcedureEditInput(Strict):
    """A whole definition; `base` is the digest of the one that was edited."""

    definition = serializers.DictField()
    base = serializers.CharField(max_length=64)


class CopyInput(Own):
    """Where the copy goes, and its code."""

    code = serializers.SlugField(max_length=60)


class TryInput(Strict):
    """Facts by field ("25 mm"), readings by "table/row/column/repeat", "slot_U" and the like."""

    facts = serializers.DictField(
        child=serializers.CharField(max_length=_LONGEST_FACT, allow_blank=True), default=dict
    )
    cells = serializers.DictField(
        child=serializers.CharField(max_length=_LONGEST_TEXT, allow_blank=True), default=dict
    )
    standards = serializers.DictField(
        child=serializers.CharField(max_length=_LONGEST_TEXT, allow_blank=True), default=dict
    )


class TryOutput(serializers.Serializer[Any]):
    """The points and what came of them; null where the facts give no points."""

    plan = serializers.DictField(allow_null=True)
    evaluation = EvaluationOutput(allow_null=True)
    faults = PlaceFault(many=True)


class ConfirmInput(Strict):
    """A place of the definition ("tables.0.limit", "" for the whole) and the source."""

    path = serializers.CharField(max_length=200, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        """With `source`, which is a word of the framework too."""
        return super().get_fields() | {"source": serializers.CharField(max_length=LONGEST_SOURCE)}


class FromInput(Strict):
    """From which day."""

    valid_from = serializers.DateField()


class ToInput(Strict):
    """Until which day."""

    valid_to = serializers.DateField()


class ChangeOutput(serializers.Serializer[Any]):
    """added, removed or changed: where, from what to what."""

    kind = serializers.CharField()
    where = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class PartOutput(serializers.Serializer[Any]):
    """The changes of one part of the definition."""

    part = serializers.CharField()
    changes = ChangeOutput(many=True)


class CompareOutput(serializers.Serializer[Any]):
    """What changed from one version to another."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    parts = PartOutput(many=True)
