"""What people type when they enter a figure by hand."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from planning.forms.evidence import ACCEPTED
from planning.forms.numbers import NumberField
from planning.measures import known
from planning.models import Target
from planning.services.entered import LONGEST_WORDS, FigureFacts
from planning.states import EntryKind


class FigureForm(forms.Form):
    """An indicator, a period, a number or words, and what they rest on."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    indicator = forms.ChoiceField(label=_("Chỉ tiêu"))
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
        label=_("Nội dung"),
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
        fields["indicator"].choices = [
            *((code, capfirst(f"{one.label} ({one.unit})")) for code, one in known().items()),
            *((code, f"{name} ({centre})") for code, name, centre in goals),
        ]

    def facts(self) -> FigureFacts:
        """What the service takes."""
        names = ("indicator", "period", "kind", "value", "words", "basis")
        return FigureFacts(**{name: self.cleaned_data[name] for name in names})

    def evidence(self, most: int) -> list[tuple[str, bytes]]:
        """The file with its name, where there is one."""
        file: Any = self.cleaned_data.get("file")
        return [(file.name, file.read(most + 1))] if file else []
