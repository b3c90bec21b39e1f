"""Shapes of the API about keys and received reports."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from reports.exchange.jws import MOST_BYTES
from reports.exchange.registering import MOST_KEY, MOST_NOTE
from reports.models import ReceivedReport, UnitKey


class OwnKeyOutput(serializers.Serializer[Any]):
    """The public key of this installation."""

    fingerprint = serializers.CharField()
    public_key = serializers.CharField()


class UnitKeyOutput(serializers.ModelSerializer[UnitKey]):
    """A key by which a unit's installation is known."""

    unit: Any = serializers.SlugRelatedField(slug_field="code", read_only=True, source="centre")

    class Meta:
        model = UnitKey
        fields = ("id", "unit", "fingerprint", "public_key", "note", "added_at", "ended_at")


class UnitKeyInput(Strict):
    """A unit's public key, and how it was received."""

    unit = serializers.CharField(max_length=20)
    public_key = serializers.CharField(max_length=MOST_KEY, trim_whitespace=False)
    note = serializers.CharField(max_length=MOST_NOTE)


class UnitKeyEndInput(Strict):
    """Why a key is no longer taken."""

    why = serializers.CharField(max_length=300)


class ReceivedReportOutput(serializers.ModelSerializer[ReceivedReport]):
    """A report that came as a file."""

    unit: Any = serializers.SlugRelatedField(slug_field="code", read_only=True, source="centre")
    fingerprint = serializers.CharField(source="key.fingerprint", read_only=True)

    class Meta:
        model = ReceivedReport
        fields = ("id", "unit", "period", "version", "digest", "fingerprint", "received_at")


class ReceivedContentOutput(ReceivedReportOutput):
    """The same with what it says."""

    content: Any = serializers.DictField()

    class Meta(ReceivedReportOutput.Meta):
        fields = (*ReceivedReportOutput.Meta.fields, "content")  # type: ignore[assignment]


class ReportFileInput(Strict):
    """A file as text; the unit and the period where one of them is waited for."""

    file = serializers.CharField(max_length=MOST_BYTES, trim_whitespace=False)
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    period = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")


class SignedReportOutput(serializers.Serializer[Any]):
    """A signed file: a JSON Web Signature, flattened."""

    payload = serializers.CharField()
    protected = serializers.CharField()
    signature = serializers.CharField()
