"""What people type about contracts and money."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre, Customer
from accounts.people import Person
from accounts.permissions import Can
from common.forms import day
from common.templatetags.show import dong, either
from contracts import tables
from contracts.dong import MOST, MOST_PIECES, MOST_SUM, NotMoney, parse_dong
from contracts.models import Contract, ContractLine, Invoice, ServiceItem, VatCategory
from contracts.states import WITH_JOBS, InvoiceState, LineKind, Strand
from instruments.form_fields import QuantityFormField
from instruments.models import InstrumentType


class DongField(forms.CharField):
    """Whole đồng with thousands marks: “1.234.000”. Decimals, text and minus are named."""

    def __init__(self, *, most: int = MOST, signed: bool = False, **more: Any) -> None:
        self.most, self.signed = most, signed
        super().__init__(**more)
        self.widget.attrs |= {"inputmode": "numeric", "class": "num"}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        minus = self.signed and text.startswith(("-", "−"))
        try:
            amount = parse_dong(text[1:] if minus else text, most=self.most)
        except NotMoney as error:
            raise ValidationError(error.sentence, code=error.code) from error
        return -amount if minus else amount

    def prepare_value(self, value: Any) -> Any:
        return dong(value) if isinstance(value, int) else value


class DraftForm(forms.Form):
    """A new contract."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=pgettext_lazy("một", "Khách hàng")
    )
    title = forms.CharField(label=_("Nội dung"), max_length=250)
    number = forms.CharField(
        label=_("Số hợp đồng"),
        max_length=60,
        required=False,
        help_text=_("Để trống thì lấy số tiếp theo của trung tâm."),
    )
    centre = CentreField(
        Centre.objects.none(),
        label=_("Trung tâm"),
        required=False,
        help_text=_("Để trống là trung tâm của khách hàng."),
    )
    strand = forms.ChoiceField(label=_("Mảng"), choices=Strand.choices, initial=Strand.SERVICE)
    due_on = day(_("Hạn thực hiện"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        centres = person.centres(Can.MANAGE_CONTRACTS)
        seen = Customer.objects.visible_to(person).current()
        fields["customer"].queryset = seen.select_related("centre")
        fields["centre"].queryset = centres
        if centres.count() < 2:  # noqa: PLR2004
            del self.fields["centre"]


class ChangeForm(forms.Form):
    """What may change of a draft."""

    title = forms.CharField(label=_("Nội dung"), max_length=250)
    strand = forms.ChoiceField(label=_("Mảng"), choices=Strand.choices)
    due_on = day(_("Hạn thực hiện"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LineForm(forms.Form):
    """One line by hand; with a service the blanks come from the price list."""

    service = forms.ModelChoiceField(
        ServiceItem.objects.none(),
        label=_("Dịch vụ trong bảng giá"),
        required=False,
        empty_label=_("– tự ghi –"),
    )
    kind = forms.ChoiceField(label=_("Loại dịch vụ"), choices=LineKind.choices)
    description = forms.CharField(label=_("Nội dung"), max_length=300, required=False)
    quantity = forms.IntegerField(
        label=_("Số lượng"), min_value=1, max_value=MOST_PIECES, initial=1
    )
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=30, required=False)
    price = DongField(
        label=_("Đơn giá, đồng, chưa thuế"),
        required=False,
        help_text=_("Để trống thì lấy đơn giá hôm nay của bảng giá."),
    )
    discount = DongField(label=_("Giảm giá, đồng"), required=False)
    vat_category = forms.ChoiceField(
        label=_("Nhóm thuế GTGT"),
        required=False,
        choices=[("", _("theo dịch vụ")), *VatCategory.choices],
    )

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["service"].queryset = services
        fields["service"].label_from_instance = lambda one: f"{one.code} {either(one)}"

    def clean_discount(self) -> int:
        """A blank is no discount."""
        return self.cleaned_data["discount"] or 0


class ItemsForm(forms.Form):
    """Instruments of the customer, and samples one a line."""

    line = forms.ModelChoiceField(ContractLine.objects.none(), label=_("Vào dòng"))
    samples = forms.CharField(
        label=_("Mẫu, mỗi dòng một mẫu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        lines = ContractLine.objects.filter(
            contract=contract, kind__in=WITH_JOBS, struck_by__isnull=True
        )
        fields["line"].queryset = lines
        fields["line"].label_from_instance = lambda line: f"{line.position}. {line.description}"

    def sample_names(self) -> list[str]:
        """The samples typed."""
        return [text.strip() for text in self.cleaned_data["samples"].splitlines() if text.strip()]


class SignForm(forms.Form):
    """The day of signing."""

    signed_on = day(_("Ngày ký"), initial=timezone.localdate)
    due_on = day(_("Hạn thực hiện"), required=False)


class DayForm(forms.Form):
    """The day of a decision, and why."""

    on = day(_("Ngày"), initial=timezone.localdate)
    why = forms.CharField(
        label=_("Lý do"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, label: str = "", ask_why: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["on"].label = label
        if not ask_why:
            del self.fields["why"]


RATE_ROWS = 4


class AskingForm(forms.Form):
    """A form whose service may ask back: the box to confirm shows once it has asked."""

    box = _("Đúng như vậy, vẫn ghi")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("confirm"):
            self.ask()

    def ask(self) -> None:
        """Show the box."""
        self.fields["confirm"] = forms.BooleanField(label=self.box, required=False)

    def ask_back(self) -> None:
        """Show the box, and say beside it and above the form that it is to be ticked."""
        self.ask()
        message = _("Nếu đúng như trên, hãy đánh dấu ô “%(box)s” rồi gửi lại.")
        self.add_error("confirm", message % {"box": self.box})

    @property
    def confirmed(self) -> bool:
        """Whether the box is ticked."""
        return bool(self.cleaned_data.get("confirm"))


class InvoiceForm(AskingForm):
    """The head of an invoice and up to four VAT rates, as on the paper."""

    form_symbol = forms.CharField(label=_("Mẫu số"), max_length=10, initial="1")
    series = forms.CharField(label=_("Ký hiệu"), max_length=12)
    number = forms.CharField(label=_("Số"), max_length=12)
    issued_on = day(_("Ngày hóa đơn"), initial=timezone.localdate)
    authority_code = forms.CharField(label=_("Mã của cơ quan thuế"), max_length=60, required=False)
    why = forms.CharField(
        label=_("Lý do"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, signed: bool = False, ask_why: bool = False, **kw: Any) -> None:
        super().__init__(*args, **kw)
        rates = [("", "–"), *((str(n), f"{n} %") for n in (0, 5, 8, 10)), ("none", _("KCT"))]
        for row in range(RATE_ROWS):
            self.fields[f"rate_{row}"] = forms.ChoiceField(
                label=_("Thuế suất"), choices=rates, required=False
            )
            self.fields[f"net_{row}"] = DongField(
                label=_("Tiền hàng, đồng"), required=False, most=MOST_SUM, signed=signed
            )
            self.fields[f"vat_{row}"] = DongField(
                label=_("Tiền thuế, đồng"), required=False, most=MOST_SUM, signed=signed
            )
        if not ask_why:
            del self.fields["why"]

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the table of rates."""
        return [
            self[name] for name in self.fields if not name.startswith(("rate_", "net_", "vat_"))
        ]

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The table of rates."""
        return [
            (self[f"rate_{row}"], self[f"net_{row}"], self[f"vat_{row}"])
            for row in range(RATE_ROWS)
        ]

    def rates(self) -> list[tuple[int, int | None, int, int]]:
        """(row, percent, net, VAT) of the rows with a rate."""
        found = []
        for row in range(RATE_ROWS):
            rate = self.cleaned_data.get(f"rate_{row}", "")
            net, vat = (self.cleaned_data.get(f"{name}_{row}") for name in ("net", "vat"))
            if rate:
                found.append((row, None if rate == "none" else int(rate), net or 0, vat or 0))
        return found

    def clean(self) -> dict[str, Any]:
        """An amount without a rate is asked back."""
        typed = super().clean() or {}
        for row in range(RATE_ROWS):
            amounts = [typed.get(f"{name}_{row}") for name in ("net", "vat")]
            if not typed.get(f"rate_{row}") and any(amount for amount in amounts):
                self.add_error(f"rate_{row}", _("Hãy chọn thuế suất."))
        return typed


class PaymentForm(AskingForm):
    """Money in."""

    amount = DongField(label=_("Số tiền, đồng"), most=MOST_SUM)
    received_on = day(_("Ngày thu"), initial=timezone.localdate)
    invoice = forms.ModelChoiceField(
        Invoice.objects.none(),
        label=_("Cho hóa đơn"),
        required=False,
        empty_label=_("– không nêu –"),
    )
    method = forms.ChoiceField(
        label=_("Hình thức"), choices=[("bank", _("chuyển khoản")), ("cash", _("tiền mặt"))]
    )
    reference = forms.CharField(label=_("Số chứng từ"), max_length=80, required=False)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["invoice"].queryset = contract.invoices.filter(state=InvoiceState.ISSUED)


class ServiceForm(forms.Form):
    """A new service of the price list with its first price."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"))
    code = forms.CharField(label=_("Mã"), max_length=40)
    kind = forms.ChoiceField(label=_("Loại dịch vụ"), choices=LineKind.choices)
    type = forms.ModelChoiceField(
        InstrumentType.objects.all(),
        label=_("Loại phương tiện đo"),
        required=False,
        empty_label=_("– không theo loại –"),
    )
    range_min = QuantityFormField(label=_("Phạm vi từ"), required=False)
    range_max = QuantityFormField(
        label=_("Phạm vi đến"),
        required=False,
        help_text=_("Để trống cả hai: mọi phương tiện của loại. Viết số và đơn vị, như 10 bar."),
    )
    name_vi = forms.CharField(label=_("Tên dịch vụ"), max_length=250)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=250, required=False)
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=30, initial="cái")
    vat_category = forms.ChoiceField(label=_("Nhóm thuế GTGT"), choices=VatCategory.choices)
    amount = DongField(label=_("Đơn giá, đồng, chưa thuế"), required=False)
    valid_from = day(_("Từ ngày"), initial=timezone.localdate, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        centres = person.centres(Can.MANAGE_PRICES)
        fields["centre"].queryset = centres
        fields["centre"].initial = centres.first()
        fields["type"].label_from_instance = either


class PriceForm(forms.Form):
    """A price from a day on."""

    amount = DongField(label=_("Đơn giá mới, đồng, chưa thuế"))
    valid_from = day(_("Từ ngày"), initial=timezone.localdate)


class ClosePriceForm(forms.Form):
    """The last day of the present price."""

    last_day = day(_("Ngày cuối áp dụng"), initial=timezone.localdate)


class UploadForm(forms.Form):
    """A client's list."""

    file = forms.FileField(
        label=_("Danh sách phương tiện (.xlsx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(tables.ENDINGS)}),
    )
    kind = forms.ChoiceField(
        label=_("Dịch vụ khi dòng không ghi"),
        choices=[choice for choice in LineKind.choices if choice[0] in WITH_JOBS],
    )
