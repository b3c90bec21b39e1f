"""The forms about cards, scopes, rooms, and who may do what on a day."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.people import Person
from accounts.permissions import Can
from calibration.authority.capability import LONGEST
from calibration.authority.people import officers_of_any
from calibration.authority.services import LONGEST_WHY, NewLine
from calibration.states import ScopeKind, Service
from common.forms import DayInput, RowsField
from common.templatetags.show import either
from instruments.form_fields import QuantityFormField
from instruments.models import InstrumentType

ROWS = 6
MOST_ROWS = 200


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), **kwargs)


def types_by_field() -> list[tuple[str, list[tuple[int, str]]]]:
    """Every type of instrument, by its field of measurement."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for kind in InstrumentType.objects.all():
        groups.setdefault(kind.field_words, []).append((kind.pk, either(kind)))
    return list(groups.items())


class _Centred(forms.Form):
    """A form whose row belongs to one of the centres that the person manages."""

    centre = forms.ModelChoiceField(
        label=_("Trung tâm"), queryset=Centre.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = person.centres(Can.MANAGE_AUTHORITY)
        self._offer("centre", self.mine)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class CardForm(_Centred):
    """The card of a verification officer."""

    user = forms.ModelChoiceField(label=_("Kiểm định viên"), queryset=User.objects.none())
    number = forms.CharField(label=_("Số thẻ"), max_length=60)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống: không thời hạn.")
    )
    source = forms.CharField(
        label=_("Quyết định"), max_length=200, required=False,
        help_text=_("Số, ngày và nơi ban hành quyết định cấp thẻ."),
    )  # fmt: skip
    types = RowsField(
        label=_("Loại phương tiện đo"), queryset=InstrumentType.objects.all(),
        error_messages={"required": _("Hãy chọn ít nhất một loại phương tiện đo.")},
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self._offer("user", officers_of_any(self.mine))

    @property
    def plain(self) -> Iterator[Any]:
        """The fields above the list of types."""
        return (self[name] for name in self.fields if name != "types")

    @property
    def kinds(self) -> Iterator[tuple[str, list[tuple[int, str, bool]], int]]:
        """Types by field of measurement, each with whether it is ticked, and how many are."""
        ticked = {str(value) for value in self["types"].value() or ()}
        for field, types in types_by_field():
            rows = [(pk, name, str(pk) in ticked) for pk, name in types]
            yield field, rows, sum(on for _pk, _name, on in rows)


class ScopeForm(_Centred):
    """A designation, a registration or an accreditation."""

    kind = forms.ChoiceField(label=_("Loại"), choices=ScopeKind.choices)
    number = forms.CharField(label=_("Số"), max_length=80)
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống: không thời hạn.")
    )
    source = forms.CharField(
        label=_("Căn cứ"), max_length=200, required=False,
        help_text=_("Quyết định, giấy chứng nhận hoặc bản công bố; nơi ban hành."),
    )  # fmt: skip

    def hush(self) -> None:
        """Show no errors: the person is not done."""
        self._errors = ErrorDict()


class LineForm(forms.Form):
    """One line of a scope; an empty one is left out."""

    service = forms.ChoiceField(label=_("Dịch vụ"), choices=[("", "—"), *Service.choices])
    type = forms.ModelChoiceField(
        label=_("Loại phương tiện đo"), queryset=InstrumentType.objects.all()
    )
    range_min = QuantityFormField(label=_("Từ"), required=False)
    range_max = QuantityFormField(label=_("Đến"), required=False)
    accuracy = forms.CharField(label=_("Cấp chính xác"), max_length=80, required=False)
    cmc = forms.CharField(label=_("CMC"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kinds = kwargs.pop("kinds", None)
        super().__init__(*args, **kwargs)
        field = self.fields["type"]
        assert isinstance(field, forms.ModelChoiceField)
        field.choices = [("", "—"), *(types_by_field() if kinds is None else kinds)]

    def hush(self) -> None:
        """Show no errors: the person is not done."""
        self._errors = ErrorDict()


LineFormSet = formset_factory(LineForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def line_forms(data: Any = None) -> Any:
    """The lines of a scope; the list of types is read once for all of them."""
    return LineFormSet(data, prefix="lines", form_kwargs={"kinds": types_by_field()})


def more_lines(data: Any) -> Any:
    """The same lines with what was typed and more empty ones; nothing is judged yet."""
    typed = data.copy()
    there = typed.get("lines-TOTAL_FORMS", "")
    total = int(there) if there.isdecimal() and len(there) < 4 else 0  # noqa: PLR2004
    typed["lines-TOTAL_FORMS"] = str(min(total + ROWS, MOST_ROWS))
    found = line_forms(typed)
    for line in found:
        line.hush()
    return found


def new_lines(formset: Any) -> list[NewLine]:
    """The filled lines, in order."""
    return [NewLine(**line.cleaned_data) for line in formset if line.cleaned_data]


class EndForm(forms.Form):
    """An earlier last day, with the reason."""

    valid_to = DayField(label=_("Ngày cuối cùng"))
    why = forms.CharField(label=_("Lý do"), max_length=LONGEST_WHY)


class ExtendForm(EndForm):
    """A later last day, or none."""

    valid_to = DayField(
        label=_("Ngày cuối cùng"), required=False, help_text=_("Để trống: không thời hạn.")
    )


class WhyForm(forms.Form):
    """Why a line is taken out."""

    why = forms.CharField(label=_("Lý do"), max_length=LONGEST_WHY)


class RoomForm(_Centred):
    """A room of the laboratory."""

    name = forms.CharField(label=_("Phòng"), max_length=120)


class AskForm(forms.Form):
    """Who may do what on a day."""

    centre = forms.ModelChoiceField(
        label=_("Trung tâm"), queryset=Centre.objects.none(), empty_label=None
    )
    user = forms.ModelChoiceField(label=_("Người thực hiện"), queryset=User.objects.none())
    service = forms.ChoiceField(label=_("Dịch vụ"), choices=Service.choices)
    type = forms.ModelChoiceField(
        label=_("Loại phương tiện đo"), queryset=InstrumentType.objects.all()
    )
    on = DayField(label=_("Ngày"))
    range_min = QuantityFormField(label=_("Phạm vi đo từ"), required=False)
    range_max = QuantityFormField(label=_("Phạm vi đo đến"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, person: Person, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        centres = person.centres(Can.SEE_AUTHORITY)
        for name, rows in (("centre", centres), ("user", officers_of_any(centres))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        kind = self.fields["type"]
        assert isinstance(kind, forms.ModelChoiceField)
        kind.choices = [("", "—"), *types_by_field()]


def first_of(rows: Iterable[Any]) -> Any:
    """The only row, to be chosen already; None where there are several."""
    found = list(rows)
    return found[0].pk if len(found) == 1 else None
