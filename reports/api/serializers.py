"""Shapes of the API about figures."""

from typing import Any

from rest_framework import serializers


class FigureWordsOutput(serializers.Serializer[Any]):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class IndicatorWordsOutput(serializers.Serializer[Any]):
    """What an indicator counts. Money is whole đồng, its base and VAT treatment stand beside it."""

    unit = serializers.CharField(help_text="code; a saved indicator has its own word")
    unit_name = FigureWordsOutput()
    name = FigureWordsOutput()
    definition = FigureWordsOutput()
    by_date = FigureWordsOutput(allow_null=True)
    base = FigureWordsOutput(allow_null=True)
    vat = FigureWordsOutput(allow_null=True)
    strand = serializers.CharField(help_text="service, duty or both")
    section = serializers.CharField()
    model = serializers.CharField(allow_blank=True, help_text="of the rows behind it")
    kind = serializers.CharField(help_text="computed, entered, approximate, estimate or words")
    version = serializers.IntegerField(help_text="of the definition")


class FigureOutput(IndicatorWordsOutput):
    """One figure with what it says of itself."""

    key = serializers.CharField()
    value = serializers.JSONField(
        help_text="whole number; an average or a percentage as text; null where there is none"
    )
    numerator = serializers.JSONField(
        help_text="of a mean or a percentage: a whole number, or an exact fraction as text"
    )
    denominator = serializers.JSONField()
    told = serializers.CharField(allow_blank=True, help_text="what is told beside the number")
    parts = serializers.ListField(
        child=serializers.CharField(), help_text="codes of the figures that it is made of"
    )
    rows = serializers.IntegerField(help_text="how many rows it is made of")
    rows_url = serializers.CharField()


class FiguresOutput(serializers.Serializer[Any]):
    """The figures of a centre, with the units below it, in a period."""

    centre = serializers.CharField()
    period = serializers.CharField()
    start = serializers.DateField()
    end = serializers.DateField()
    cut_off = serializers.DateField()
    figures = FigureOutput(many=True)


class FigureRowOutput(serializers.Serializer[Any]):
    """One row behind a figure; `facts` by the names of its columns."""

    id = serializers.IntegerField()
    model = serializers.CharField()
    facts = serializers.DictField(child=serializers.CharField(allow_null=True))
    net = serializers.IntegerField(allow_null=True)
    gross = serializers.IntegerField(allow_null=True)


class FigureRowsOutput(serializers.Serializer[Any]):
    """A page of the rows behind a figure."""

    key = serializers.CharField()
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = FigureRowOutput(many=True)
