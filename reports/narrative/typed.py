"""What people type about the words of a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import day
from reports.models import PeriodReport
from reports.narrative.services import HEADING, LONGEST, LONGEST_RECIPIENTS


class WordsForm(forms.Form):
    """The words of one section; `seen` is the version that the person began from."""

    text = forms.CharField(
        label=_("Lời văn"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
        help_text=_(
            "Mỗi dòng một đoạn; dòng bắt đầu bằng “- ” là một gạch đầu dòng. Số liệu viết bằng tên "
            "trong [[ … ]] và tự cập nhật."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)


class HeadingForm(forms.Form):
    """What the document says of itself (decree 30/2020)."""

    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=60)
    dated_on = day(_("Ngày của báo cáo"), required=False)
    signer_for = forms.CharField(
        label=_("Ký thay (TM., KT., TL.)"),
        required=False,
        max_length=60,
        help_text=_("Như “KT. GIÁM ĐỐC”. Để trống khi người đứng đầu ký."),
    )
    signer_title = forms.CharField(label=_("Chức vụ người ký"), required=False, max_length=100)
    signer_name = forms.CharField(label=_("Người ký"), required=False, max_length=150)
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        max_length=LONGEST_RECIPIENTS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một nơi."),
    )

    def __init__(self, data: Any = None, *, report: PeriodReport) -> None:
        super().__init__(data, initial={name: getattr(report, name) for name in HEADING})
