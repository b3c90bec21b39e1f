"""The forms of the pages about other laboratories' files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from certificates.dcc.reading.cells import name_of, symbol, text_of
from certificates.dcc.reading.shapes import Certificate, Column, Table
from certificates.foreign.mapping import HOW, Choice, has_uncertainty, tables
from common.text import row_id
from instruments.form_fields import NumberFormField
from instruments.forms import CalibrationForm
from instruments.models import Standard
from instruments.models.standards import LONGEST_REASON

CHOICE = ("table", "nominal", "value", "how", "expanded", "k")


class UploadForm(forms.Form):
    """A file of another laboratory, for a centre."""

    centre = CentreField(Centre.objects.none(), label=gettext_lazy("Trung tâm"))
    file = forms.FileField(
        label=gettext_lazy("Tệp DCC"),
        help_text=gettext_lazy("XML, hoặc PDF có XML đính kèm; nhiều nhất 20 MB."),
        widget=forms.ClearableFileInput({"accept": ".xml,.pdf"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = person.centres(Can.MANAGE_STANDARDS)
        field: Any = self.fields["centre"]
        field.queryset = centres
        if len(centres) == 1:
            field.initial, field.widget = centres[0], forms.HiddenInput()


class ChoiceForm(forms.Form):
    """Which standard, which table, and which of its columns are what."""

    standard = forms.ChoiceField(label=pgettext_lazy("một", "Chuẩn"), required=False)
    table = forms.ChoiceField(label=gettext_lazy("Bảng"), required=False)
    nominal = forms.ChoiceField(
        label=gettext_lazy("Số chỉ hoặc giá trị danh nghĩa của chuẩn"), required=False
    )
    value = forms.ChoiceField(label=gettext_lazy("Cột cho giá trị đúng"), required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("Cột ấy là gì"), required=False, choices=list(HOW.items())
    )
    expanded = forms.ChoiceField(label=gettext_lazy("Cột cho U"), required=False)
    k = NumberFormField(
        label="k",
        required=False,
        max_length=6,
        help_text=gettext_lazy("Chỉ khi tệp không cho k."),
    )

    def __init__(
        self,
        *args: Any,
        content: Certificate,
        standards: Iterable[Standard],
        table: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = tables(content)
        chosen = every.get(table) or next(iter(every.values()), None)
        columns = chosen["columns"] if chosen else []
        sure = [column for column in columns if has_uncertainty(column)]
        self._offer("standard", [(str(s.pk), f"{s.code} · {s.serial}") for s in standards])
        self._offer("table", [(t["id"], _table_words(t)) for t in every.values()])
        for name, offered in (("nominal", columns), ("value", columns), ("expanded", sure)):
            self._offer(name, [(column["id"], _column_words(column)) for column in offered])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", "—"), *choices]

    def choice(self) -> Choice | None:
        """What was chosen, once it is whole."""
        found = {name: str(self.cleaned_data.get(name) or "") for name in CHOICE}
        whole = all(found[name] for name in ("table", "nominal", "value", "expanded"))
        return Choice(**{**found, "how": found["how"] or "value"}) if whole else None

    def standard_id(self) -> int | None:
        """The standard that was chosen."""
        return row_id(str(self.cleaned_data.get("standard") or ""))


def _table_words(table: Table) -> str:
    name = text_of(table["name"]) or _("Bảng")
    rows = _("%(count)s dòng") % {"count": table["rows"]}
    status = f", {table['status']}" if table["status"] else ""
    return f"{table['id']} {name} ({rows}{status})"


def _column_words(column: Column) -> str:
    units = " | ".join(dict.fromkeys(symbol(part) for part in column["parts"]))
    return f"{name_of(column)} [{units}]" if units else name_of(column)


class ConfirmForm(CalibrationForm):
    """What the event says besides its lines, as the file tells it; a person looks and confirms."""

    why = forms.CharField(
        label=gettext_lazy("Lý do đính chính"), max_length=LONGEST_REASON, required=False
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Đúng là chuẩn này, dù số chế tạo trong tệp khác"), required=False
    )

    def __init__(self, *args: Any, same: bool, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["file"]
        if same:
            del self.fields["sure"]
        if again:
            self.fields["why"].required = True
        else:
            del self.fields["why"]

    @classmethod
    def of(cls, content: Certificate, standard: Standard, **how: bool) -> "ConfirmForm":
        """The form with what the file says; the validity is for a person to decide."""
        return cls(initial=facts_of(content, standard), **how)


def facts_of(content: Certificate, standard: Standard) -> dict[str, Any]:
    """The facts of an event as the certificate tells them."""
    on = day(content["dates"]["ended"]) or day(content["dates"]["begun"])
    return {
        "on": on,
        "valid_until": _recalibration(content) or _after(on, standard.interval_months),
        "laboratory": text_of(content["laboratory"]["name"])[:200],
        "certificate_number": content["number"][:80],
        "traceable_to": "SI" if _to_si(content) else "",
    }


def day(text: str) -> date | None:
    """A day of XML, which may carry a zone; None where there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _recalibration(content: Certificate) -> date | None:
    dates = (s["date"] for s in content["statements"] if "basic_recalibration" in s["refs"])
    return next((found for each in dates if (found := day(each))), None)


def _after(on: date | None, months: int | None) -> date | None:
    """The same day so many months later, or the last of a shorter month."""
    if on is None or not months:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    for last in range(on.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, on.day)


def _to_si(content: Certificate) -> bool:
    statements = content["statements"]
    return any("basic_metrologicallyTraceableToSI" in said["refs"] for said in statements)
