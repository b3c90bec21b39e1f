"""What people type about period reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from common.forms import day
from planning.models import Block
from reports.periodic.saying import LANGUAGES
from reports.periodic.services import LONGEST_CAUSE
from reports.periodic.words import LONGEST_WHY
from reports.states import ReportKind

UNITS = (ReportKind.UNIT, ReportKind.AUTHORITY)
KINDS = [(one.value, one.label) for one in (*UNITS, ReportKind.BLOCK)]


class BeginForm(forms.Form):
    """Begin a report. Without a cut-off it is the end of the period."""

    kind = forms.ChoiceField(label=_("Loại báo cáo"), choices=KINDS)
    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), required=False)
    block = forms.ModelChoiceField(
        Block.objects.none(),
        label=_("Khối thi đua"),
        required=False,
        help_text=_("Chỉ cho báo cáo của khối; đơn vị giữ khối lập báo cáo này."),
    )
    period = forms.CharField(
        label=_("Kỳ"),
        max_length=40,
        help_text=_("Viết như 2026, 2026-H1, 2026-9M, 2026-Q4 hoặc 2026-11."),
    )
    cut_off = day(
        _("Ngày chốt số liệu"),
        required=False,
        help_text=_("Để trống: ngày cuối kỳ. Sớm hơn thì số liệu chỉ tính đến ngày ấy."),
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()
        fields["block"].queryset = Block.objects.filter(centre__in=centres)
        if not fields["block"].queryset.exists():
            del fields["block"]
            fields["kind"].choices = [(one.value, one.label) for one in UNITS]

    def clean(self) -> dict[str, Any]:
        """A block's report is begun by the unit that keeps it, whatever unit was chosen."""
        typed: dict[str, Any] = super().clean() or {}
        block = typed.get("block")
        if typed.get("kind") == ReportKind.BLOCK:
            if block is None:
                self.add_error("block", _("Hãy chọn khối."))
            else:
                typed["centre"] = block.centre
            return typed
        typed["block"] = None
        if typed.get("centre") is None and "centre" not in self.errors:
            self.add_error("centre", _("Hãy chọn đơn vị."))
        return typed


class CutOffForm(forms.Form):
    """Another cut-off of a draft."""

    cut_off = day(_("Ngày chốt số liệu"))


class WhyForm(forms.Form):
    """Why a report goes back or is opened again."""

    why = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CauseForm(forms.Form):
    """Why a plan was missed."""

    indicator = forms.CharField(widget=forms.HiddenInput, max_length=60)
    text = forms.CharField(
        label=_("Nguyên nhân"),
        required=False,
        max_length=LONGEST_CAUSE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SubscribeForm(forms.Form):
    """An address that gets a unit's closed reports."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"))
    email = forms.CharField(label=_("Địa chỉ e-mail"), max_length=254)
    name = forms.CharField(label=_("Họ và tên"), max_length=150, required=False)
    language = forms.ChoiceField(
        label=pgettext_lazy("một", "Ngôn ngữ"),
        choices=[(code, {"vi": "Tiếng Việt", "en": "English"}[code]) for code in LANGUAGES],
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()
