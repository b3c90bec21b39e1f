"""The form of an appendix: its head, the lines that it strikes, the lines that it adds."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import RowsField, day
from contracts.forms import LineForm
from contracts.models import ContractLine
from contracts.states import LineKind

ROWS, MOST_ROWS = 3, 50


class AppendixForm(forms.Form):
    """Head and strikes; `lines` are those that stand."""

    title = forms.CharField(label=_("Nội dung phụ lục"), max_length=250)
    signed_on = day(_("Ngày ký phụ lục"), initial=timezone.localdate)
    due_on = day(_("Hạn thực hiện mới, nếu đổi"), required=False)
    strike = RowsField(
        ContractLine.objects.none(),
        label=_("Bỏ các dòng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["strike"].queryset = lines

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the two tables."""
        return [self[name] for name in ("title", "signed_on", "due_on")]


class AddedLineForm(LineForm):
    """A new line; a row that nobody touched is no line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = LineKind.VERIFICATION
        self.fields["price"].help_text = _("Để trống thì lấy đơn giá ngày ký của bảng giá.")


def added_lines(rows: int) -> Any:
    """The formset of new lines with so many blank rows."""
    return formset_factory(
        AddedLineForm, extra=rows, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
