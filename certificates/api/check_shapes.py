"""Shapes of the public check's answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certificates.checking.files import Finding
from certificates.checking.sentences import SENTENCES

ANSWERS = ("valid", "notice", "superseded", "withdrawn", "expired")
VERDICTS = ("genuine", "ended", "other", "suspect", "unread")


class Words(serializers.Serializer[Any]):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class CheckedInstrument(serializers.Serializer[Any]):
    """What the certificate is about."""

    name = Words()
    maker = serializers.CharField()
    model = serializers.CharField()
    serial = serializers.CharField()


class CheckedCentre(serializers.Serializer[Any]):
    """Who issued it."""

    code = serializers.CharField()
    name = Words()


class Newer(serializers.Serializer[Any]):
    """The certificate that replaced it."""

    number = serializers.CharField()
    public_id = serializers.CharField()


class ChainLink(Newer):
    """One certificate of a chain of replacements, first to last."""

    answer = serializers.ChoiceField(ANSWERS)
    issued_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    this = serializers.BooleanField(help_text="the one that was asked about")


class Sealed(serializers.Serializer[Any]):
    """The key that sealed the files."""

    subject = serializers.CharField()
    issuer = serializers.CharField()
    fingerprint = serializers.CharField(help_text="SHA-256 of the certificate, hex")
    development = serializers.BooleanField(help_text="a key for trying, of no legal value")
    level = serializers.CharField(help_text="of PAdES: B-B, or B-T with a time-stamp")


class CheckOutput(serializers.Serializer[Any]):
    """What anyone may know of a certificate, now."""

    answer = serializers.ChoiceField(ANSWERS)
    number = serializers.CharField()
    kind = serializers.CharField()
    title = Words()
    conclusion = Words(allow_null=True)
    instrument = CheckedInstrument(allow_null=True)
    performed_on = serializers.DateField()
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    centre = CheckedCentre()
    ended_on = serializers.DateField(allow_null=True)
    superseded_by = Newer(allow_null=True)
    chain = ChainLink(many=True)
    sealed = Sealed(allow_null=True)
    statement_sha256 = serializers.CharField()
    pdf_sha256 = serializers.CharField(allow_null=True)
    xml_sha256 = serializers.CharField(allow_null=True)


class SignatureOutput(serializers.Serializer[Any]):
    """One signature as it was found. Where `ours` is false the names are the signer's own word."""

    state = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    signer = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)
    serial = serializers.CharField(allow_blank=True)
    fingerprint = serializers.CharField(allow_blank=True)
    not_before = serializers.DateTimeField(allow_null=True)
    not_after = serializers.DateTimeField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    time_by = serializers.CharField(
        allow_blank=True, help_text="timestamp, record (ours) or claimed (the signer's word)"
    )
    level = serializers.CharField(allow_blank=True)
    ours = serializers.BooleanField()
    trusted = serializers.BooleanField()
    development = serializers.BooleanField()
    covers_whole = serializers.BooleanField()


class FileFindingOutput(serializers.Serializer[Any]):
    """What was found of a file, and the present state of the certificate that it is of."""

    verdict = serializers.ChoiceField(VERDICTS)
    code = serializers.ChoiceField(tuple(SENTENCES))
    detail = serializers.CharField(allow_blank=True, help_text="of `other`: of the file itself")
    words = Words()
    sentences = Words(many=True)
    kind = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField()
    sha256 = serializers.CharField(allow_blank=True)
    attached = serializers.ListField(child=serializers.CharField())
    signature = SignatureOutput(allow_null=True)
    inner = SignatureOutput(allow_null=True, help_text="of the XML inside a PDF")
    public_id = serializers.CharField(allow_blank=True)
    named_by = serializers.CharField(
        allow_blank=True, help_text="who says which certificate it is: digest, file or page"
    )
    certificate = serializers.SerializerMethodField()

    @extend_schema_field(CheckOutput(allow_null=True))
    def get_certificate(self, found: Finding) -> dict[str, Any] | None:
        """As the look tells it; null where the file is of none of ours."""
        told = found.told
        if told is None or told.facts is None:
            return None
        return dict(CheckOutput({"answer": told.answer, **told.facts}).data)
