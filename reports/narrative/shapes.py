"""Shapes of the API about the words of a report."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from reports.narrative.services import LONGEST, LONGEST_RECIPIENTS


class ReportWordsChange(serializers.Serializer[Any]):
    """Paragraphs of the proposal that became others since somebody wrote."""

    change = serializers.CharField(help_text="names the change when it is settled")
    old = serializers.ListField(child=serializers.CharField())
    new = serializers.ListField(child=serializers.CharField())


class ReportWordsSection(serializers.Serializer[Any]):
    """One section: `text` names figures as [[code:form]], `said` has them filled in."""

    key = serializers.CharField()
    part = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField()
    said = serializers.CharField()
    proposal = serializers.CharField()
    written = serializers.BooleanField(help_text="a person wrote it; else it is the proposal")
    version = serializers.CharField(help_text="send it back as `seen` when you write")
    changes = ReportWordsChange(many=True)


class ReportWords(serializers.Serializer[Any]):
    """Every section of a report."""

    report = serializers.IntegerField()
    state = serializers.CharField()
    subject = serializers.CharField()
    sections = ReportWordsSection(many=True)


class ReportWordsInput(Strict):
    """The words of a section; `seen` is the version that they were written from."""

    text = serializers.CharField(allow_blank=True, max_length=LONGEST, trim_whitespace=False)
    seen = serializers.CharField(allow_blank=True, max_length=20, default="")


class ReportSettleInput(Strict):
    """Take a changed paragraph of the proposal, or keep one's own."""

    change = serializers.CharField(max_length=20)
    take = serializers.BooleanField()
    seen = serializers.CharField(allow_blank=True, max_length=20)


class ReportHeadingInput(Strict):
    """What the document says of itself; what is left out stays."""

    number = serializers.CharField(max_length=60, allow_blank=True, required=False)
    dated_on = serializers.DateField(allow_null=True, required=False)
    signer_for = serializers.CharField(max_length=60, allow_blank=True, required=False)
    signer_title = serializers.CharField(max_length=100, allow_blank=True, required=False)
    signer_name = serializers.CharField(max_length=150, allow_blank=True, required=False)
    recipients = serializers.CharField(
        max_length=LONGEST_RECIPIENTS, allow_blank=True, required=False
    )
