"""Shapes of the API about activities, entered figures, evidence and lists that are brought."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from planning.importing.judging import Preview
from planning.models import Activity, EnteredFigure, EntryImport, Evidence
from planning.numbers import MOST_PLACES, Number
from planning.register import activities as register
from planning.services.activities import MOST_LINES, MOST_QUANTITY, Titled
from planning.services.entered import LONGEST_WORDS, FigureFacts
from planning.states import (
    ActivityKind,
    Degree,
    EntryKind,
    ImportSubject,
    ItemState,
    RowFate,
    Strand,
    Venue,
)


def _text(most: int) -> Any:
    return serializers.CharField(max_length=most, required=False, allow_blank=True)


def _day() -> Any:
    return serializers.DateField(required=False, allow_null=True)


class EvidenceOutput(serializers.ModelSerializer[Evidence]):
    """A file; `digest` is its SHA-256."""

    class Meta:
        model = Evidence
        fields = (
            "id", "name", "media_type", "size", "digest", "added_at", "struck_at", "struck_why",
        )  # fmt: skip


class ActivityOutput(serializers.ModelSerializer[Activity]):
    """An activity; it counts on `done_on`, `quantity` times. `state` is as of today."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    state = serializers.SerializerMethodField()
    evidence = EvidenceOutput(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = (
            "id", "centre", "kind", "title", "strand", "begun_on", "due_on", "done_on",
            "quantity", "approximate", "people", "paper", "sort", "venue", "venue_name", "degree",
            "state", "struck_at", "struck_why", "entered_at", "evidence",
        )  # fmt: skip

    def get_state(self, row: Activity) -> ItemState:
        return register.state_of(row, timezone.localdate())


class ActivityChange(Strict):
    """Other facts of an activity; what is not named stays. Its kind stays too."""

    title = serializers.CharField(max_length=300)
    strand = serializers.ChoiceField(choices=Strand.choices, required=False)
    begun_on = _day()
    due_on = _day()
    done_on = _day()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_QUANTITY, required=False)
    approximate = serializers.BooleanField(required=False)
    people = _text(300)
    paper = _text(200)
    sort = _text(100)
    venue = serializers.ChoiceField(choices=Venue.choices, required=False, allow_blank=True)
    venue_name = _text(200)
    degree = serializers.ChoiceField(choices=Degree.choices, required=False, allow_blank=True)


class ActivityInput(ActivityChange):
    """An activity; `again` confirms one that is entered already."""

    centre = serializers.CharField(max_length=20)
    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    again = serializers.BooleanField(required=False, default=False)


class TitledInput(Strict):
    """One of many: its title, and its paper where it has one of its own."""

    title = serializers.CharField(max_length=300)
    paper = _text(200)


class ActivitiesInput(ActivityInput):
    """Many activities that are alike but for their titles: all or none."""

    title = None  # type: ignore[assignment]
    titles = serializers.ListField(child=TitledInput(), allow_empty=False, max_length=MOST_LINES)


def titles(typed: list[dict[str, Any]]) -> list[Titled]:
    """As the service takes them."""
    return [Titled(**one) for one in typed]


class EnteredFigureOutput(serializers.ModelSerializer[EnteredFigure]):
    """An entered figure: the number is value / 10**places; `words` tell what is not counted."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    evidence = EvidenceOutput(many=True, read_only=True)

    class Meta:
        model = EnteredFigure
        fields = (
            "id", "centre", "indicator", "period", "kind", "value", "places", "words", "basis",
            "follows", "struck_at", "struck_why", "entered_at", "evidence",
        )  # fmt: skip


class EnteredFigureInput(Strict):
    """A figure with what it rests on; the number is value / 10**places."""

    centre = serializers.CharField(max_length=20)
    indicator = serializers.CharField(max_length=60)
    period = serializers.CharField(max_length=20)
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    value = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)
    places = serializers.IntegerField(min_value=0, max_value=MOST_PLACES, default=0)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    basis = serializers.CharField(max_length=300, allow_blank=True, default="")


def figure_facts(typed: dict[str, Any]) -> FigureFacts:
    """As the service takes it."""
    facts = dict(typed)
    value, places = facts.pop("value"), facts.pop("places")
    return FigureFacts(**facts, value=None if value is None else Number(value, places))


class EvidenceInput(Strict):
    """A PDF, an image, an xlsx or a docx, told by its content."""

    file = serializers.FileField()


class BringListInput(Strict):
    """A table of one kind, for a unit."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    subject = serializers.ChoiceField(choices=ImportSubject.choices)
    file = serializers.FileField()


class RowFaultOutput(serializers.Serializer[Any]):
    """What is wrong with a cell."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    found = serializers.CharField(required=False)
    allowed = serializers.CharField(required=False)


class ListRowOutput(serializers.Serializer[Any]):
    """One row of the table with what would become of it."""

    number = serializers.IntegerField()
    fate = serializers.ChoiceField(choices=RowFate.choices)
    values = serializers.DictField(child=serializers.CharField())
    faults = RowFaultOutput(many=True)


class ListPreviewOutput(serializers.Serializer[Any]):
    """A brought list: what would become of each row now, and the digest to apply it by."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    centre = serializers.CharField()
    file_name = serializers.CharField()
    applied_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = ListRowOutput(many=True)


class MendListRowInput(Strict):
    """Other cells for a row, by column; `leave` leaves it out."""

    values = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), default=dict
    )
    leave = serializers.BooleanField(default=False)


class ApplyListInput(Strict):
    """The digest of the preview that was seen."""

    digest = serializers.CharField(max_length=64)


def previewed(source: EntryImport, seen: Preview) -> dict[str, Any]:
    """A list with its preview, as the API says it."""
    rows = [
        {
            "number": one.number,
            "fate": one.fate.value,
            "values": dict(one.values),
            "faults": [fault.as_json() for fault in one.faults],
        }
        for one in seen.judged
    ]
    return {
        "id": source.pk,
        "subject": source.subject,
        "centre": source.centre.code,
        "file_name": source.file_name,
        "applied_at": source.applied_at,
        "digest": seen.digest,
        "counts": {fate.value: seen.count(fate) for fate in RowFate},
        "rows": rows,
    }
