"""What people type when they enter a figure by hand."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from planning.forms.evidence import ACCEPTED
from planning.forms.numbers import NumberField
from planning.measures import entered
from planning.models import Target
from planning.services.entered import LONGEST_WORDS, FigureFacts
from planning.states import EntryKind

# By what is entered for them: a reader sees at once which ones take a number.
_ENTERED_AS = {
    EntryKind.ACTUAL: _("số thực hiện, khi đơn vị không có dòng nào"),
    EntryKind.WORDS: _("nội dung bằng lời"),
    EntryKind.EXPECTED: _("chỉ số dự kiến đến cuối kỳ; thực hiện đếm từ các dòng"),
}


def _groups(goals: list[tuple[str, str]]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The unit's own goals, then every indicator under the first thing that is entered for it."""
    groups: dict[str, list[tuple[str, str]]] = {kind: [] for kind in _ENTERED_AS}
    for code, one in entered().items():
        first = next(kind for kind in _ENTERED_AS if kind in one.takes)
        groups[first].append((code, capfirst(f"{one.label} ({one.unit})")))
    named = [(label, groups[kind]) for kind, label in _ENTERED_AS.items() if groups[kind]]
    return [*([(_("chỉ tiêu riêng của đơn vị"), goals)] if goals else []), *named]


class FigureForm(forms.Form):
    """An indicator, a period, a number or words, and what they rest on."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    indicator = forms.ChoiceField(
        label=pgettext_lazy("một", "Chỉ tiêu"),
        help_text=_("Số đếm được từ các dòng (nhiệm vụ, đề xuất, hợp đồng…) thì nhập các dòng ấy."),
    )
    period = forms.CharField(
        label=_("Kỳ"),
        max_length=20,
        help_text=_("Năm 2026, nửa năm 2026-H1, quý 2026-Q4, chín tháng 2026-9M, tháng 2026-11."),
    )
    kind = forms.ChoiceField(label=_("Cách nhập"), choices=EntryKind.choices)
    value = NumberField(
        label=_("Giá trị"),
        required=False,
        help_text=_("Đúng đơn vị tính của chỉ tiêu; tiền tính bằng đồng."),
    )
    words = forms.CharField(
        label=pgettext_lazy("bằng lời", "Nội dung"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Bắt buộc khi nhập bằng lời; có thể liệt kê khi nhập số."),
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        required=False,
        help_text=_("Văn bản làm căn cứ. Số nhập tay cần căn cứ này hoặc tệp minh chứng."),
    )
    file = forms.FileField(
        label=_("Tệp minh chứng"),
        required=False,
        help_text=_("PDF, ảnh, xlsx hoặc docx, đến 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        centres = person.centres(Can.RECORD_PLANNING)
        fields["centre"].queryset = centres
        own = Target.objects.filter(centre__in=centres).exclude(name="").order_by("name")
        goals = own.values_list("measure", "name", "centre__code").distinct()
        named = [(code, f"{name} ({centre})") for code, name, centre in goals]
        fields["indicator"].choices = _groups(named)

    def facts(self) -> FigureFacts:
        """What the service takes."""
        names = ("indicator", "period", "kind", "value", "words", "basis")
        return FigureFacts(**{name: self.cleaned_data[name] for name in names})

    def evidence(self, most: int) -> list[tuple[str, bytes]]:
        """The file with its name, where there is one."""
        file: Any = self.cleaned_data.get("file")
        return [(file.name, file.read(most + 1))] if file else []
