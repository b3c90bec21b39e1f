"""What is typed about a visit: the new customer, what holds for all things, the rows."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms import CentreField
from accounts.models import Centre
from calibration.custody.rows import row_ids
from common.forms import day
from contracts.states import WITH_JOBS, LineKind
from contracts.visit.judging import CELLS, Brought, Row
from instruments.models import Instrument

KINDS = [choice for choice in LineKind.choices if choice[0] in WITH_JOBS]
NEW_ROWS, MOST_NEW = 3, 30


class NewCustomerForm(forms.Form):
    """A customer who is here for the first time."""

    prefix = "new"
    name = forms.CharField(label=_("Tên khách hàng mới"), max_length=250, required=False)
    tax_code = forms.CharField(label=_("Mã số thuế"), max_length=20, required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=30, required=False)


class VisitForm(forms.Form):
    """What holds for the whole visit."""

    centre = CentreField(Centre.objects.none(), label=_("Trung tâm"), empty_label=None)
    brought_by = forms.CharField(label=_("Người giao"), max_length=150)
    condition = forms.CharField(
        label=_("Tình trạng khi nhận"),
        max_length=300,
        initial=_("bình thường, đủ bộ phận"),
        help_text=_("Dùng cho mọi dòng không ghi riêng."),
    )
    place = forms.CharField(label=_("Nơi để"), max_length=100, required=False)
    due_on = day(_("Hẹn trả ngày"), required=False)
    title = forms.CharField(
        label=_("Nội dung hợp đồng"),
        max_length=250,
        required=False,
        help_text=_("Để trống thì ghi: kiểm định, hiệu chuẩn, ngày nhận."),
    )

    def __init__(self, data: Any = None, *, centres: Any, **more: Any) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        if len(centres) < 2:  # noqa: PLR2004 — nothing to choose
            del self.fields["centre"]
        else:
            fields["centre"].queryset = centres


@dataclass
class TypedRow:
    """One row of the screen: a known instrument, or boxes for a new one."""

    key: str
    instrument: Instrument | None = None
    picked: bool = False
    kind: str = ""
    words: dict[str, str] = field(default_factory=dict)
    condition: str = ""
    accessories: str = ""
    offers: list[tuple[str, str, int | None]] = field(default_factory=list)
    found: Row | None = None
    faults: list[str] = field(default_factory=list)

    def read(self, request: HttpRequest) -> "TypedRow":
        """What was posted for this row."""
        self.picked = self.key in request.POST.getlist("pick")
        self.kind = _text(request, "kind", self.key)
        self.condition = _text(request, "condition", self.key)
        self.accessories = _text(request, "accessories", self.key)
        self.words = {name: _text(request, name, self.key) for name in CELLS}
        return self

    @property
    def counts(self) -> bool:
        """Whether it is part of the visit: ticked, or something of a new one is typed."""
        said = any(self.words.get(name, "").strip() for name in CELLS)
        return self.picked if self.instrument is not None else said

    def brought(self) -> Brought:
        """As the service takes it."""
        return Brought(
            kind=self.kind, instrument=self.instrument, words=self.words,
            condition=self.condition, accessories=self.accessories,
        )  # fmt: skip


def _text(request: HttpRequest, name: str, key: str) -> str:
    return request.POST.get(f"{name}-{key}", "").replace("\0", "")[:500]


def new_rows(request: HttpRequest | None) -> list[TypedRow]:
    """The boxes for new instruments, with what was typed; three more when asked for."""
    if request is None:
        return [TypedRow(f"n{i}") for i in range(NEW_ROWS)]
    count = request.POST.get("rows", "")
    shown = int(count) if count.isascii() and count.isdigit() and len(count) < 3 else NEW_ROWS  # noqa: PLR2004
    shown += NEW_ROWS if request.POST.get("act") == "more" else 0
    return [TypedRow(f"n{i}").read(request) for i in range(min(max(shown, 1), MOST_NEW))]


def picked_ids(request: HttpRequest) -> list[int]:
    """The known instruments that are ticked."""
    return sorted(row_ids(request.POST.getlist("pick")))[:500]
