"""The forms around the editor: a new procedure, a copy, JSON that is brought in."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from calibration.editor.keys import free_key
from calibration.editor.options import quantity_options, type_options
from calibration.editor.starting import SHAPES, begin
from calibration.states import Service
from common.errors import DomainError, Fault, InvalidInput
from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, base_quantity, find_unit, units_of

LARGEST_FILE = 2**20


class Own(forms.Form):
    """Fields that say whose procedure it is."""

    centre = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=Centre.objects.none(), empty_label=None
    )
    service = forms.ChoiceField(label=_("Dịch vụ"), choices=Service.choices)

    def __init__(self, data: Any = None, files: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, files, **more)
        centre = self.fields["centre"]
        assert isinstance(centre, forms.ModelChoiceField)
        centre.queryset = person.centres(Can.MANAGE_PROCEDURES).order_by("path")
        self.order_fields([name for name in self.fields if name not in ("centre", "service")])


class NewForm(Own):
    """What is asked before the editor opens."""

    title_vi = forms.CharField(label=_("Tên quy trình"), max_length=250)
    title_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=250, required=False)
    number = forms.CharField(
        label=_("Số hiệu văn bản"), max_length=60, help_text=_("Ví dụ: ĐLVN 104:2002")
    )
    kind = forms.ChoiceField(label=_("Loại phương tiện đo"), required=False)
    quantity = forms.ChoiceField(label=_("Đại lượng đo"))
    unit = forms.CharField(
        label=_("Đơn vị của bảng đo"), max_length=40, help_text=_("mm, bar, °C…")
    )
    shape = forms.ChoiceField(label=_("Bắt đầu từ"), choices=tuple(SHAPES.items()))

    def __init__(self, data: Any = None, files: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, files, person=person, **more)
        for name, offered in (
            ("kind", [("", "–"), *type_options()]), ("quantity", quantity_options()),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)
        self.fields["unit"].widget.attrs["list"] = "units"

    def clean_unit(self) -> str:
        """The code of the unit."""
        try:
            return find_unit(self.cleaned_data["unit"]).code
        except MetrologyError as error:
            raise forms.ValidationError(sentence(error)) from error

    def clean(self) -> dict[str, Any]:
        """The unit is one of the chosen quantity."""
        given = super().clean() or {}
        unit, quantity = given.get("unit"), given.get("quantity")
        if unit and quantity and base_quantity(UNITS[unit].quantity) != base_quantity(quantity):
            allowed = ", ".join(each.symbol for each in units_of(quantity)[:8])
            message = _("Đơn vị này là của đại lượng khác. Ví dụ: %(allowed)s.")
            self.add_error("unit", message % {"allowed": allowed})
        return given

    def definition(self) -> dict[str, Any]:
        """The definition to begin with."""
        given = self.cleaned_data
        title = {"vi": given["title_vi"], "en": given["title_en"] or given["title_vi"]}
        return begin(
            code=free_key(given["title_en"] or given["title_vi"], ()).replace("_", "-"),
            title=title,
            **{
                name: given[name]
                for name in ("number", "service", "kind", "quantity", "unit", "shape")
            },
        )


class CopyForm(Own):
    """Where a copy goes, and under which code."""

    code = forms.SlugField(
        label=_("Mã của quy trình mới"), max_length=60,
        help_text=_("Chữ thường không dấu, số, gạch nối"),
    )  # fmt: skip


class ImportForm(Own):
    """A definition in JSON, from a file or pasted."""

    file = forms.FileField(label=_("Tệp JSON"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("một", "hoặc dán JSON"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip


def json_given(file: Any, text: str) -> tuple[str, Any]:
    """The text that was given and what it says. Raises InvalidInput, with line and column."""
    if file is not None:
        if (file.size or 0) > LARGEST_FILE:
            raise InvalidInput(Fault("file", _("Tệp lớn quá 1 MB."), code="too_large"))
        text = file.read().decode("utf-8", errors="replace")
    if not text.strip():
        raise InvalidInput(
            Fault("text", _("Chưa có JSON: hãy chọn tệp hoặc dán vào."), code="blank")
        )
    return text, parsed(text)


def parsed(text: str) -> Any:
    """JSON with numbers as they are written; a name twice in one object is refused."""
    try:
        return json.loads(text, parse_float=str, parse_constant=_refused, object_pairs_hook=_once)
    except InvalidInput:
        raise
    except json.JSONDecodeError as error:
        message = _("Không phải là JSON: dòng %(line)s, cột %(column)s.") % {
            "line": error.lineno, "column": error.colno,
        }  # fmt: skip
        raise InvalidInput(Fault("text", message, code="bad_json")) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(Fault("text", _("Không phải là JSON."), code="bad_json")) from error


def _refused(name: str) -> Any:
    raise InvalidInput(Fault("text", _("Không phải là số."), code="bad_json", found=name))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = _("Tên này có hai lần trong một đối tượng.")
        raise InvalidInput(Fault("text", message, code="taken", found=twice[:80]))
    return found


def add_faults(form: forms.Form, error: DomainError) -> None:
    """A service's refusal on a form; a place in the definition is said before its sentence."""
    if not error.faults:
        form.add_error(None, str(error))
    for fault in error.faults:
        if fault.field in form.fields:
            form.add_error(fault.field, str(fault.message))
        else:
            place = f"{fault.field}: " if fault.field else ""
            form.add_error(None, f"{place}{fault.message}")
