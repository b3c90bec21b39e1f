"""Shapes of the API about stickers."""

from typing import Any

from rest_framework import serializers

from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.states import StickerSize, StickerState
from certificates.stickers.bookkeeping import FIGURES
from certificates.stickers.moving import LARGEST, LONGEST_WHY
from certificates.stickers.services import LONGEST_CODE, LONGEST_NOTE, LONGEST_PROTOCOL
from certificates.stickers.taking import MOST_ON_A_JOB
from common.api import Strict

KEY = 2**53
CENTRE = 40


class StickerPiecesInput(serializers.Serializer[Any]):
    """What the list of pieces is narrowed to."""

    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    code = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)
    state = serializers.ChoiceField(
        StickerState.choices, required=False, allow_blank=True, default=""
    )
    centre = serializers.CharField(required=False, default="", allow_blank=True, max_length=CENTRE)
    holder = serializers.IntegerField(
        required=False, default=None, min_value=1, max_value=KEY, allow_null=True
    )


class StickerPieceOutput(serializers.ModelSerializer[Sticker]):
    """One piece: where it is."""

    number = serializers.CharField(source="shown")
    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = Sticker
        fields: tuple[str, ...] = (
            "id", "number", "code", "service", "centre", "state", "holder", "job", "series",
        )  # fmt: skip


class StickerMoveOutput(serializers.ModelSerializer[StickerMove]):
    """What was done with a run."""

    class Meta:
        model = StickerMove
        fields = (
            "id", "code", "first", "last", "deed", "before", "after", "holder", "job", "on", "why",
            "by", "at",
        )  # fmt: skip


class StickerPieceWholeOutput(StickerPieceOutput):
    """The same with every move, and its certificate."""

    moves = StickerMoveOutput(many=True)
    certificate = serializers.IntegerField(allow_null=True)
    certificate_number = serializers.CharField()
    certificate_state = serializers.CharField()

    class Meta(StickerPieceOutput.Meta):
        fields: tuple[str, ...] = (
            *StickerPieceOutput.Meta.fields, "moves", "certificate", "certificate_number",
            "certificate_state",
        )  # fmt: skip


class StickerSeriesInput(Strict):
    """A batch from the printer."""

    centre = serializers.CharField(max_length=CENTRE)
    service = serializers.CharField(max_length=12)
    code = serializers.CharField(max_length=LONGEST_CODE)
    first = serializers.IntegerField(min_value=1, max_value=LARGEST)
    last = serializers.IntegerField(min_value=1, max_value=LARGEST)
    digits = serializers.IntegerField(min_value=3, max_value=7, default=5)
    size = serializers.ChoiceField(StickerSize.choices)
    received_on = serializers.DateField()
    note = serializers.CharField(
        max_length=LONGEST_NOTE, required=False, allow_blank=True, default=""
    )


class StickerSeriesOutput(serializers.ModelSerializer[StickerSeries]):
    """A batch."""

    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = StickerSeries
        fields = (
            "id", "centre", "service", "code", "digits", "first", "last", "size", "received_on",
            "note", "by", "at",
        )  # fmt: skip


class StickerRangeInput(Strict):
    """A range of one code; without `last` one piece."""

    centre = serializers.CharField(max_length=CENTRE)
    code = serializers.CharField(max_length=LONGEST_CODE)
    first = serializers.IntegerField(min_value=1, max_value=LARGEST)
    last = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None
    )


class StickerIssueInput(StickerRangeInput):
    """To whom: a range, or `count` of the lowest."""

    first = serializers.IntegerField(
        min_value=1, max_value=LARGEST, required=False, allow_null=True, default=None
    )
    count = serializers.IntegerField(
        min_value=1, max_value=100_000, required=False, allow_null=True, default=None
    )
    to = serializers.IntegerField(min_value=1, max_value=KEY)


class StickerBackInput(StickerRangeInput):
    """Pieces that go back to the store."""

    why = serializers.CharField(
        max_length=LONGEST_WHY, required=False, allow_blank=True, default=""
    )


class StickerWhyInput(StickerRangeInput):
    """Spoilt pieces, and why."""

    why = serializers.CharField(max_length=LONGEST_WHY)


class StickerDestroyInput(StickerWhyInput):
    """Pieces destroyed by a protocol."""

    protocol = serializers.CharField(max_length=LONGEST_PROTOCOL)


class StickerMovesOutput(serializers.Serializer[Any]):
    """What was moved: one move for each contiguous run."""

    pieces = serializers.IntegerField()
    moves = StickerMoveOutput(many=True)


class StickerChoiceInput(Strict):
    """Which pieces go on a job; `none`: no sticker; neither: the next one in hand."""

    numbers = serializers.ListField(
        child=serializers.CharField(max_length=30), max_length=MOST_ON_A_JOB, required=False,
        default=list,
    )  # fmt: skip
    none = serializers.BooleanField(required=False, default=False)


class StickerChoiceOutput(serializers.Serializer[Any]):
    """What is on a job, what was chosen for it, what would be taken now."""

    on = serializers.ListField(child=serializers.CharField())
    chosen = serializers.ListField(child=serializers.CharField())
    none = serializers.BooleanField()
    next = serializers.CharField(allow_blank=True)


class StickerMonthInput(serializers.Serializer[Any]):
    """A centre and a month; without a month the present one."""

    centre = serializers.CharField(max_length=CENTRE)
    month = serializers.CharField(max_length=7, required=False, default="", allow_blank=True)


class StickerAccountOutput(serializers.Serializer[Any]):
    """One account: every figure with its runs of numbers."""

    account = serializers.CharField(help_text="A person's id, `store` or `spoilt`.")
    name = serializers.CharField()
    figures = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(FIGURES))
    runs = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    )
    agrees = serializers.BooleanField()


class StickerDifferenceOutput(serializers.Serializer[Any]):
    """Pieces of which moves and rows do not say the same."""

    first = serializers.IntegerField()
    last = serializers.IntegerField()
    shown = serializers.CharField()
    moves = serializers.CharField()
    pieces = serializers.CharField()


class StickerBookOutput(serializers.Serializer[Any]):
    """A code over one month."""

    code = serializers.CharField()
    service = serializers.CharField()
    agrees = serializers.BooleanField()
    accounts = StickerAccountOutput(many=True)
    differences = StickerDifferenceOutput(many=True)


class LabelsInput(serializers.Serializer[Any]):
    """What is printed, and how; as the page's address."""

    certificates = serializers.ListField(child=serializers.CharField(), required=False)
    jobs = serializers.ListField(child=serializers.CharField(), required=False)
    custody = serializers.ListField(child=serializers.CharField(), required=False)
    what = serializers.ChoiceField(("sticker", "label", "custody"), required=False)
    size = serializers.ChoiceField(StickerSize.choices, required=False)
    place = serializers.ChoiceField(("sheet", "single"), required=False)
    start = serializers.IntegerField(required=False)
    margin_x = serializers.DecimalField(4, 1, required=False)
    margin_y = serializers.DecimalField(4, 1, required=False)
    gap = serializers.DecimalField(4, 1, required=False)
