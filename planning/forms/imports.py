"""A list that is brought in."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from common import tables
from planning.importing.subjects import Subject


class BringListForm(forms.Form):
    """A table of one kind, for a unit."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    file = forms.FileField(
        label=_("Bảng tính (.xlsx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(tables.ENDINGS)}),
    )

    def __init__(self, *args: Any, subject: Subject, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(subject.verb)
        field.initial = field.queryset.first()


class MendRowForm(forms.Form):
    """The cells of one row, as text."""

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in subject.fields:
            self.fields[one.name] = forms.CharField(
                label=capfirst(str(one.label)), required=False, max_length=tables.LONGEST_CELL
            )
        self.fields["leave"] = forms.BooleanField(label=_("Để lại dòng này"), required=False)

    def cells(self) -> dict[str, str]:
        """The texts that were sent, without the choice to leave the row."""
        typed = self.cleaned_data.items()
        return {name: text for name, text in typed if name != "leave" and name in self.data}
