"""The forms of this app's pages."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from calibration.definition import offered_rules
from calibration.models import Job
from calibration.states import JobState, Outcome, Service
from common.forms import day
from metrology.conformity.decisions import DECISION_RULES

DUE = (("overdue", _("quá hạn")), ("today", _("hôm nay")), ("week", _("7 ngày tới")))


class JobFilter(forms.Form):
    """The address of the list of jobs."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=200)
    customer = forms.ChoiceField(label=pgettext_lazy("một", "Khách hàng"), required=False)
    technician = forms.ChoiceField(label=_("Kỹ thuật viên"), required=False)
    state = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", ""), *JobState.choices],
        widget=forms.HiddenInput,
    )  # fmt: skip
    service = forms.ChoiceField(
        label=_("Dịch vụ"), required=False, choices=[("", ""), *Service.choices],
        widget=forms.HiddenInput,
    )  # fmt: skip
    due = forms.ChoiceField(
        label=_("Hạn"), required=False, choices=[("", ""), *DUE], widget=forms.HiddenInput
    )

    def __init__(
        self, data: Any, *, customers: list[tuple[int, str]], technicians: list[tuple[int, str]]
    ) -> None:
        super().__init__(data)
        for name, rows, every in (
            ("customer", customers, _("Mọi khách hàng")),
            ("technician", technicians, _("Mọi người")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", every), *((str(pk), shown) for pk, shown in rows)]


class AssignForm(forms.Form):
    """To whom the job is given."""

    technician = forms.ModelChoiceField(
        label=_("Kỹ thuật viên"), queryset=User.objects.none(), required=False,
        empty_label=_("Chưa giao ai"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["technician"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class ConformityForm(forms.Form):
    """Whether points of a calibration are judged, and by which rule (ISO/IEC 17025, 7.1.3)."""

    rule = forms.ChoiceField(label=_("Quy tắc quyết định"), required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        vietnamese = (get_language() or "vi").startswith("vi")
        words = {name: DECISION_RULES[name] for name in offered_rules()}
        field.choices = [
            ("", _("Không: chỉ báo giá trị")),
            *((name, said.text_vi if vietnamese else said.text_en) for name, said in words.items()),
        ]


class IntervalForm(forms.Form):
    """The recalibration interval that the customer wants stated (ISO/IEC 17025, 7.8.4.3)."""

    months = forms.IntegerField(
        label=_("Chu kỳ đề nghị, tháng"), required=False, min_value=1, max_value=120,
        help_text=_("Để trống: giấy chứng nhận không nêu chu kỳ."),
    )  # fmt: skip
    agreed = forms.CharField(
        label=_("Khách hàng đồng ý ở đâu"), required=False, max_length=200,
        help_text=_("Số phiếu yêu cầu, thư hoặc điều khoản hợp đồng."),
    )  # fmt: skip


class CancelForm(forms.Form):
    """Why the job is not done."""

    why = forms.CharField(
        label=_("Lý do hủy"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaperForm(forms.Form):
    """What the paper worksheet says."""

    performed_on = day(_("Ngày thực hiện"))
    outcome = forms.ChoiceField(label=pgettext_lazy("một", "Kết quả"))
    paper_record = forms.CharField(label=_("Số biên bản giấy"), max_length=80)
    technician = forms.ModelChoiceField(label=_("Người thực hiện"), queryset=User.objects.none())

    def __init__(self, data: Any = None, *, job: Job, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        legal = job.service == Service.VERIFICATION
        allowed = [Outcome.PASS, Outcome.FAIL] if legal else [Outcome.REPORTED, Outcome.FAIL]
        outcome, person = self.fields["outcome"], self.fields["technician"]
        assert isinstance(outcome, forms.ChoiceField)
        assert isinstance(person, forms.ModelChoiceField)
        outcome.choices = [(each.value, each.label) for each in allowed]
        person.queryset = people


class FromDayForm(forms.Form):
    """From which day a procedure is used."""

    valid_from = day(_("Áp dụng từ ngày"))


class ToDayForm(forms.Form):
    """Until which day a procedure is used."""

    valid_to = day(_("Áp dụng đến hết ngày"))
