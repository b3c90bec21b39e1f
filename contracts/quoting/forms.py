"""What people type about quotations, reviews and framework agreements."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from accounts.people import Person
from accounts.permissions import Can
from calibration.definition import offered_rules
from common.forms import day
from contracts.dong import MOST_PIECES, MOST_SUM
from contracts.forms import DongField
from contracts.models import Contract, Framework
from contracts.quoting.frameworks import FrameworkFacts
from contracts.quoting.life import Shown
from contracts.quoting.reviews import ReviewFacts
from contracts.quoting.versions import VALID_DAYS
from contracts.states import FrameworkState, OverCap, Place
from metrology.conformity.decisions import DECISION_RULES


def _last_day() -> Any:
    return timezone.localdate() + timedelta(days=VALID_DAYS)


def _reason(label: Any, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=300, widget=area, **more)


class VersionForm(forms.Form):
    """A new version: only its last day; the rest is what the draft says."""

    valid_until = day(_("Có hiệu lực đến hết ngày"), initial=_last_day)


class SendForm(forms.Form):
    """The day it went to the customer."""

    sent_on = day(_("Ngày gửi"), initial=timezone.localdate)


class AnswerForm(forms.Form):
    """What the customer said, written down by an officer."""

    answer = forms.ChoiceField(
        label=_("Trả lời của khách hàng"),
        choices=[("accept", _("đồng ý")), ("reject", _("từ chối"))],
        widget=forms.RadioSelect,
    )
    on = day(_("Ngày trả lời"), initial=timezone.localdate)
    why = _reason(
        _("Khách hàng trả lời thế nào, lý do"),
        help_text=_("Điện thoại với ai, thư số mấy; từ chối thì ghi lý do."),
    )


class ReasonForm(forms.Form):
    """A decision that needs only its reason."""

    why = _reason(_("Lý do"))


class ReviewForm(forms.Form):
    """The request and its review."""

    place = forms.ChoiceField(label=_("Nơi thực hiện"), choices=Place.choices)
    method = forms.CharField(label=_("Phương pháp yêu cầu"), max_length=300, required=False)
    decision_rule = forms.ChoiceField(
        label=_("Quy tắc quyết định"),
        required=False,
        help_text=_("Chỉ áp dụng cho dòng hiệu chuẩn, khi khách hàng muốn có kết luận."),
    )
    interval_months = forms.IntegerField(
        label=_("Chu kỳ hiệu chuẩn khách hàng muốn nêu, tháng"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Để trống: giấy chứng nhận không nêu chu kỳ."),
    )
    subcontracted = forms.CharField(label=_("Việc giao thầu phụ"), max_length=300, required=False)
    wishes = forms.CharField(
        label=_("Yêu cầu khác"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    understood = forms.BooleanField(label=_("Yêu cầu đã rõ"), required=False)
    capable = forms.BooleanField(label=_("Đủ năng lực và nguồn lực"), required=False)
    suitable = forms.BooleanField(label=_("Phương pháp phù hợp"), required=False)
    differences = forms.CharField(
        label=_("Khác biệt và cách giải quyết"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["decision_rule"].choices = rule_choices()

    def facts(self) -> ReviewFacts:
        """What was typed."""
        return ReviewFacts(**self.cleaned_data)


def rule_choices() -> list[tuple[str, Any]]:
    """The decision rules a customer may ask for, in the reader's language."""
    vietnamese = (get_language() or "vi").startswith("vi")
    words = {name: DECISION_RULES[name] for name in offered_rules()}
    rules = [(name, said.text_vi if vietnamese else said.text_en) for name, said in words.items()]
    return [("", _("Không: chỉ báo giá trị")), *rules]


def rule_in_words(name: str) -> str:
    """A decision rule for a reader."""
    return str(dict(rule_choices()).get(name, name))


class FrameworkForm(forms.Form):
    """An agreement's facts; a new one also names its customer and number."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=pgettext_lazy("một", "Khách hàng")
    )
    number = forms.CharField(
        label=_("Số hợp đồng nguyên tắc"),
        max_length=60,
        required=False,
        help_text=_("Để trống thì lấy số tiếp theo của trung tâm."),
    )
    title = forms.CharField(label=_("Nội dung"), max_length=250)
    valid_to = day(_("Có hiệu lực đến"))
    cap_gross = DongField(label=_("Giá trị tối đa, đồng, gồm thuế"), required=False, most=MOST_SUM)
    cap_items = forms.IntegerField(
        label=_("Số phương tiện, mẫu tối đa"),
        required=False,
        min_value=1,
        max_value=MOST_PIECES,
        help_text=_("Cần ít nhất một trong hai mức."),
    )
    over = forms.ChoiceField(label=_("Khi vượt mức"), choices=OverCap.choices)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if person is None:
            del fields["customer"], fields["number"]
            return
        rows = Customer.objects.visible_to(person).current().select_related("centre")
        fields["customer"].queryset = rows.filter(centre__in=person.centres(Can.MANAGE_CONTRACTS))

    def facts(self) -> FrameworkFacts:
        """What was typed of the agreement itself."""
        names = ("title", "valid_to", "cap_gross", "cap_items", "over")
        return FrameworkFacts(**{name: self.cleaned_data[name] for name in names})


class SignFrameworkForm(forms.Form):
    """The day an agreement was signed."""

    signed_on = day(_("Ngày ký"), initial=timezone.localdate)


class PutUnderForm(forms.Form):
    """Which agreement a draft is an order of."""

    framework = forms.ModelChoiceField(
        Framework.objects.none(),
        label=_("Hợp đồng nguyên tắc"),
        required=False,
        empty_label=_("– không thuộc hợp đồng nguyên tắc nào –"),
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["framework"].queryset = frameworks_for(contract)
        fields["framework"].label_from_instance = lambda one: f"{one.number} · {one.title}"


def frameworks_for(contract: Contract) -> Any:
    """The agreements that a draft may be an order of today, and the one it is of."""
    open_today = Q(
        centre=contract.centre_id,
        customer=contract.customer_id,
        state=FrameworkState.SIGNED,
        valid_to__gte=timezone.localdate(),
    )
    present = Q(pk=contract.framework_id) if contract.framework_id else Q(pk__in=[])
    return Framework.objects.filter(open_today | present)


class OverCapForm(ReasonForm):
    """A manager's approval: the reason, and a larger size where the order may still grow."""

    gross = DongField(
        label=_("Duyệt tới giá trị, đồng, gồm thuế"),
        required=False,
        most=MOST_SUM,
        help_text=_("Để trống: đúng giá trị hiện nay."),
    )
    items = forms.IntegerField(
        label=_("Duyệt tới số phương tiện, mẫu"),
        required=False,
        min_value=1,
        max_value=MOST_PIECES,
        help_text=_("Để trống: đúng số hiện nay."),
    )


class FilterForm(forms.Form):
    """The address of a list; what is wrong in it is left aside."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.CharField(required=False)
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def get(self, name: str) -> Any:
        """A value, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def state_of(self, allowed: type[Shown] | type[FrameworkState]) -> str:
        """The state asked for where there is such a one."""
        found = self.get("state")
        return found if found in allowed.values else ""
