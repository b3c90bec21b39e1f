"""Shapes of the API about a client's list: upload, preview, mend, apply."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api import Strict
from contracts.listing.counting import fate_counts
from contracts.listing.headings import FIELDS
from contracts.listing.wording import fault, load
from contracts.models import ListImport, ListRow
from contracts.states import WITH_JOBS, LineKind
from contracts.tables import LONGEST_CELL
from instruments.models import InstrumentType

KINDS = sorted(str(kind) for kind in WITH_JOBS)


class UploadInput(Strict):
    """A client's list, and the service of rows that do not say."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=KINDS, default=LineKind.VERIFICATION.value)


class FaultOutput(serializers.Serializer[Any]):
    """Why: a code, a sentence, what was found, what is allowed."""

    field = serializers.CharField(required=False)
    code = serializers.CharField()
    message = serializers.CharField()
    found = serializers.CharField(required=False)
    allowed = serializers.CharField(required=False)


class ImportOutput(serializers.ModelSerializer[ListImport]):
    """An import: its state, what was found, how many rows of each fate."""

    fates = serializers.SerializerMethodField()
    faults = serializers.SerializerMethodField()

    class Meta:
        model = ListImport
        fields = (
            "id", "contract", "file_name", "sha256", "kind", "state", "at", "columns", "fates",
            "faults",
        )  # fmt: skip

    def get_fates(self, source: ListImport) -> dict[str, int]:
        return fate_counts(source)

    @extend_schema_field(FaultOutput(many=True))
    def get_faults(self, source: ListImport) -> list[dict[str, str]]:
        return [fault(one).as_json() for one in load(source.error)]


class RowOutput(serializers.ModelSerializer[ListRow]):
    """A row: what was found, what becomes of it, and why."""

    type = serializers.SlugRelatedField[InstrumentType](slug_field="code", read_only=True)
    why = serializers.SerializerMethodField()

    class Meta:
        model = ListRow
        fields = (
            "number", "values", "fate", "why", "kind", "regime", "type", "instrument", "service",
            "price",
        )  # fmt: skip

    @extend_schema_field(FaultOutput(many=True))
    def get_why(self, row: ListRow) -> list[dict[str, str]]:
        return [fault(one).as_json() for one in load(row.why)]


class PreviewOutput(ImportOutput):
    """An import with a page of its rows; `next` is the row number to go on from."""

    rows = RowOutput(many=True, read_only=True)
    next = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta(ImportOutput.Meta):
        fields = (*ImportOutput.Meta.fields, "rows", "next")  # type: ignore[assignment]


class MendInput(serializers.Serializer[Any]):
    """Corrected cells of a row; what is left out stays."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            name: serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_CELL)
            for name in FIELDS
        }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(FIELDS))):
            message = _("Không có cột này. Các cột: %(allowed)s.") % {"allowed": ", ".join(FIELDS)}
            raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)


class ListColumnsInput(Strict):
    """The heading's row number, and the column (from 0) of each field: {"name": 1, "serial": 4}."""

    row = serializers.IntegerField(min_value=1, max_value=10_000)
    columns = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=1000), allow_empty=False
    )


class ApplyInput(Strict):
    """Whether rows that cannot enter are left out."""

    skip = serializers.BooleanField(default=False)


class StartedOutput(serializers.Serializer[Any]):
    """The task that does it: watch it at `/api/v1/tasks/<id>/`."""

    task = serializers.IntegerField()


class UploadOutput(ImportOutput):
    """The import, and the task that reads it."""

    task = serializers.IntegerField(read_only=True)

    class Meta(ImportOutput.Meta):
        fields = (*ImportOutput.Meta.fields, "task")  # type: ignore[assignment]
