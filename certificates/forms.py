"""What people type on the certificate pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.letters.services import LONGEST_HOW
from certificates.queries import EXPIRED, Filter
from certificates.services import LONGEST_REASON
from certificates.states import CertificateState, Kind
from common.forms import day


class FilterForm(forms.Form):
    """What the list is narrowed to, from the address."""

    q = forms.CharField(label=_("Số, khách hàng, số chế tạo"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Loại"), required=False, choices=[("", _("Tất cả")), *Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Tất cả")), *CertificateState.choices, (EXPIRED, _("hết hạn"))],
    )
    since = day(_("Cấp từ ngày"), required=False)
    until = day(_("đến ngày"), required=False)

    def narrowed(self) -> Filter:
        """The filter; a field that is wrong narrows nothing and shows its error."""
        self.is_valid()
        found: dict[str, Any] = self.cleaned_data
        return Filter(
            text=found.get("q", ""),
            kind=found.get("kind", ""),
            state=found.get("state", ""),
            since=found.get("since"),
            until=found.get("until"),
        )


class ReasonForm(forms.Form):
    """Why a certificate ends."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class SupersedeForm(ReasonForm):
    """Why a certificate is replaced, and which difference was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class ToldForm(forms.Form):
    """That a customer was told in person."""

    on = day(_("Ngày báo"))
    how = forms.CharField(label=_("Đã báo cho ai, bằng cách nào"), max_length=LONGEST_HOW)
