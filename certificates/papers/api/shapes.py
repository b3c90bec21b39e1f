"""Shapes of the API about papers."""

from typing import Any

from rest_framework import serializers

from accounts.models import Centre
from certificates.models import NumberPattern, Picture, Template, TemplateDraft
from certificates.papers import queries, services
from certificates.papers.patterns import FIRST_YEAR, LAST_YEAR, LONGEST_NUMBER
from certificates.papers.pictures import MOST_BYTES
from certificates.states import Kind
from common.api import Strict
from common.errors import FaultCode


class ContentField(serializers.JSONField):
    """A template's content: one flat object; keys left out take their default."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            code = FaultCode("type", allowed="object")
            raise serializers.ValidationError("JSON: {…}", code)
        return super().to_internal_value(data)


class PaperDraftInput(Strict):
    """What is being written, and the digest of the draft it began from ("": there was none)."""

    content = ContentField()
    seen = serializers.CharField(
        max_length=64, allow_blank=True, required=False, default=None, allow_null=True,
        help_text="left out: write over whatever is there",
    )  # fmt: skip


class PaperContentInput(Strict):
    """A content to look at; nothing is kept."""

    content = ContentField()


class PaperForceInput(Strict):
    """From which day the draft holds, and why."""

    valid_from = serializers.DateField()
    why = serializers.CharField(
        max_length=services.LONGEST_WHY, allow_blank=True, required=False, default=""
    )


class PaperCopyInput(Strict):
    """Which template a draft begins from."""

    centre = serializers.IntegerField(min_value=1, max_value=2**62)
    kind = serializers.ChoiceField(Kind.choices)


class PaperInForceFilter(serializers.Serializer[Any]):
    """On which day; today where none is given."""

    day = serializers.DateField(required=False, default=None)


class PaperInForceOutput(serializers.Serializer[Any]):
    """What papers are made by: version 0 of no centre is what nobody has set."""

    version = serializers.IntegerField()
    centre = serializers.CharField(allow_blank=True)
    content = serializers.JSONField()


class PaperTemplateOutput(serializers.ModelSerializer[Template]):
    """A version of a centre's own."""

    content = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = Template
        fields = ("version", "valid_from", "content", "why", "by", "at")

    def get_content(self, row: Template) -> dict[str, Any]:
        """The content whole."""
        found: dict[str, Any] = queries.said(row, row.kind)["content"]
        return found


class PaperDraftOutput(serializers.ModelSerializer[TemplateDraft]):
    """What is being written, and what is still wrong in it."""

    content = serializers.SerializerMethodField()
    digest = serializers.SerializerMethodField()
    faults = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = TemplateDraft
        fields = ("content", "digest", "faults", "by", "at")

    def get_content(self, row: TemplateDraft) -> dict[str, Any]:
        """As it was typed."""
        return queries.written(row)

    def get_digest(self, row: TemplateDraft) -> str:
        """What the next writer names as `seen`."""
        return services.digest_of(row)

    def get_faults(self, row: TemplateDraft) -> list[dict[str, str]]:
        """What is wrong, field by field."""
        content = queries.written(row)
        found = services.faults(content, centre=row.centre, kind=row.kind)
        return [fault.as_json() for fault in found]


class PaperOutput(serializers.Serializer[Any]):
    """One kind of paper of a centre: what holds today, every own version, the draft."""

    kind = serializers.ChoiceField(Kind.choices)
    in_force = PaperInForceOutput()
    versions = PaperTemplateOutput(many=True)
    draft = PaperDraftOutput(allow_null=True)


class PaperCentreOutput(serializers.ModelSerializer[Centre]):
    """A centre whose papers the person manages."""

    class Meta:
        model = Centre
        fields = ("id", "code", "name_vi", "name_en")


class PaperSheetOutput(serializers.Serializer[Any]):
    """One kind of paper for a list: which version holds, of which centre, what comes."""

    kind = serializers.CharField(source="kind.value")
    version = serializers.IntegerField(source="now.row.version", default=0)
    centre = serializers.CharField(source="of.code", default="", allow_blank=True)
    since = serializers.DateField(source="now.row.valid_from", default=None, allow_null=True)
    coming = serializers.DateField(
        source="coming.row.valid_from", default=None, allow_null=True,
        help_text="the first day of the next version of its own",
    )  # fmt: skip
    drafted_at = serializers.DateTimeField(source="draft.at", default=None, allow_null=True)


class PaperPictureInput(Strict):
    """A PNG, JPEG or SVG to 300 KB."""

    file = serializers.FileField(help_text=f"at most {MOST_BYTES} bytes")


class PaperPictureOutput(serializers.ModelSerializer[Picture]):
    """A kept picture; templates name it by its digest."""

    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = Picture
        fields = ("sha256", "media_type", "name", "centre", "at")


class NumberPatternInput(Strict):
    """How numbers of a kind are written from a year on: "V{yy}.{serial:5}"."""

    kind = serializers.ChoiceField(Kind.choices)
    from_year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    pattern = serializers.CharField(max_length=LONGEST_NUMBER)


class NumberPatternOutput(serializers.ModelSerializer[NumberPattern]):
    """A pattern that was set."""

    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = NumberPattern
        fields = ("kind", "from_year", "pattern", "by", "at")


class NumberSeriesOutput(serializers.Serializer[Any]):
    """The numbers of a kind: by what pattern this year, how many, what comes next."""

    kind = serializers.CharField(source="kind.value")
    year = serializers.IntegerField()
    pattern = serializers.CharField()
    taken = serializers.IntegerField()
    following = serializers.CharField()
    first_free = serializers.IntegerField(help_text="the first year whose pattern can be set")
    set = NumberPatternOutput(many=True)
