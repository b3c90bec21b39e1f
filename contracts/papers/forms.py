"""What people type about papers, templates of Word, and the centre on its papers."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from common.forms import day
from contracts.models import Contract
from contracts.papers.facts import Terms
from contracts.papers.services import PaperIn, default_day
from contracts.papers.templates import CENTRE_FIELDS, LONGEST_NAME
from contracts.states import PaperKind

_TERMS_OF = {
    PaperKind.CONTRACT: ("payment_days", "penalty_percent", "correction_days", "extra"),
    PaperKind.LIQUIDATION: ("payment_days",),
}
_SINCE = (PaperKind.RECEIVED, PaperKind.RETURNED)


class MakeForm(forms.Form):
    """A new paper of one kind; only what the kind asks for is there."""

    dated_on = day(_("Ngày của giấy"))
    since = day(
        _("Từ ngày"),
        required=False,
        help_text=_("Để trống: mọi phương tiện, mẫu từ trước tới nay."),
    )
    version = forms.TypedChoiceField(label=_("Bản báo giá"), coerce=int, empty_value=None)
    appendix = forms.TypedChoiceField(label=_("Phụ lục số"), coerce=int, empty_value=None)
    payment_days = forms.IntegerField(label=_("Thời hạn thanh toán, ngày làm việc"), initial=15)
    penalty_percent = forms.IntegerField(
        label=_("Mức phạt vi phạm, %"),
        initial=8,
        help_text=_("Nhiều nhất 8 % (Luật Thương mại 36/2005)."),
    )
    correction_days = forms.IntegerField(label=_("Thời hạn yêu cầu sửa sai sót, ngày"), initial=60)
    extra = forms.CharField(
        label=_("Thỏa thuận khác"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một thỏa thuận."),
    )

    def __init__(self, data: Any = None, *, contract: Contract, kind: PaperKind) -> None:
        first = default_day(timezone.now(), contract, kind)
        super().__init__(data, initial={"dated_on": first})
        self.kind = kind
        kept = {"dated_on", *_TERMS_OF.get(kind, ())}
        kept |= {"since"} if kind in _SINCE else set()
        self._choices(contract, kept)
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]

    def _choices(self, contract: Contract, kept: set[str]) -> None:
        """The versions of the offer, or the appendices, the newest first."""
        numbers: list[int] = []
        name = {PaperKind.QUOTATION: "version", PaperKind.APPENDIX: "appendix"}.get(self.kind)
        if name == "version":
            numbers = [one.version for one in contract.quotations.order_by("-version")]
        elif name == "appendix":
            numbers = [one.number for one in contract.appendices.order_by("-number")]
        if name and numbers:
            kept.add(name)
            field: Any = self.fields[name]
            field.choices = [(number, number) for number in numbers]

    def said(self) -> PaperIn:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        names = ("payment_days", "penalty_percent", "correction_days")
        terms: dict[str, Any] = {name: typed[name] for name in names if name in typed}
        lines = (line.strip() for line in typed.get("extra", "").splitlines())
        return PaperIn(
            kind=self.kind,
            dated_on=typed["dated_on"],
            since=typed.get("since"),
            version=typed.get("version"),
            appendix=typed.get("appendix"),
            terms=Terms(**terms, extra=tuple(line for line in lines if line)),
        )


class SignedForm(forms.Form):
    """Both sides have signed it."""

    signed_on = day(_("Ngày hai bên ký"))
    scan = forms.FileField(
        label=_("Bản quét"),
        required=False,
        help_text=_("PDF, JPEG, PNG hoặc WebP, nhiều nhất 20 MB."),
    )


class TemplateForm(forms.Form):
    """A template of Word."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"))
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=PaperKind.choices)
    name = forms.CharField(label=_("Tên mẫu"), max_length=LONGEST_NAME)
    valid_from = day(_("Có hiệu lực từ ngày"))
    file = forms.FileField(
        label=_("Tệp Word (.docx)"),
        help_text=_("Được điền thử bằng dữ liệu mẫu trước khi nhận."),
    )

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = centres
        field.initial = centres.first()


class EndForm(forms.Form):
    """The last day of a template."""

    last_day = day(_("Hiệu lực đến hết ngày"))


class CentreForm(forms.Form):
    """What papers say of the centre."""

    above_vi = forms.CharField(
        label=_("Cơ quan chủ quản"),
        required=False,
        help_text=_("In trên tên trung tâm. Để trống: tên đơn vị cấp trên."),
    )
    place_vi = forms.CharField(
        label=_("Địa danh"), required=False, help_text=_("Đứng trước ngày tháng: “Huế, ngày …”.")
    )
    tax_code = forms.CharField(label=_("Mã số thuế"), required=False)
    bank_account = forms.CharField(label=_("Số tài khoản"), required=False)
    bank_name = forms.CharField(label=_("Tại ngân hàng, kho bạc"), required=False)
    head_name = forms.CharField(label=_("Người đại diện"), required=False)
    head_title_vi = forms.CharField(label=_("Chức vụ người đại diện"), required=False)

    def __init__(self, data: Any = None, *, centre: Centre) -> None:
        super().__init__(data, initial={name: getattr(centre, name) for name in CENTRE_FIELDS})
        for name, most in CENTRE_FIELDS.items():
            self.fields[name].widget.attrs["maxlength"] = most
