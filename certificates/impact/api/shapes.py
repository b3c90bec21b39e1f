"""Shapes of the API about cases."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from calibration.models import Worksheet
from certificates.impact.queries import LEFT, Narrowed, summary
from certificates.impact.services import LONGEST_HOW, MOST, Verdict
from certificates.models import ImpactCase, ImpactDecision, ImpactItem
from certificates.models.impact import LONGEST_NOTICE, LONGEST_REASON
from certificates.states import Decided, Effect, ImpactState, ItemState
from common.api import Strict

_BIGGEST = 2**63 - 1


class ImpactCasesFilter(serializers.Serializer[Any]):
    """What the list of cases is narrowed to."""

    state = serializers.ChoiceField(
        ImpactState.choices, required=False, allow_blank=True, default=""
    )


class ImpactItemsFilter(serializers.Serializer[Any]):
    """What the touched jobs of a case are narrowed to."""

    effect = serializers.ChoiceField(Effect.choices, required=False, allow_blank=True, default="")
    state = serializers.ChoiceField(
        [*ItemState.values, LEFT], required=False, allow_blank=True, default=""
    )
    decided = serializers.ChoiceField(Decided.choices, required=False, allow_blank=True, default="")
    customer = serializers.IntegerField(
        required=False, default=None, min_value=1, max_value=_BIGGEST
    )

    def narrowed(self) -> Narrowed:
        """The filter."""
        return Narrowed(**self.validated_data)


class ImpactOpenInput(Strict):
    """The event to open a case of; why is what was said of it unless given."""

    event = serializers.IntegerField(min_value=1, max_value=_BIGGEST)
    why = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_REASON
    )


class ImpactNothingInput(Strict):
    """An empty object: the address says it all."""


class ImpactChosenInput(Strict):
    """Ids of touched jobs of the case."""

    items = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_BIGGEST),
        min_length=1, max_length=MOST,
    )  # fmt: skip


class ImpactDecideInput(ImpactChosenInput):
    """What is decided about them. Texts may hold {customer}, {findings} and the like."""

    decided = serializers.ChoiceField(Decided.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    notice_vi = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_NOTICE
    )
    notice_en = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_NOTICE
    )
    informed_on = serializers.DateField(required=False, default=None, allow_null=True)
    informed_how = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_HOW
    )

    def verdict(self) -> Verdict:
        """The decision."""
        found = dict(self.validated_data)
        found.pop("items")
        return Verdict(**found)


class ImpactInformInput(ImpactChosenInput):
    """When and how their clients were told."""

    on = serializers.DateField()
    how = serializers.CharField(max_length=LONGEST_HOW)


class ImpactCloseInput(Strict):
    """What came out of the case."""

    conclusion = serializers.CharField(max_length=LONGEST_REASON)


class ImpactCaseOutput(serializers.ModelSerializer[ImpactCase]):
    """A case: the event, what is true instead, where it stands."""

    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    standard = serializers.IntegerField(source="event.standard_id")
    standard_code = serializers.CharField(source="event.standard.code")
    certificate_number = serializers.CharField(source="event.certificate_number")

    class Meta:
        model = ImpactCase
        fields: tuple[str, ...] = (
            "id", "centre", "standard", "standard_code", "event", "certificate_number",
            "corrected_by", "doubt", "since", "why", "state", "opened_at", "closed_at",
            "conclusion", "computed_at",
        )  # fmt: skip


class ImpactSumOutput(serializers.Serializer[Any]):
    """How much was touched, and what waits."""

    jobs = serializers.IntegerField()
    certificates = serializers.IntegerField()
    customers = serializers.IntegerField()
    points = serializers.IntegerField()
    flips = serializers.IntegerField()
    beyond = serializers.IntegerField()
    unknown = serializers.IntegerField()
    within = serializers.IntegerField()
    turned = serializers.IntegerField(help_text="jobs with a point whose verdict turns")
    undecided = serializers.IntegerField()
    left = serializers.IntegerField(help_text="decided, and something is still to be done")


class ImpactCaseWholeOutput(ImpactCaseOutput):
    """A case with its sums."""

    sum = serializers.SerializerMethodField()

    class Meta(ImpactCaseOutput.Meta):
        fields: tuple[str, ...] = (*ImpactCaseOutput.Meta.fields, "sum")

    @extend_schema_field(ImpactSumOutput)
    def get_sum(self, case: ImpactCase) -> dict[str, int]:
        return summary(case)


class ImpactDecisionOutput(serializers.ModelSerializer[ImpactDecision]):
    """A decision as it is kept."""

    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = ImpactDecision
        fields = (
            "id", "decided", "reason", "notice_vi", "notice_en", "informed_on", "informed_how",
            "new_job", "by", "at",
        )  # fmt: skip


class ImpactWords(serializers.Serializer[Any]):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class ImpactNamedOutput(serializers.Serializer[Any]):
    """A point whose verdict turns."""

    section = serializers.CharField()
    row = serializers.IntegerField()
    place = ImpactWords()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class ImpactItemOutput(serializers.ModelSerializer[ImpactItem]):
    """A touched job with its counts and what was decided last."""

    customer_name = serializers.CharField(source="customer.name")
    certificate_number = serializers.SerializerMethodField()
    named = serializers.SerializerMethodField()
    decision = ImpactDecisionOutput(allow_null=True)

    class Meta:
        model = ImpactItem
        fields: tuple[str, ...] = (
            "id", "job", "certificate", "certificate_number", "customer", "customer_name",
            "points", "flips", "beyond", "unknown", "within", "worst", "named", "state",
            "decision",
        )  # fmt: skip

    def get_certificate_number(self, item: ImpactItem) -> str:
        return "" if item.certificate is None else item.certificate.number

    @extend_schema_field(ImpactNamedOutput(many=True))
    def get_named(self, item: ImpactItem) -> list[dict[str, Any]]:
        return item.named_points


class ImpactToldOutput(serializers.Serializer[Any]):
    """What is said of a point; blank for none."""

    error = serializers.CharField(allow_blank=True)
    expanded = serializers.CharField(allow_blank=True)
    verdict = serializers.CharField(allow_blank=True)


class ImpactPointOutput(serializers.Serializer[Any]):
    """A touched point: as it was stated, as it is with the correction."""

    section = serializers.CharField()
    row = serializers.IntegerField()
    place = ImpactWords()
    reference = serializers.CharField(allow_blank=True)
    unit = serializers.CharField()
    error_unit = serializers.CharField(allow_blank=True)
    limit = serializers.CharField(allow_blank=True)
    old = ImpactToldOutput()
    new = ImpactToldOutput()
    change = serializers.CharField(allow_blank=True)
    effect = serializers.ChoiceField(Effect.choices)
    why = serializers.CharField(allow_blank=True)


class ImpactItemWholeOutput(ImpactItemOutput):
    """A touched job with its points and every decision about it."""

    decisions = ImpactDecisionOutput(many=True)
    touched = serializers.SerializerMethodField()

    class Meta(ImpactItemOutput.Meta):
        fields: tuple[str, ...] = (*ImpactItemOutput.Meta.fields, "decisions", "touched")

    @extend_schema_field(ImpactPointOutput(many=True))
    def get_touched(self, item: ImpactItem) -> list[dict[str, Any]]:
        return ImpactPointOutput(self.context["points"], many=True).data  # type: ignore[return-value]


class ImpactTracedOutput(serializers.ModelSerializer[Worksheet]):
    """A job that leaned on an event."""

    job = serializers.IntegerField(source="job_id")
    customer_name = serializers.CharField(source="job.customer.name")
    object = serializers.CharField(source="job.shown_object")
    state = serializers.CharField(source="job.state")
    performed_on = serializers.DateField(source="job.performed_on", allow_null=True)
    points = serializers.IntegerField()

    class Meta:
        model = Worksheet
        fields = ("job", "customer_name", "object", "state", "performed_on", "points")


class ImpactEventOutput(serializers.Serializer[Any]):
    """An event behind a point, and whether it was corrected or doubted since."""

    slot = serializers.CharField(source="key")
    event = serializers.IntegerField(source="calibration_id")
    standard = serializers.IntegerField(source="calibration.standard_id")
    standard_code = serializers.CharField(source="calibration.standard.code")
    certificate_number = serializers.CharField(source="calibration.certificate_number")
    corrected = serializers.SerializerMethodField()
    doubted = serializers.SerializerMethodField()

    def get_corrected(self, each: Any) -> bool:
        return hasattr(each.calibration, "corrected_by")

    def get_doubted(self, each: Any) -> bool:
        return bool(each.calibration.doubts.all())


class ImpactSupportedOutput(serializers.Serializer[Any]):
    """A point with the events behind it."""

    place = ImpactWords()
    events = ImpactEventOutput(many=True)
