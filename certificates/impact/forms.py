"""What people type on the pages of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.impact.services import LONGEST_HOW, Verdict
from certificates.models.impact import LONGEST_NOTICE, LONGEST_REASON
from certificates.states import Decided
from common.forms import day

_TALL = forms.Textarea(attrs={"rows": 9})


class DecideForm(forms.Form):
    """What is decided about the chosen jobs, and the letter to their clients."""

    decided = forms.ChoiceField(
        label=_("Quyết định"), choices=Decided.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    notice_vi = forms.CharField(
        label=_("Thông báo cho khách hàng"), required=False, max_length=LONGEST_NOTICE, widget=_TALL
    )
    notice_en = forms.CharField(
        label=_("Thông báo bằng tiếng Anh"), required=False, max_length=LONGEST_NOTICE, widget=_TALL
    )
    informed_on = day(_("Đã báo ngày"), required=False)
    informed_how = forms.CharField(
        label=_("Báo bằng cách nào"), required=False, max_length=LONGEST_HOW
    )

    def verdict(self) -> Verdict:
        """The decision as typed. A letter is kept only where the client is told of something."""
        found: dict[str, Any] = dict(self.cleaned_data)
        if found["decided"] == Decided.NO_EFFECT:
            found |= {"notice_vi": "", "notice_en": ""}
        return Verdict(**found)


class InformForm(forms.Form):
    """When and how clients were told."""

    on = day(_("Đã báo ngày"))
    how = forms.CharField(label=_("Báo bằng cách nào"), max_length=LONGEST_HOW)


class ConclusionForm(forms.Form):
    """What came out of a case."""

    conclusion = forms.CharField(
        label=_("Kết luận"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(forms.Form):
    """Why a case is opened; blank: what was said where the event was corrected or doubted."""

    why = forms.CharField(
        label=_("Lý do"), required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
