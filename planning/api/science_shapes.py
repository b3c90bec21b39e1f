"""Shapes of the API about tasks, extensions, products, proposals and the programme."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from planning.models import Extension, Product, ProgrammeItem, Proposal, ScienceTask
from planning.services import entering, products, programme
from planning.states import (
    ItemState,
    Level,
    ProductKind,
    ProposalKind,
    ProposalState,
    Strand,
    TaskKind,
    TaskRole,
    TaskState,
)

MOST_ID = 2**62


def _text(most: int, **more: Any) -> Any:
    return serializers.CharField(max_length=most, **more)


def _maybe(most: int) -> Any:
    return _text(most, required=False, allow_blank=True)


def _day(**more: Any) -> Any:
    return serializers.DateField(**more)


def _maybe_day() -> Any:
    return serializers.DateField(required=False, allow_null=True)


def _year() -> Any:
    return serializers.IntegerField(min_value=entering.YEARS[0], max_value=entering.YEARS[-1])


def _again() -> Any:
    return serializers.BooleanField(required=False, default=False)


class PlanDayInput(Strict):
    """The day of a step."""

    on = _day()


class PlanWhyInput(Strict):
    """Why an entry is taken back."""

    why = _text(300)


class ScienceTaskChange(Strict):
    """Facts of a task; what is left out stays as it is."""

    kind = serializers.ChoiceField(choices=TaskKind.choices, required=False)
    code = _maybe(60)
    title = _text(300)
    level = serializers.ChoiceField(choices=Level.choices)
    role = serializers.ChoiceField(choices=TaskRole.choices, required=False)
    strand = serializers.ChoiceField(choices=Strand.choices, required=False)
    head = _maybe(150)
    starts_on = _day()
    ends_on = _day()
    submitted_on = _maybe_day()
    approved_on = _maybe_day()
    acceptance_due_on = _maybe_day()
    accepted_on = _maybe_day()
    acceptance_paper = _maybe(200)
    stopped_on = _maybe_day()
    stopped_why = _maybe(300)


class ScienceTaskInput(ScienceTaskChange):
    """A new task. `again`: it is another one than that which is there already."""

    centre = _text(20)
    again = _again()


class AcceptTaskInput(PlanDayInput):
    """A task is accepted; `open_products`: though not all of its products are delivered."""

    paper = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    open_products = _again()


class StopTaskInput(PlanDayInput):
    """A task is given up."""

    why = _text(300)


class StrikeTaskInput(PlanWhyInput):
    """A task is taken back; `with_products`: with those that it has."""

    with_products = _again()


class ExtensionInput(Strict):
    """A request to move the deadline."""

    until = _day()
    asked_on = _day()
    why = _text(300)
    paper = _maybe(200)


class ExtensionChange(ExtensionInput):
    """What was written of a request and of its answer; what is left out stays as it is."""

    approved_on = _maybe_day()
    refused_on = _maybe_day()


class ExtensionAnswerInput(PlanDayInput):
    """What became of a request."""

    approved = serializers.BooleanField()
    paper = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TaskProductChange(Strict):
    """Facts of one product; what is left out stays as it is."""

    kind = serializers.ChoiceField(choices=ProductKind.choices)
    name = _text(300)
    due_on = _day()
    delivered_on = _maybe_day()
    accepted_on = _maybe_day()


class TaskProductsInput(TaskProductChange):
    """One product, or `count` of them with numbered names."""

    count = serializers.IntegerField(
        min_value=1, max_value=products.MOST, required=False, default=1
    )
    again = _again()


class PickedInput(PlanDayInput):
    """Products of a task and a day."""

    products = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_ID),
        min_length=1, max_length=products.MOST,
    )  # fmt: skip


class ProposalChange(Strict):
    """Facts of a proposal; what is left out stays as it is."""

    kind = serializers.ChoiceField(choices=ProposalKind.choices)
    level = serializers.ChoiceField(choices=Level.choices, required=False, allow_blank=True)
    plan_year = _year()
    title = _text(300)
    made_on = _day()
    submitted_on = _maybe_day()
    approved_on = _maybe_day()
    refused_on = _maybe_day()


class ProposalInput(ProposalChange):
    """A new proposal."""

    centre = _text(20)
    again = _again()


class ProgrammeItemChange(Strict):
    """Facts of a line; what is left out stays as it is."""

    year = _year()
    title = _text(300)
    source: Any = _text(200)
    issued_on = _day()
    due_on = _maybe_day()
    done_on = _maybe_day()
    strand = serializers.ChoiceField(choices=Strand.choices, required=False)


class ProgrammeInput(Strict):
    """Lines of one programme."""

    centre = _text(20)
    titles = serializers.ListField(child=_text(300), min_length=1, max_length=programme.MOST)
    year = _year()
    source: Any = _text(200)
    issued_on = _day()
    due_on = _maybe_day()
    strand = serializers.ChoiceField(choices=Strand.choices, required=False)
    again = _again()


_ENTRY = ("id", "entered_at", "struck_at", "struck_why")


class ExtensionOutput(serializers.ModelSerializer[Extension]):
    """A request to move a deadline, with its answer."""

    class Meta:
        model = Extension
        fields = (
            *_ENTRY, "task", "until", "asked_on", "approved_on", "refused_on", "paper", "why",
        )  # fmt: skip


class TaskProductOutput(serializers.ModelSerializer[Product]):
    """A product of a task."""

    class Meta:
        model = Product
        fields = (*_ENTRY, "task", "kind", "name", "due_on", "delivered_on", "accepted_on")


class ScienceTaskRow(serializers.ModelSerializer[ScienceTask]):
    """A task in a list: `ends_on` is the first deadline, `deadline_on` the one that holds."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    deadline_on = serializers.DateField()
    state = serializers.ChoiceField(choices=TaskState.choices)

    class Meta:
        model = ScienceTask
        fields = (
            *_ENTRY, "centre", "kind", "code", "title", "level", "role", "strand", "head",
            "starts_on", "ends_on", "deadline_on", "state", "submitted_on", "approved_on",
            "acceptance_due_on", "accepted_on", "acceptance_paper", "stopped_on", "stopped_why",
        )  # fmt: skip


class ScienceTaskOutput(ScienceTaskRow):
    """A task with its extensions and products."""

    extensions = ExtensionOutput(many=True)
    products = TaskProductOutput(many=True)

    class Meta:
        model = ScienceTask
        fields: Any = (*ScienceTaskRow.Meta.fields, "extensions", "products")


class PlanProposalOutput(serializers.ModelSerializer[Proposal]):
    """A proposal and what became of it."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    state = serializers.ChoiceField(choices=ProposalState.choices)

    class Meta:
        model = Proposal
        fields = (
            *_ENTRY, "centre", "kind", "level", "plan_year", "title", "made_on", "submitted_on",
            "approved_on", "refused_on", "state",
        )  # fmt: skip


class ProgrammeItemOutput(serializers.ModelSerializer[ProgrammeItem]):
    """A line of the year's programme and whether it is done."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    state = serializers.ChoiceField(choices=ItemState.choices)

    class Meta:
        model = ProgrammeItem
        fields = (
            *_ENTRY, "centre", "year", "title", "source", "issued_on", "due_on", "done_on",
            "strand", "state",
        )  # fmt: skip
