"""What people type about activities: the kind first, then only what that kind needs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.forms import day
from planning.forms.science import again
from planning.kinds import ASKED, DRAFTED, NEEDED
from planning.models import Activity
from planning.services.activities import FACTS, MOST_LINES, titles_of
from planning.states import ActivityKind as K
from planning.states import Strand

# What a field is called where the common name would not be understood.
_LABELS: Mapping[K, Mapping[str, Any]] = {
    K.INTERNAL_DOCUMENT: {"begun_on": _("Bắt đầu soạn"), "done_on": _("Ngày ban hành")},
    K.RESOLUTION: {"begun_on": _("Bắt đầu soạn"), "done_on": _("Ngày thông qua")},
    K.ANNUAL_PLAN: {"begun_on": _("Bắt đầu soạn"), "done_on": _("Ngày ban hành")},
    K.REPORT: {"done_on": _("Ngày trình")},
    K.PAPER: {"done_on": _("Ngày đăng hoặc gửi đăng"), "people": _("Tác giả")},
    K.TRAINING: {"title": _("Khóa học, nội dung"), "people": _("Người học")},
    K.DEFENCE: {"done_on": _("Ngày bảo vệ"), "people": _("Người bảo vệ")},
    K.PROCEDURE_REVIEW: {"title": _("Tên quy trình"), "paper": _("Mã số quy trình"),
                         "done_on": _("Ngày rà soát")},
    K.PROCEDURE_ISSUE: {"title": _("Tên quy trình"), "paper": _("Mã số quy trình"),
                        "done_on": _("Ngày ban hành")},
    K.FINDING: {"paper": _("Đợt đánh giá, văn bản"), "begun_on": _("Ngày phát hiện"),
                "done_on": _("Ngày đóng"), "due_on": _("Hạn khắc phục")},
    K.OBJECTIVE: {"done_on": _("Ngày đạt mục tiêu")},
    K.EVENT: {"done_on": _("Ngày tổ chức")},
    K.MOVEMENT: {"done_on": _("Ngày phát động")},
}  # fmt: skip
_HINTS: Mapping[str, Any] = {
    "done_on": _("Để trống khi còn là dự thảo, còn mở hoặc chưa đạt."),
    "approximate": _("Con số được in kèm chữ “khoảng”."),
    "titles": _(
        "Mỗi dòng một mục; mã số, rồi dấu tab, rồi tên cũng được (dán thẳng từ bảng tính)."
    ),
}


def labels_of(kind: K) -> dict[str, Any]:
    """What each fact of a kind is called."""
    own = _LABELS.get(kind, {})
    columns: Any = Activity._meta
    return {
        name: own.get(name) or capfirst(columns.get_field(name).verbose_name)
        for name in ASKED[kind]
    }


def _field(name: str) -> forms.Field:
    column: Any = Activity._meta.get_field(name)
    if name.endswith("_on"):
        return day(required=False)
    if name == "quantity":
        return forms.IntegerField(min_value=1, initial=1)
    if name == "approximate":
        return forms.BooleanField(required=False)
    if column.choices:
        return forms.ChoiceField(choices=[("", "–"), *column.choices], required=False)
    return forms.CharField(max_length=column.max_length, required=False)


class ActivityForm(forms.Form):
    """One activity of a kind, or one for each line of `titles`."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)

    def __init__(
        self,
        *args: Any,
        kind: K,
        person: Person | None = None,
        many: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kind, self._many = kind, many
        self._centres(person)
        for name in ASKED[kind]:
            self._add(name)
        if many:
            self._add_titles()
        self.fields["strand"] = forms.ChoiceField(
            choices=Strand.choices, initial=Strand.DUTY, label=_("Mảng")
        )
        if person is None:
            for field in self.fields.values():
                field.show_hidden_initial = True
        else:
            self.fields["again"] = again()

    def _centres(self, person: Person | None) -> None:
        if person is None:  # an entry stays with its unit
            del self.fields["centre"]
            return
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.RECORD_PLANNING)

    def _add(self, name: str) -> None:
        field = _field(name)
        field.label = labels_of(self._kind)[name]
        field.required = name == "title" or (self._kind in NEEDED.get(name, ()))
        if name == "done_on":
            field.required = self._kind not in DRAFTED and "begun_on" not in ASKED[self._kind]
            if self._kind not in DRAFTED:
                field.initial = timezone.localdate
        if name in _HINTS and (name != "done_on" or self._kind in DRAFTED):
            field.help_text = _HINTS[name]
        self.fields[name] = field

    def _add_titles(self) -> None:
        self.fields["titles"] = forms.CharField(
            label=_("Danh sách, mỗi dòng một mục"),
            widget=forms.Textarea(attrs={"rows": 12}),
            max_length=MOST_LINES * 400,
            help_text=_HINTS["titles"],
            strip=False,
        )
        del self.fields["title"]

    def facts(self) -> dict[str, Any]:
        """What the service takes; with `titles` it is a list."""
        here = (*FACTS, "centre")
        typed = {name: value for name, value in self.cleaned_data.items() if name in here}
        if self._many:
            typed["titles"] = titles_of(self.cleaned_data["titles"])
        return {**typed, "kind": str(self._kind), "again": self.cleaned_data["again"]}

    @property
    def asks_again(self) -> bool:
        """Whether the person is asked if this is another one."""
        return bool("again" in self.fields and (self.errors.get("again") or self.data.get("again")))

    def changed(self) -> dict[str, Any]:
        """What the person changed, with `seen`: what these fields said when they were read."""
        seen = {}
        for name in self.changed_data:
            field: Any = self.fields[name]
            text = self._widget_data_value(field.hidden_widget(), self[name].html_initial_name)  # type: ignore[attr-defined]
            seen[name] = field.to_python(text)
        return {**{name: self.cleaned_data[name] for name in self.changed_data}, "seen": seen}


class StrikeActivityForm(forms.Form):
    """Why an entry is taken back."""

    why = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
