"""The shape of what people type about targets."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.forms import day
from planning.forms.numbers import NumberField
from planning.measures import offered
from planning.services import OwnGoal


def _measures() -> list[tuple[str, Any]]:
    found = [(code, capfirst(f"{one.label}, {one.unit}")) for code, one in offered().items()]
    return [*found, ("", _("chỉ tiêu riêng của đơn vị"))]


class AdjustForm(forms.Form):
    """A new value with its paper."""

    value = NumberField(
        label=_("Giá trị"), help_text=_("Đúng đơn vị tính của chỉ tiêu; tiền tính bằng đồng.")
    )
    source = forms.CharField(
        label=_("Văn bản giao"),
        max_length=200,
        help_text=_("Số và ngày của văn bản, ví dụ: 15/QĐ-SKHCN ngày 05/01/2026."),
    )
    decided_on = day(_("Ngày giao"), initial=timezone.localdate)


class TargetForm(AdjustForm):
    """A first plan."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    measure = forms.ChoiceField(
        label=pgettext_lazy("một", "Chỉ tiêu"), choices=_measures, required=False
    )
    name = forms.CharField(
        label=_("Tên chỉ tiêu riêng"),
        max_length=200,
        required=False,
        help_text=_("Chỉ ghi khi chỉ tiêu không có trong danh mục; thực hiện khi đó nhập tay."),
    )
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=40, required=False)
    period = forms.CharField(
        label=_("Kỳ"),
        max_length=20,
        help_text=_("Năm 2026, nửa năm 2026-H1, quý 2026-Q4, chín tháng 2026-9M, tháng 2026-11."),
    )
    field_order = ("centre", "period", "measure", "value", "name", "unit", "source", "decided_on")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_TARGETS)

    def facts(self) -> dict[str, Any]:
        """What the service takes: an indicator's code, or an own goal."""
        typed = dict(self.cleaned_data)
        own = OwnGoal(typed.pop("name"), typed.pop("unit"))
        return {**typed, "measure": typed["measure"] or own}

    def clean(self) -> dict[str, Any]:
        """A name beside an indicator of the list would be lost."""
        typed = super().clean() or {}
        if typed.get("measure") and (typed.get("name") or typed.get("unit")):
            self.add_error("name", _("Chỉ tiêu có sẵn thì tên và đơn vị tính lấy theo danh mục."))
        return typed
