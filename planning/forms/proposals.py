"""The shape of what people type about proposals and the year's programme."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from common.forms import day
from planning.forms.science import EntryForm, again
from planning.models import ProgrammeItem, Proposal
from planning.services.entering import YEARS
from planning.states import Strand


def year_field(label: Any) -> forms.IntegerField:
    """A year of a plan."""
    return forms.IntegerField(label=label, min_value=YEARS[0], max_value=YEARS[-1])


class ProposalForm(EntryForm):
    """A proposal with all that is known of it."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    plan_year = year_field(_("Năm kế hoạch"))
    again = again()

    class Meta:
        model = Proposal
        fields = (
            "title", "kind", "level", "plan_year", "made_on", "submitted_on", "approved_on",
            "refused_on", "centre", "again",
        )  # fmt: skip


class QuickProposalForm(EntryForm):
    """The row at the top of the list."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    plan_year = year_field(_("Năm kế hoạch"))
    again = again()

    class Meta:
        model = Proposal
        fields = ("title", "kind", "level", "plan_year", "made_on", "centre", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("made_on", today)
        self.initial.setdefault("plan_year", today.year + 1)


class ItemForm(EntryForm):
    """A line of the programme."""

    year = year_field(pgettext_lazy("lịch", "Năm"))

    class Meta:
        model = ProgrammeItem
        fields = ("title", "year", "source", "issued_on", "due_on", "done_on", "strand")


class ItemsForm(forms.Form):
    """Many lines of one programme at once."""

    titles = forms.CharField(
        label=_("Các mục, mỗi dòng một mục"), max_length=70_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    year = year_field(pgettext_lazy("lịch", "Năm"))
    source = forms.CharField(
        label=_("Văn bản ban hành"), max_length=200,
        help_text=_("Số và ngày của văn bản, ví dụ: 15/QĐ-SKHCN ngày 05/01/2026."),
    )  # fmt: skip
    issued_on = day(_("Ngày ban hành"))
    due_on = day(_("Hạn"), required=False)
    strand = forms.ChoiceField(label=_("Mảng"), choices=Strand.choices)
    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    again = again()

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()
        fields["year"].initial = timezone.localdate().year

    def clean_titles(self) -> list[str]:
        """Each line that says something."""
        return [line.strip() for line in self.cleaned_data["titles"].splitlines() if line.strip()]
