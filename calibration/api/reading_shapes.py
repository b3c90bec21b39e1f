"""Shapes of the API about readings. `reading_items` reads the input: keep them together."""

from typing import Any

from rest_framework import serializers

from calibration.api.reading_items import LARGEST_ID, LOCALES, MOST_ROWS
from calibration.services.readings import MOST, MOST_READINGS, Status
from common.api import Strict


class ReadingInput(Strict):
    """A reading as keyed on the device, with the id made there."""

    id = serializers.UUIDField()
    section = serializers.CharField(max_length=60)
    row = serializers.IntegerField(min_value=0, max_value=MOST_ROWS, required=False, default=0)
    column = serializers.CharField(max_length=40)
    repeat = serializers.IntegerField(min_value=0, max_value=MOST_ROWS, required=False, default=0)
    value = serializers.CharField(max_length=500, allow_blank=True)
    unit = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    taken_at = serializers.DateTimeField(help_text="with its offset")
    supersedes = serializers.UUIDField(required=False, default=None, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class BatchInput(Strict):
    """Readings of one job, all or none; `locale` says how decimals are written."""

    readings = serializers.ListField(child=ReadingInput(), max_length=MOST)
    locale = serializers.ChoiceField(choices=LOCALES, required=False, default="en")


class RecordedOutput(serializers.Serializer[Any]):
    """Which ids are new, which were known with the same content."""

    accepted = serializers.ListField(child=serializers.UUIDField())
    known = serializers.ListField(child=serializers.UUIDField())


class SentReadingInput(ReadingInput):
    """A reading with the job it is of."""

    job = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class SentReadingsInput(Strict):
    """Readings over many jobs from one device; each is answered by itself."""

    device = serializers.CharField(max_length=60)
    readings = serializers.ListField(child=SentReadingInput(), max_length=MOST_READINGS)
    locale = serializers.ChoiceField(choices=LOCALES, required=False, default="en")


class TheirsOutput(serializers.Serializer[Any]):
    """What stands where a reading should go."""

    id = serializers.UUIDField()
    digits = serializers.CharField()
    unit = serializers.CharField()
    by = serializers.CharField()
    taken_at = serializers.DateTimeField()


class ReadingAnswerOutput(serializers.Serializer[Any]):
    """What became of one reading; what is wrong where it is refused or clashes."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=[each.value for each in Status])
    code = serializers.CharField(required=False)
    message = serializers.CharField(required=False)
    field = serializers.CharField(required=False)
    found = serializers.CharField(required=False)
    allowed = serializers.CharField(required=False)
    theirs = TheirsOutput(required=False)


class ReadingCountsOutput(serializers.Serializer[Any]):
    """How many readings of each fate."""

    accepted = serializers.IntegerField()
    known = serializers.IntegerField()
    conflict = serializers.IntegerField()
    refused = serializers.IntegerField()


class ReadingAnswersOutput(serializers.Serializer[Any]):
    """The items in the order they came."""

    items = ReadingAnswerOutput(many=True)
    counts = ReadingCountsOutput()
