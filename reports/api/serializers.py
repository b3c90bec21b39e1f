"""Shapes of the API about figures."""

from typing import Any

from rest_framework import serializers


class FigureWordsOutput(serializers.Serializer[Any]):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class FigureOutput(serializers.Serializer[Any]):
    """One figure. Money is whole đồng, its base and VAT treatment stand beside it."""

    key = serializers.CharField()
    value = serializers.JSONField(
        help_text="whole number; an average of pieces as text; null where there is none"
    )
    unit = serializers.ChoiceField(choices=["contract", "instrument", "sample", "dong"])
    name = FigureWordsOutput()
    definition = FigureWordsOutput()
    base = FigureWordsOutput(allow_null=True)
    vat = FigureWordsOutput(allow_null=True)
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
