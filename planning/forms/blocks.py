"""The shape of what people type about blocks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from planning.services.blocks import LONGEST
from planning.states import BlockRole


class BlockForm(forms.Form):
    """A new block."""

    code = forms.CharField(
        label=_("Mã khối"), max_length=20, help_text=_("Chữ không dấu, số, gạch nối: VP-VIEN.")
    )
    name = forms.CharField(label=_("Tên khối"), max_length=200)
    centre = CentreField(Centre.objects.none(), label=_("Đơn vị giữ khối"), empty_label=None)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["centre"]
        field.queryset = person.centres(Can.MANAGE_BLOCKS)


class MemberForm(forms.Form):
    """A unit with its role in a year."""

    unit = CentreField(Centre.objects.none(), label=_("Đơn vị"))
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=BlockRole.choices, initial=BlockRole.MEMBER
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = person.centres(Can.MANAGE_BLOCKS)


class LeaveForm(MemberForm):
    """A unit that is not in the block after all."""

    role = None  # type: ignore[assignment]
    why = forms.CharField(label=_("Lý do"), max_length=300)


class WordsForm(forms.Form):
    """The theme and the movements of a year."""

    theme = forms.CharField(label=_("Chủ đề thi đua"), max_length=300, required=False)
    movements = forms.CharField(
        label=_("Phong trào thi đua"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi phong trào một dòng."),
    )
