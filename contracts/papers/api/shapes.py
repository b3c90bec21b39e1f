"""Shapes of the API about papers and templates of Word."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from contracts.models import Paper, PaperTemplate
from contracts.papers.files import facts_of_paper
from contracts.papers.services import LONGEST_EXTRA, MOST_EXTRA
from contracts.papers.templates import LONGEST_NAME
from contracts.states import PaperKind


class TermsInput(Strict):
    """What a contract sets in numbers; what is left out is usual in the trade."""

    payment_days = serializers.IntegerField(required=False, default=15)
    penalty_percent = serializers.IntegerField(required=False, default=8)
    correction_days = serializers.IntegerField(required=False, default=60)
    extra = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_EXTRA),
        max_length=MOST_EXTRA,
        required=False,
        default=list,
    )


class PaperInput(Strict):
    """A new paper. `since` is the first day of a handover; `version` and `appendix` are numbers."""

    kind = serializers.ChoiceField(choices=PaperKind.choices)
    dated_on = serializers.DateField()
    since = serializers.DateField(required=False, allow_null=True, default=None)
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=32767
    )
    appendix = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=32767
    )
    terms = TermsInput(required=False)


class ContractPaperOutput(serializers.ModelSerializer[Paper]):
    """A paper without what it states."""

    class Meta:
        model = Paper
        fields: tuple[str, ...] = (
            "id", "contract", "kind", "serial", "dated_on", "sha256", "template", "made_at",
            "signed_on", "scan_sha256",
        )  # fmt: skip


class ContractPaperDetail(ContractPaperOutput):
    """A paper with its frozen facts, as templates of Word name them."""

    facts = serializers.SerializerMethodField()

    class Meta(ContractPaperOutput.Meta):
        fields: tuple[str, ...] = (*ContractPaperOutput.Meta.fields, "facts")

    @extend_schema_field(serializers.DictField())
    def get_facts(self, paper: Paper) -> Any:
        return facts_of_paper(paper)


class SignedInput(Strict):
    """Both sides have signed; the scan is PDF, JPEG, PNG or WebP."""

    signed_on = serializers.DateField()
    scan = serializers.FileField(required=False, allow_null=True, default=None)


class TemplateInput(Strict):
    """A template of Word (docx) of a kind of paper, from a day on."""

    centre = serializers.PrimaryKeyRelatedField(queryset=Centre.objects.all())
    kind = serializers.ChoiceField(choices=PaperKind.choices)
    name = serializers.CharField(max_length=LONGEST_NAME)
    valid_from = serializers.DateField()
    file = serializers.FileField()


class TemplateOutput(serializers.ModelSerializer[PaperTemplate]):
    """A template, without its file."""

    class Meta:
        model = PaperTemplate
        fields = (
            "id", "centre", "kind", "name", "valid_from", "valid_to", "file_name", "sha256", "at",
        )  # fmt: skip


class EndTemplateInput(Strict):
    """The last day of a template."""

    last_day = serializers.DateField()


class CentreFactsInput(Strict):
    """What papers say of a centre; what is left out stays."""

    above_vi = serializers.CharField(required=False, allow_blank=True, max_length=200)
    place_vi = serializers.CharField(required=False, allow_blank=True, max_length=80)
    tax_code = serializers.CharField(required=False, allow_blank=True, max_length=40)
    bank_account = serializers.CharField(required=False, allow_blank=True, max_length=40)
    bank_name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    head_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    head_title_vi = serializers.CharField(required=False, allow_blank=True, max_length=100)


class CentreFactsOutput(serializers.ModelSerializer[Centre]):
    """The same as they stand."""

    class Meta:
        model = Centre
        fields = (
            "id", "above_vi", "place_vi", "tax_code", "bank_account", "bank_name", "head_name",
            "head_title_vi",
        )  # fmt: skip
