"""Shapes of the API about certificates."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from calibration.models import Job
from certificates import queries
from certificates.api.check_shapes import Words
from certificates.letters.queries import STATES as LETTER_STATES
from certificates.letters.services import LONGEST_HOW
from certificates.models import Certificate, Letter
from certificates.queries import STATES, Filter
from certificates.services import LONGEST_REASON
from certificates.states import Kind
from common.api import Strict


class FilterInput(serializers.Serializer[Any]):
    """What the list is narrowed to."""

    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    kind = serializers.ChoiceField(Kind.choices, required=False, allow_blank=True, default="")
    state = serializers.ChoiceField(STATES, required=False, allow_blank=True, default="")
    since = serializers.DateField(required=False, default=None)
    until = serializers.DateField(required=False, default=None)

    def narrowed(self) -> Filter:
        """The filter."""
        found = dict(self.validated_data)
        return Filter(text=found.pop("q"), **found)


MOST = 200


class NothingInput(Strict):
    """An empty object: the address says it all."""


class ReasonInput(Strict):
    """Why a certificate ends."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class SupersedeInput(ReasonInput):
    """Why a certificate is replaced, and the difference that was seen, as the preview names it."""

    seen = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class ToldInput(Strict):
    """That a customer was told in person."""

    on = serializers.DateField()
    how = serializers.CharField(max_length=LONGEST_HOW)


class ReplacedFieldOutput(serializers.Serializer[Any]):
    """One field that a replacement says otherwise."""

    label = Words()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class ReplacementOutput(serializers.Serializer[Any]):
    """What a replacement would say otherwise now; not `possible` where nothing differs."""

    possible = serializers.BooleanField()
    same_measurements = serializers.BooleanField()
    changes = ReplacedFieldOutput(many=True)
    seen = serializers.CharField()


class LetterOutput(serializers.ModelSerializer[Letter]):
    """A letter as it was written."""

    class Meta:
        model = Letter
        fields = ("id", "about", "to", "subject", "text", "written_at", "sent_at")


class SentLetterOutput(serializers.Serializer[Any]):
    """A letter with how far it is."""

    letter = LetterOutput()
    state = serializers.ChoiceField(LETTER_STATES)
    error = serializers.CharField(allow_blank=True)


class TellingOutput(serializers.Serializer[Any]):
    """That somebody was told in person."""

    on = serializers.DateField()
    how = serializers.CharField()
    by = serializers.CharField()


class ToldOutput(serializers.Serializer[Any]):
    """How a customer was told."""

    posts = SentLetterOutput(many=True)
    notes = TellingOutput(many=True)


class CertificateOutput(serializers.ModelSerializer[Certificate]):
    """A certificate's present state."""

    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    customer_name = serializers.CharField(source="customer.name")
    standing = serializers.SerializerMethodField()
    instrument = serializers.SerializerMethodField()
    serial = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields: tuple[str, ...] = (
            "id",
            "number",
            "kind",
            "state",
            "standing",
            "public_id",
            "centre",
            "customer",
            "customer_name",
            "job",
            "instrument",
            "serial",
            "performed_on",
            "issued_at",
            "valid_until",
            "supersedes",
            "end_reason",
            "ended_at",
        )

    def get_standing(self, one: Certificate) -> str:
        """The state, or "expired" when its last day is over."""
        return queries.standing(one, timezone.localdate())

    def get_instrument(self, one: Certificate) -> str:
        """What was measured."""
        thing = one.job.instrument
        return thing.shown_name if thing is not None else one.job.sample

    def get_serial(self, one: Certificate) -> str:
        """Its serial number, blank for a sample."""
        return one.job.instrument.serial if one.job.instrument is not None else ""


class StatedOutput(CertificateOutput):
    """The same with what it says, word for word."""

    statement = serializers.JSONField(source="said")
    statement_sha256 = serializers.CharField(source="statement.digest")
    pdf_sha256 = serializers.SerializerMethodField()

    class Meta(CertificateOutput.Meta):
        fields: tuple[str, ...] = (
            *CertificateOutput.Meta.fields,
            "statement",
            "statement_sha256",
            "pdf_sha256",
        )

    def get_pdf_sha256(self, one: Certificate) -> str | None:
        """Of the file; null while it is being made."""
        pdf = one.renderings.filter(format="pdf").first()
        return None if pdf is None else pdf.sha256


class ApprovedJob(serializers.ModelSerializer[Job]):
    """The job after its approval."""

    class Meta:
        model = Job
        fields = ("id", "state", "outcome")


class IssuedOutput(serializers.Serializer[Any]):
    """What an approval gave."""

    job = ApprovedJob()
    certificate = CertificateOutput()


class ManyInput(Strict):
    """The jobs to approve."""

    jobs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), min_length=1, max_length=MOST
    )


class ApprovedItem(serializers.Serializer[Any]):
    """What became of one job: its certificate, or the code and the sentence that refuse it."""

    job = serializers.IntegerField()
    certificate = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ManyOutput(serializers.Serializer[Any]):
    """The answers, or the task that will have them."""

    items = ApprovedItem(many=True)
    task = serializers.IntegerField(allow_null=True)
