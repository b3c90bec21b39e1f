"""The shape of what people type about targets."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from planning.models import Measure


class WholeNumber(forms.IntegerField):
    """753000000, 753.000.000 or 753 000 000: grouped by threes or not at all, never a fraction."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    _GROUPED = re.compile(r"[0-9]{1,3}(?:([., \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if text and not re.fullmatch(r"-?[0-9]+", text):
            if self._GROUPED.fullmatch(text) is None:
                raise ValidationError(
                    _("“%(text)s” không phải là số nguyên. Viết như 753000000 hoặc 753.000.000."),
                    code="invalid",
                    params={"text": text[:40]},
                )
            text = re.sub(r"[^0-9]", "", text)
        found: int | None = super().to_python(text)
        return found


class AdjustForm(forms.Form):
    """A new value with its paper."""

    value = WholeNumber(label=_("Giá trị (đồng, hoặc số lượng)"))
    source = forms.CharField(
        label=_("Văn bản giao"),
        max_length=200,
        help_text=_("Số và ngày của văn bản, ví dụ: 15/QĐ-SKHCN ngày 05/01/2026."),
    )
    decided_on = forms.DateField(
        label=_("Ngày giao"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class TargetForm(AdjustForm):
    """A first plan."""

    centre = forms.ModelChoiceField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    measure = forms.ChoiceField(label=_("Chỉ tiêu"), choices=Measure.choices)
    period = forms.CharField(
        label=_("Kỳ"),
        max_length=20,
        help_text=_("Năm 2026, nửa năm 2026-H1, quý 2026-Q4, chín tháng 2026-9M, tháng 2026-11."),
    )
    field_order = ("centre", "measure", "period", "value", "source", "decided_on")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_TARGETS)
