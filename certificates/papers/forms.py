"""What people type on the pages of papers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre
from certificates.papers import patterns
from certificates.papers.content import LANGUAGES, parts, to_boxes
from certificates.papers.services import LONGEST_WHY
from certificates.pdf.template import Field
from certificates.states import Kind
from common.errors import Fault
from common.forms import day

_SHORT = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
_LONG = 90  # characters; a longer text gets a box of several lines
_SPARE = 1  # blank rows below those that are filled


class TemplateForm(forms.Form):
    """The settings of one kind of paper. It refuses nothing itself: the faults are given to it."""

    def __init__(
        self, kind: str, content: Mapping[str, Any], pictures: Mapping[str, str], more: int = 0
    ) -> None:
        super().__init__(data=to_boxes(content, kind), auto_id="%s")
        self.kind = kind
        self.rows = {
            one.key: min(one.most, len(content.get(one.key, ())) + _SPARE + more)
            for _part, _label, settings in parts(kind)
            for one in settings
            if one.type == "pairs"
        }
        for _part, _label, settings in parts(kind):
            for one in settings:
                self.fields |= self._boxes(one, pictures)
        self.full_clean()

    def _boxes(self, one: Field, pictures: Mapping[str, str]) -> dict[str, forms.Field]:
        more: dict[str, Any] = {"required": False, "label": one.label}
        if one.type == "switch":
            return {one.key: forms.BooleanField(help_text=one.help, **more)}
        if one.type in ("pair", "pairs"):
            return {name: _line(one, name) for name in _names(one, self.rows.get(one.key, 0))}
        return {one.key: forms.CharField(widget=_widget(one, pictures), help_text=one.help, **more)}

    def fault(self, found: Iterable[Fault]) -> None:
        """Put each fault beside its box; what has none stands above."""
        for each in found:
            name = each.field if each.field in self.fields else None
            message = str(each.message)
            shown = f"{message} ({each.found} → {each.allowed})" if each.allowed else message
            self.add_error(name, shown)

    def groups(self) -> list[tuple[str, Any, list[dict[str, Any]]]]:
        """Headings with their settings, each with its boxes as rows of languages."""
        return [
            (part, label, [self._setting(one) for one in settings])
            for part, label, settings in parts(self.kind)
        ]

    def _setting(self, one: Field) -> dict[str, Any]:
        names = _names(one, self.rows.get(one.key, 0)) if one.type in ("pair", "pairs") else []
        boxes = [self[name] for name in names]
        rows = [boxes[i : i + len(LANGUAGES)] for i in range(0, len(boxes), len(LANGUAGES))]
        full = len(rows) >= one.most
        return {
            "setting": one,
            "box": None if names else self[one.key],
            "rows": rows,
            "full": full,
            "wrong": [name for name in names if self[name].errors],
        }


def _names(one: Field, rows: int) -> list[str]:
    starts = [one.key] if one.type == "pair" else [f"{one.key}.{i}" for i in range(rows)]
    return [f"{start}.{language}" for start in starts for language in LANGUAGES]


_IN = {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")}


def _line(one: Field, name: str) -> forms.CharField:
    language = name.rpartition(".")[2]
    attributes = {"lang": language}
    widget: Any = (
        forms.Textarea(attrs=attributes | {"rows": 2})
        if one.high > _LONG
        else forms.TextInput(attrs=attributes)
    )
    return forms.CharField(label=_IN[language], required=False, widget=widget)


def _widget(one: Field, pictures: Mapping[str, str]) -> Any:
    if one.type == "colour":
        return forms.TextInput(attrs={"type": "color"})
    if one.type == "choice":
        return forms.Select(choices=[(each, each) for each in one.choices])
    if one.type == "picture":
        return forms.RadioSelect(choices=[("", _("không có")), *pictures.items()])
    return _SHORT


class ForceForm(forms.Form):
    """From which day, and why."""

    valid_from = day(_("Áp dụng từ ngày"))
    why = forms.CharField(label=_("Lý do"), required=False, max_length=LONGEST_WHY)


class CopyForm(forms.Form):
    """Which template a draft begins from: what holds today for another kind or centre."""

    of = forms.ChoiceField(label=_("Sao chép từ"))

    def __init__(self, *args: Any, centres: Iterable[Centre], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            (one.code, [(f"{one.pk}:{kind.value}", f"{one.code} · {kind.label}") for kind in Kind])
            for one in centres
        ]

    def chosen(self) -> tuple[int, str]:
        """The centre's id and the kind."""
        centre, _colon, kind = self.cleaned_data["of"].partition(":")
        return int(centre), kind


class PatternForm(forms.Form):
    """How numbers of a kind are written from a year on."""

    kind = forms.ChoiceField(label=_("Loại giấy"), choices=Kind.choices)
    from_year = forms.IntegerField(
        label=_("Từ năm"), min_value=patterns.FIRST_YEAR, max_value=patterns.LAST_YEAR
    )
    pattern = forms.CharField(
        label=pgettext_lazy("giấy", "Mẫu số"), max_length=40,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
