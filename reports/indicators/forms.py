"""The shape of what people type about saved indicators and choices."""

import json
from collections.abc import Mapping
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
from contracts.revenue import Base
from reports.indicators.labels import VAT_LABELS
from reports.indicators.services import Choosing, Definition
from reports.indicators.sources import BY, SOURCES, Field
from reports.models import ReportChoices, SavedIndicator
from reports.states import PlanPeriod

FILTER = "filter_"  # begins the names of the fields of a source
SHOWN_AT_ONCE = 8
_YES_NO = (("", _("không lọc")), ("true", _("có")), ("false", _("không")))


def _day(label: Any, **more: Any) -> forms.DateField:
    return day(label, initial=timezone.localdate, **more)


def _field(of: Field) -> forms.Field:
    if of.choices is not None:
        size = min(SHOWN_AT_ONCE, len(of.choices))
        return forms.MultipleChoiceField(
            label=of.name,
            choices=list(of.choices.items()),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": size}),
        )
    if of.kind is bool:
        return forms.ChoiceField(label=of.name, choices=_YES_NO, required=False)
    return forms.CharField(label=of.name, max_length=of.longest, required=False)


class DefinitionForm(forms.Form):
    """What a saved indicator counts. The fields to filter by are those of the source."""

    name_vi = forms.CharField(label=_("Tên chỉ tiêu"), max_length=200)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    unit = forms.CharField(
        label=_("Đơn vị tính"), max_length=40, help_text=_("Ví dụ: văn bản, lượt, nhiệm vụ.")
    )
    valid_from = _day(
        _("Có hiệu lực từ"),
        help_text=_("Số liệu có ngày chốt trước ngày này vẫn theo định nghĩa cũ."),
    )

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        of = SOURCES[source]
        days = [(name, capfirst(str(label))) for name, label in of.days.items()]
        self.fields[FILTER + BY] = forms.ChoiceField(label=_("Tính theo"), choices=days)
        for name, field in of.fields.items():
            self.fields[FILTER + name] = _field(field)

    def filter_fields(self) -> list[Any]:
        """The bound fields of the source."""
        return [self[name] for name in self.fields if name.startswith(FILTER)]

    def facts(self) -> Definition:
        """What the service takes."""
        typed = self.cleaned_data
        return Definition(
            name_vi=typed["name_vi"],
            name_en=typed["name_en"],
            unit=typed["unit"],
            source=self.source,
            filters={
                name.removeprefix(FILTER): _plain(value)
                for name, value in typed.items()
                if name.startswith(FILTER) and value not in ("", [], None)
            },
        )

    def place(self, fault: str) -> str:
        """The field of this form that a fault of the service is about."""
        name = fault.replace("filters.", FILTER, 1)
        return name if name in self.fields else ""


def _plain(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def begun(row: SavedIndicator) -> dict[str, Any]:
    """The form of a change begins with what holds."""
    filters: Mapping[str, Any] = json.loads(row.filters)
    words = {name: getattr(row, name) for name in ("name_vi", "name_en", "unit")}
    return {**words, **{FILTER + name: _typed(value) for name, value in filters.items()}}


def _typed(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


class NewForm(DefinitionForm):
    """The first definition: also whose it is and its code."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    code = forms.CharField(
        label=pgettext_lazy("chỉ tiêu", "Mã chỉ tiêu"),
        max_length=60,
        help_text=_("Chữ thường không dấu, chữ số, gạch dưới; ví dụ: bai_bao_scopus."),
    )
    field_order = ("centre", "code", "name_vi", "name_en", "unit", "valid_from")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.WRITE_REPORTS)


class ChoicesForm(forms.Form):
    """How a unit counts, from a day on."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    valid_from = _day(_("Từ ngày"))
    revenue_base = forms.ChoiceField(label=_("Cơ sở doanh thu"), choices=Base.choices)
    revenue_vat = forms.ChoiceField(label=_("Thuế GTGT"), choices=list(VAT_LABELS.items()))
    with_consulting = forms.BooleanField(label=_("Doanh thu gồm cả tư vấn"), required=False)
    plan_period = forms.ChoiceField(label=_("So với kế hoạch nào"), choices=PlanPeriod.choices)
    instruments_by = forms.ChoiceField(
        label=_("Đếm phương tiện đo"),
        choices=ReportChoices._meta.get_field("instruments_by").choices or (),
    )
    source = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        help_text=_("Văn bản hoặc người quyết định, ví dụ: 05/QĐ-TTĐL ngày 03/01/2026."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.WRITE_REPORTS)

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        typed = dict(self.cleaned_data)
        mine = {name: typed.pop(name) for name in Choosing.__dataclass_fields__}
        return {**typed, "facts": Choosing(**mine)}
