"""Shapes of the API about period reports."""

from typing import Any

from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from planning.models import Block
from reports.models import PeriodReport, Subscription
from reports.periodic.services import LONGEST_CAUSE
from reports.periodic.words import LONGEST_WHY
from reports.rollup.shapes import Source
from reports.states import FigureKind, ReportKind, ReportState

LANGUAGE_CHOICES = [("vi", "Tiếng Việt"), ("en", "English")]


class BeginReportInput(Strict):
    """A report to begin; without a cut-off it is the end of the period.

    Of a unit, or of a block: the unit that keeps it begins it, so `centre` may be left out.
    """

    centre = serializers.SlugRelatedField(
        slug_field="code", queryset=Centre.objects.all(), required=False
    )
    block = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Block.objects.select_related("centre"),
        required=False,
        allow_null=True,
        default=None,
    )
    period = serializers.CharField(max_length=40)
    cut_off = serializers.DateField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=ReportKind.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The unit and the kind that a block leaves out."""
        block = attrs["block"]
        attrs.setdefault("kind", ReportKind.BLOCK if block else ReportKind.UNIT)
        if block is not None:
            attrs.setdefault("centre", block.centre)
        if "centre" not in attrs:
            fields: Any = self.fields
            raise serializers.ValidationError(
                {"centre": fields["centre"].error_messages["required"]}
            )
        return attrs


class ReportWhyInput(Strict):
    """Why a report goes back or is opened again."""

    why = serializers.CharField(max_length=LONGEST_WHY)


class ReportCauseInput(Strict):
    """Why the plan of an indicator was missed."""

    indicator = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=LONGEST_CAUSE)


class ReportCutOffInput(Strict):
    """The day up to which a draft counts."""

    cut_off = serializers.DateField()


class ReportOutput(serializers.ModelSerializer[PeriodReport]):
    """A report of a unit for a period; a newer version names the one it follows."""

    centre = serializers.CharField(source="centre.code")
    block = serializers.CharField(source="block.code", default=None, allow_null=True)
    kind = serializers.ChoiceField(choices=ReportKind.choices)
    state = serializers.ChoiceField(choices=ReportState.choices)
    made_by = serializers.CharField(source="made_by.full_name")
    closed_by = serializers.CharField(source="closed_by.full_name", default=None, allow_null=True)
    sha256 = serializers.CharField(source="closing.digest", default=None, allow_null=True)

    class Meta:
        model = PeriodReport
        fields = (
            "id", "centre", "block", "kind", "period", "cut_off", "version", "follows",
            "reopened_why", "state", "made_by", "made_at", "closed_by", "closed_at", "sha256",
        )  # fmt: skip


class PlannedOutput(serializers.Serializer[Any]):
    """A plan as first set, as it holds, and what of it the period is held against."""

    first = serializers.CharField()
    current = serializers.CharField()
    against = serializers.CharField()
    basis = serializers.CharField()
    period = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    decided_on = serializers.CharField()


class ReportLineOutput(serializers.Serializer[Any]):
    """One figure: numbers exactly, as a whole number or "a/b"; null is no number."""

    code = serializers.CharField()
    section = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField()
    version = serializers.CharField()
    unit = serializers.CharField()
    basis = serializers.CharField()
    kind = serializers.ChoiceField(choices=FigureKind.choices)
    value = serializers.CharField(source="said.value", allow_null=True)
    numerator = serializers.CharField(source="said.numerator", allow_null=True)
    denominator = serializers.CharField(source="said.denominator", allow_null=True)
    words = serializers.CharField()
    rows = serializers.IntegerField(source="row_count")
    target = PlannedOutput(source="said.target", allow_null=True)
    rate = serializers.CharField(source="rate.percent", default=None, allow_null=True)
    standing = serializers.CharField(allow_null=True)
    cause = serializers.CharField()


class FilledSectionOutput(serializers.Serializer[Any]):
    """Words of a closed report, with the figures in them."""

    key = serializers.CharField()
    text = serializers.CharField()
    filled = serializers.CharField()


class MoveEventOutput(serializers.Serializer[Any]):
    """What was done to a row."""

    verb = serializers.CharField()
    at = serializers.CharField()
    by = serializers.CharField()
    why = serializers.CharField()
    subject = serializers.CharField()
    event = serializers.CharField()


class DefinitionOutput(serializers.Serializer[Any]):
    """A definition and its version."""

    version = serializers.CharField()
    definition = serializers.DictField(child=serializers.CharField())


class MoveOutput(serializers.Serializer[Any]):
    """A figure of a closed report then and now; rows are [id, net, gross], or both amounts."""

    report = serializers.IntegerField()
    period = serializers.CharField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.DictField(child=serializers.CharField())
    unit = serializers.CharField()
    model = serializers.CharField()
    then = serializers.CharField(allow_null=True)
    before = serializers.CharField(allow_null=True)
    now = serializers.CharField(allow_null=True)
    difference = serializers.CharField(allow_null=True)
    definitions = DefinitionOutput(many=True)
    added = serializers.ListField(child=serializers.ListField())
    removed = serializers.ListField(child=serializers.ListField())
    changed = serializers.ListField(child=serializers.ListField())
    events = MoveEventOutput(many=True)
    events_total = serializers.IntegerField()


class ReportMemberOutput(serializers.Serializer[Any]):
    """A member of a block and where its figures come from; a blank source has not reported."""

    unit = serializers.CharField()
    name = serializers.DictField(child=serializers.CharField())
    role = serializers.CharField()
    source: Any = serializers.ChoiceField(choices=Source.choices, allow_blank=True)
    version = serializers.IntegerField(allow_null=True)
    cut_off = serializers.DateField(allow_null=True)
    digest = serializers.CharField(allow_blank=True)
    targets_met = serializers.IntegerField(source="met", allow_null=True)
    targets_set = serializers.IntegerField(source="set", allow_null=True)


class SaidOutput(serializers.Serializer[Any]):
    """What a report says: of a draft as the rows are now, of a closed one as frozen.

    The adjustments of a draft have an address of their own.
    """

    figures = ReportLineOutput(many=True)
    sections = FilledSectionOutput(many=True)
    adjustments = MoveOutput(many=True)
    choices = serializers.DictField()
    members = ReportMemberOutput(many=True)


class PeriodStatementOutput(SaidOutput, ReportOutput):
    """A report with what it says."""

    class Meta(ReportOutput.Meta):
        fields = (
            *ReportOutput.Meta.fields,
            "figures",
            "sections",
            "adjustments",
            "choices",
            "members",
        )  # type: ignore[assignment]


class ReportFiguresOutput(serializers.Serializer[Any]):
    """The figures of a report."""

    figures = ReportLineOutput(many=True)


class ReportMovesOutput(serializers.Serializer[Any]):
    """Figures that moved."""

    moves = MoveOutput(many=True)


class ReportRowOutput(serializers.Serializer[Any]):
    """A row behind a figure: amounts of the report, facts of the present; null once it is gone."""

    id = serializers.IntegerField()
    net = serializers.IntegerField(allow_null=True)
    gross = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    facts = serializers.DictField(allow_null=True)


class ReportRowsOutput(serializers.Serializer[Any]):
    """The rows behind one figure, 200 at a time."""

    figure = serializers.CharField()
    model = serializers.CharField()
    count = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True)
    rows = ReportRowOutput(many=True)


class ClosingOutput(serializers.Serializer[Any]):
    """The task that closes the report."""

    task = serializers.IntegerField()


class SubscriptionInput(Strict):
    """An address that gets a unit's closed reports."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    email = serializers.CharField(max_length=254)
    name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=LANGUAGE_CHOICES, required=False, default="vi")


class SubscriptionOutput(serializers.ModelSerializer[Subscription]):
    """The same, as it is kept."""

    centre = serializers.CharField(source="centre.code")

    class Meta:
        model = Subscription
        fields = ("id", "centre", "email", "name", "language", "added_at", "ended_at")
